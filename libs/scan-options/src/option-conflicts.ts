import { findRule } from './option-table.js';
import { parsePorts } from './port-spec.js';
import { ProblemCode, Scanner } from './option-types.js';
import type { OptionProblem, ScanOption } from './option-types.js';

const tcpTechniques = ['-sS', '-sT', '-sA', '-sW', '-sM', '-sN', '-sF', '-sX'];
const portTechniques = [...tcpTechniques, '-sU', '-sY', '-sZ', '-sO'];

/**
 * What the options are together that none of them is alone: repeated where the scanner takes one, or a choice the scanner refuses when
 * it starts (`NmapOps::ValidateOptions` and `apply_delayed_options`, nmap 7.93).
 * @param columns where each option stands, for the problems
 */
export function findConflicts(
  scanner: Scanner,
  options: readonly ScanOption[],
  columns: readonly number[],
): OptionProblem[] {
  const problems: OptionProblem[] = [];
  const seen = new Map<string, number>();
  const report = (name: string, code: ProblemCode, why: string): void => {
    problems.push({ option: name, column: columns[seen.get(name) ?? 0] ?? 1, code, message: `${name}: ${why}.` });
  };
  options.forEach(({ name }, at) => {
    const first = seen.get(name);
    seen.set(name, at);
    if (first !== undefined && findRule(scanner, name)?.repeatable !== true) {
      report(name, ProblemCode.Repeated, 'it is there more than once. Keep one');
    }
  });
  if (scanner === Scanner.Masscan) return problems;
  const conflict = (name: string, why: string): void => report(name, ProblemCode.Conflict, why);
  const has = (name: string): boolean => seen.has(name);
  const valueOf = (name: string): string | undefined => options[seen.get(name) ?? -1]?.value;

  const tcp = tcpTechniques.filter(has);
  if (tcp.length > 1)
    conflict(tcp[1] ?? '', `nmap does one TCP scan at a time, and ${tcp[0] ?? ''} is there. Keep one of them`);
  if (has('-sn')) {
    for (const name of ['-p', '-F', '-O', ...portTechniques].filter(has)) {
      conflict(name, '-sn scans no ports. Remove -sn or this');
    }
  }
  if (has('-F') && has('-p')) conflict('-F', '-p chooses the ports already. Keep one of them');
  if (has('-sO')) {
    for (const name of portTechniques.filter((technique) => technique !== '-sO' && has(technique))) {
      conflict(name, '-sO cannot be combined with other scans. Keep one of them');
    }
    const ports = valueOf('-p');
    const spec =
      ports === undefined ? undefined : parsePorts(ports, { letters: 'P', serviceNames: true, protocol: 'ip' });
    if (spec?.ok === false) conflict('-p', 'with -sO it names IP protocols from 0 to 255. Write those');
  }
  if (has('--defeat-rst-ratelimit') && !has('-sS'))
    conflict('--defeat-rst-ratelimit', 'it needs -sS. Add -sS or remove it');
  if (has('--defeat-icmp-ratelimit') && !has('-sU'))
    conflict('--defeat-icmp-ratelimit', 'it needs -sU. Add -sU or remove it');
  for (const what of ['hostgroup', 'parallelism', 'rate']) {
    const least = valueOf(`--min-${what}`);
    const most = valueOf(`--max-${what}`);
    if (least !== undefined && most !== undefined && Number(least) > Number(most)) {
      conflict(`--min-${what}`, `it is more than --max-${what}. Lower it`);
    }
  }
  if (has('-f') && has('--mtu')) conflict('--mtu', '-f sets the size of fragments already. Keep one of them');
  return problems;
}
