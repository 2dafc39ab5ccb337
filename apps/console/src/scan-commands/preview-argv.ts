import type { ScannerName } from '@scanfleet/contracts';
import { compileArgv, effectiveTechnique, type ScanOption } from '@scanfleet/scan-options';
import { followUpOptions, takesPortsFound } from './follow-up-options.js';

/** File names that stand for those an engine makes for each run. */
const standIns = { targets: 'targets.txt', excludes: 'excludes.txt', report: 'report.xml' };

/**
 * The argv that an engine with raw sockets would run over IPv4, the scanner's name first.
 * @param userAgent what HTTP scripts are told to call themselves; null for the scanner's own word.
 * @throws OptionsRefused when this version of Scanfleet refuses the options.
 */
export function previewArgv(command: {
  scanner: ScannerName;
  options: readonly ScanOption[];
  userAgent: string | null;
}): string[] {
  const { scanner, options, userAgent } = command;
  const argv = compileArgv({
    scanner,
    options,
    family: 4,
    privileged: true,
    files: standIns,
    userAgent: userAgent ?? undefined,
  });
  return [scanner, ...argv];
}

/** Stands in a preview for the ports that the first stage will have found open. */
export const PORTS_FOUND = '<ports found>';

/**
 * The argv of the second stage, with `<ports found>` where nmap will be given exactly the open ports that were found.
 * @param findsHostsOnly whether the first stage asks no ports.
 * @throws OptionsRefused when this version of Scanfleet refuses the options.
 */
export function previewFollowUp(followUp: {
  options: readonly ScanOption[];
  findsHostsOnly: boolean;
  userAgent: string | null;
}): string[] {
  const { options, findsHostsOnly, userAgent } = followUp;
  const found = takesPortsFound(options) && !findsHostsOnly;
  const argv = previewArgv({ scanner: 'nmap', options: followUpOptions(options, found ? '1' : null), userAgent });
  return found ? argv.map((word, at) => (argv[at - 1] === '-p' ? PORTS_FOUND : word)) : argv;
}

/** What a command does on an engine without raw sockets, in a sentence; null when nothing changes there. */
export function unprivilegedNote(scanner: ScannerName, options: readonly ScanOption[]): string | null {
  switch (scanner) {
    case 'nmap':
      return effectiveTechnique(options, false).sentence ?? null;
    case 'masscan':
      return 'masscan needs raw sockets: an engine without them refuses it.';
  }
}
