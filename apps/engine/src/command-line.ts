import { parseArgs } from 'node:util';

export type Command =
  | { kind: 'run' | 'check'; file: string | undefined }
  | { kind: 'version' }
  | { kind: 'help' }
  | { kind: 'wrong'; message: string };

/** Reads the arguments after the program's name. The file may also be given as SCANFLEET_ENGINE_CONFIG. */
export function readCommandLine(argv: readonly string[], env: NodeJS.ProcessEnv): Command {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        config: { type: 'string', short: 'c' },
        check: { type: 'boolean' },
        version: { type: 'boolean', short: 'v' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return { kind: 'help' };
    if (values.version) return { kind: 'version' };
    return {
      kind: values.check ? 'check' : 'run',
      file: values.config ?? (env['SCANFLEET_ENGINE_CONFIG'] || undefined),
    };
  } catch (error) {
    return { kind: 'wrong', message: error instanceof Error ? error.message : String(error) };
  }
}

/** What `--help` prints. */
export function helpText(environmentNames: readonly string[]): string {
  return `scanfleet-engine: asks a Scanfleet console for work and runs nmap and masscan for it

Usage: scanfleet-engine (or: node apps/engine/dist/main.js) [--config FILE] [--check | --version | --help]

  -c, --config FILE  YAML or JSON; also SCANFLEET_ENGINE_CONFIG
      --check        try everything that a start needs, print every problem, and end with
                     0 all is well, 2 configuration, 3 console not reachable, 4 token refused, 5 no scanner
  -v, --version      print the version
  -h, --help         print this

The first SIGTERM or SIGINT lets running scanners finish for shutdownGraceSeconds, the second ends at once.
SIGHUP reads the policy again. Each setting can also come from the environment, which goes before the file:
${environmentNames.map((name) => `  ${name}`).join('\n')}
`;
}
