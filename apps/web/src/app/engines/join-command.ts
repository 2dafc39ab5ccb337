/**
 * The command that makes a machine an engine of this console. It is run by its owner, in a shell of that machine.
 * @param origin address of this console as the browser knows it, such as `https://scan.example`
 */
export function joinCommand(origin: string, token: string): string {
  return `scanfleet-engine join --console ${origin} --token ${token}`;
}
