import { SetupProblem } from '../setup/workspace.mjs';

export const usage = `npm start [-- OPTIONS]

Starts the console, its PostgreSQL and one local engine, and prints the address.

  --scan TARGETS    also scan TARGETS with the local engine and show what was found
  --command NAME    scan command to use with --scan (default: Version scan)
  --exit            stop everything after the scan; exit code 0 only if it completed
  --json            print the result as JSON on standard output, and nothing else there
  --help            this text

Environment: SCANFLEET_PORT (8080), SCANFLEET_HOST (127.0.0.1), SCANFLEET_DATA (.scanfleet),
DATABASE_URL (instead of the embedded PostgreSQL), REDIS_URL (instead of queues in PostgreSQL).
`;

/**
 * Reads the command line of `npm start`.
 * @param {string[]} argv
 * @returns {{ scan?: string, command?: string, exit: boolean, json: boolean, help: boolean }}
 * @throws {SetupProblem} naming the option that is wrong
 */
export function parseArguments(argv) {
  const options = { exit: false, json: false, help: false };
  const rest = [...argv];
  while (rest.length > 0) {
    const word = rest.shift();
    const [name, attached] = word.includes('=')
      ? [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]
      : [word];
    const value = () => {
      const found = attached ?? rest.shift();
      if (!found || found.startsWith('--')) throw new SetupProblem(`${name} needs a value; see npm start -- --help`);
      return found;
    };
    if (name === '--scan') options.scan = value();
    else if (name === '--command') options.command = value();
    else if (name === '--exit') options.exit = true;
    else if (name === '--json') options.json = true;
    else if (name === '--help' || name === '-h') options.help = true;
    else throw new SetupProblem(`Unknown option ${word}; see npm start -- --help`);
  }
  for (const name of ['exit', 'json', 'command']) {
    if (options[name] && !options.scan && !options.help)
      throw new SetupProblem(`--${name} only makes sense together with --scan TARGETS`);
  }
  return options;
}
