import { lowest, optionWordsOf, takeOut } from './argv-words.js';
import { OptionsRefused } from './argv-request.js';
import type { ArgvRequest } from './argv-request.js';
import type { ScanOption } from './option-types.js';
import { formatScriptArgs, parseScriptArgs } from './script-args.js';
import { effectiveTechnique } from './technique.js';

/** nmap writes hosts to its report group by group; small groups make them appear while the scan runs. */
const hostgroup = 16;
const unitSeconds: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };
const runsScripts = new Set(['-A', '-sC', '-sV', '--script']);

/** The argv of nmap 7.93; called through `compileArgv`, which checks the request. */
export function nmapArgv(request: ArgvRequest): string[] {
  const effective = effectiveTechnique(request.options, request.privileged, request.family);
  if (effective.refused.length > 0) throw new OptionsRefused(effective.sentence ?? effective.refused.join(', '));
  const { rest, taken } = takeOut(effective.options, [
    '--max-rate',
    '--min-rate',
    '--host-timeout',
    '--max-hostgroup',
    '--script-args',
  ]);
  const least = taken.get('--min-rate');
  const rate = lowest(request.rate, taken.get('--max-rate'));
  const scriptArgs = mergedScriptArgs(request, taken.get('--script-args'));
  return [
    request.privileged ? '--privileged' : '--unprivileged',
    ...(request.family === 6 ? ['-6'] : []),
    ...rest.flatMap(optionWordsOf),
    ...(scriptArgs === undefined ? [] : [`--script-args=${scriptArgs}`]),
    ...(least === undefined ? [] : [`--min-rate=${rate === undefined ? least : Math.min(rate, Number(least))}`]),
    ...(rate === undefined ? [] : [`--max-rate=${rate}`]),
    ...hostTimeout(request.hostTimeoutSeconds, taken.get('--host-timeout')),
    `--max-hostgroup=${taken.get('--max-hostgroup') ?? Math.max(hostgroup, smallestGroup(rest))}`,
    // -v lists hosts that are down in the report too, without which coverage could not be known.
    '-v',
    // Not --noninteractive: with it nmap 7.93 leaves out --stats-every too (keyWasPressed in nmap_tty.cc): no progress, and
    // no flush of the report within a host group. A scanner in its own session has no keyboard to read anyway.
    '--no-stylesheet',
    `--stats-every=${request.statsSeconds ?? 10}s`,
    `--excludefile=${request.files.excludes}`,
    '-iL',
    request.files.targets,
    '-oX',
    // nmap replaces %H, %T and others in output names by the time (logfilename in nmap.cc).
    request.files.report.replaceAll('%', '%%'),
  ];
}

function smallestGroup(options: readonly ScanOption[]): number {
  return Number(options.find(({ name }) => name === '--min-hostgroup')?.value ?? 0);
}

function hostTimeout(limitSeconds: number | undefined, option: string | undefined): string[] {
  const [, amount = '0', unit = 's'] = /^([\d.]+)(ms|s|m|h)$/u.exec(option ?? '') ?? [];
  const seconds = Number(amount) * (unitSeconds[unit] ?? 1);
  // 0 means "never give up" to nmap, which is no lower limit.
  if (option !== undefined && seconds > 0 && (limitSeconds === undefined || seconds <= limitSeconds)) {
    return [`--host-timeout=${option}`];
  }
  if (limitSeconds !== undefined) return [`--host-timeout=${limitSeconds}s`];
  return option === undefined ? [] : [`--host-timeout=${option}`];
}

/** nmap keeps the last --script-args only, so the user agent joins those of the command; the command's own wins. */
function mergedScriptArgs(request: ArgvRequest, own: string | undefined): string | undefined {
  if (request.userAgent === undefined || !request.options.some(({ name }) => runsScripts.has(name))) return own;
  const pairs = own === undefined ? [] : (parseScriptArgs(own) ?? []);
  if (pairs.some(({ name }) => name === 'http.useragent')) return own;
  return formatScriptArgs([{ name: 'http.useragent', value: request.userAgent }, ...pairs]);
}
