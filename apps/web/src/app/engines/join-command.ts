/**
 * The command that makes a machine an engine of this console. Its owner runs it in a shell of that machine; from the second
 * start on the engine does without the join token, for it keeps what it got in exchange.
 * @param origin address of this console as the browser knows it, such as `https://scan.example`
 * @param token join token as the console made it: letters, digits, `_` and `-`, nothing that a shell would read
 */
export function joinCommand(origin: string, token: string): string {
  const settings = [`SCANFLEET_ENGINE_CONSOLE_URL=${origin}`, `SCANFLEET_ENGINE_JOIN_TOKEN=${token}`];
  if (sendsInTheClear(origin)) settings.push('SCANFLEET_ENGINE_ALLOW_INSECURE=true');
  return [...settings, 'node apps/engine/dist/main.js'].join(' ');
}

/** True where an engine on another machine would send its token unencrypted; it refuses that unless its owner allows it. */
export function sendsInTheClear(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
  return protocol === 'http:' && !isLoopback;
}
