import { AddressSet } from './address-set.js';
import { parseTarget, type TargetLine } from './target.js';
import { type TargetProblem } from './target-problem.js';

/** Everything a pasted list says: the good targets and every bad token, both in the order of the text. */
export interface TargetList {
  readonly targets: TargetLine[];
  readonly problems: TargetProblem[];
}

/**
 * Reads a pasted list of targets. They are separated by line breaks (LF, CRLF, CR), commas and blanks of any kind;
 * `#` begins a comment that reaches to the end of the line. Never throws and never stops early: all bad tokens are
 * reported. A list with problems is for showing, not for scanning; use `targets` only where `problems` is empty.
 */
export function parseTargetList(text: string): TargetList {
  const targets: TargetLine[] = [];
  const problems: TargetProblem[] = [];
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    const comment = line.indexOf('#');
    const written = comment === -1 ? line : line.slice(0, comment);
    for (const found of written.matchAll(/[^\s,]+/g)) {
      const result = parseTarget(found[0], { line: index + 1, column: found.index + 1 });
      if (result.ok) targets.push(result.target);
      else problems.push(result.problem);
    }
  }
  return { targets, problems };
}

/** All addresses of the targets in one set; host names have none until they are resolved. */
export function addressesOf(targets: Iterable<{ readonly set?: AddressSet | undefined }>): AddressSet {
  const sets: AddressSet[] = [];
  for (const { set } of targets) if (set !== undefined) sets.push(set);
  return AddressSet.uniteAll(sets);
}
