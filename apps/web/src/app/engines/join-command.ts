/**
 * The command that makes a machine an engine of this console. Its owner runs it in a shell of that machine; from the second
 * start on the engine does without the join token, for it keeps what it got in exchange.
 * @param origin address of this console as the browser knows it, such as `https://scan.example`
 */
export function joinCommand(origin: string, token: string): string {
  return `SCANFLEET_ENGINE_CONSOLE_URL=${origin} SCANFLEET_ENGINE_JOIN_TOKEN=${token} node apps/engine/dist/main.js`;
}
