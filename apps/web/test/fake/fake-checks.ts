import type { CheckedOptions, CheckedTargets, ProblemIssue } from '@scanfleet/contracts';
import { fakeArgv } from './fake-plans.js';

const GOOD =
  /^(\d{1,3}(\.\d{1,3}){3}(\/\d{1,2}|-[\d.]+)?|[0-9a-f:]+:[0-9a-f:]*(\/\d{1,3})?|[a-z][a-z0-9-]*(\.[a-z0-9-]+)+)$/i;

/** Stands in for the console's check of a target text; good enough for what the pages show of it. */
export function fakeCheckTargets(text: string, purpose: 'scan' | 'filter' = 'scan'): CheckedTargets {
  const issues: ProblemIssue[] = [];
  let addresses = 0;
  let names = 0;
  text.split('\n').forEach((line, index) => {
    for (const found of line.replace(/#.*/, '').matchAll(/[^\s,]+/g)) {
      const token = found[0];
      const octets = /^[\d./-]+$/.test(token) ? token.split(/[./-]/).map(Number) : [];
      if (!GOOD.test(token) || octets.slice(0, 4).some((octet) => octet > 255)) {
        issues.push({
          path: 'targets',
          line: index + 1,
          column: found.index + 1,
          token,
          message: `"${token}" is no address, CIDR, range or host name`,
        });
      } else if (/^[a-z]/i.test(token) && !token.includes(':')) {
        names += 1;
        if (purpose === 'filter')
          issues.push({
            path: 'targets',
            line: index + 1,
            column: found.index + 1,
            token,
            message: `"${token}" is a host name; give its addresses`,
          });
      } else addresses += token.includes('/') ? 2 ** Math.min(32, 32 - Number(token.split('/')[1])) : 1;
    }
  });
  const excluded = Math.min(6, addresses);
  return {
    valid: issues.length === 0,
    addressCount: String(Math.floor(addresses)),
    nameCount: names,
    scannableCount: String(Math.floor(addresses) - excluded),
    excludedCount: String(excluded),
    issues,
  };
}

const REFUSED: Readonly<Record<string, string>> = {
  '-oX': 'is set by Scanfleet: reports go to the console',
  '-iL': 'is set by Scanfleet: targets come from the scan',
  '--datadir': 'is refused: it loads code from a path',
  '-D': 'is refused: it spoofs addresses',
};

interface Asked {
  readonly scanner: string;
  readonly options: string;
  readonly followUp: string | null;
}

/** Checks both stages, each for itself. */
export function fakeCheckOptions({ scanner, options, followUp }: Asked): CheckedOptions {
  const first = issuesOf(options, 'options');
  const second = issuesOf(followUp ?? '', 'followUp');
  const issues = [...first, ...second];
  return {
    valid: issues.length === 0,
    argv: first.length === 0 ? fakeArgv(scanner, options) : [],
    followUpArgv: followUp !== null && second.length === 0 ? fakeArgv('nmap', followUp) : null,
    unprivilegedNote:
      issues.length === 0 && options.includes('-sS') ? 'a connect scan (-sT) is run instead of a SYN scan.' : null,
    issues,
  };
}

function issuesOf(options: string, path: string): ProblemIssue[] {
  return options
    .split(/\s+/)
    .filter((word) => REFUSED[word] !== undefined || word.includes(';'))
    .map((token) => ({ path, token, message: `${token}: ${REFUSED[token] ?? 'is no option'}.` }));
}
