import { createServer, type Server } from 'node:net';

/**
 * A TCP server that greets and hangs up; what a scanner does to the connection does not bother it.
 * @param wanted its port; 0 = any that is free
 */
export async function greetingServer(
  address: string,
  greeting: string,
  wanted = 0,
): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(greeting);
  });
  await new Promise<void>((done, failed) => server.once('error', failed).listen(wanted, address, done));
  const place = server.address();
  if (place === null || typeof place === 'string') throw new Error('the server has no port');
  return { server, port: place.port };
}
