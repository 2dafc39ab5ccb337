/**
 * Services that tests scan: one TCP server for each argument `ADDRESS:PORT:KIND`. Says `ready` on standard output when
 * all of them listen. Kinds are what nmap's service detection knows.
 */
import { createServer } from 'node:net';

const kinds = {
  ssh: (socket) => socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'),
  ftp: (socket) => socket.write('220 (vsFTPd 3.0.3)\r\n'),
  smtp: (socket) => socket.write('220 mail.fixture.invalid ESMTP Postfix\r\n'),
  pop3: (socket) => socket.write('+OK Dovecot ready.\r\n'),
  http: (socket) =>
    socket.once('data', () =>
      socket.end('HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok'),
    ),
  hostile: (socket) =>
    socket.once('data', () =>
      socket.end(
        'HTTP/1.1 200 OK\r\nServer: <img src=x onerror=alert(1)>\u001b[2J\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok',
      ),
    ),
};

const servers = process.argv.slice(2).map((word) => {
  const [address, port, kind] = word.split('/');
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    kinds[kind](socket);
    socket.setTimeout(20_000, () => socket.destroy());
  });
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(Number(port), address, done);
  });
});
await Promise.all(servers);
process.stdout.write('ready\n');
