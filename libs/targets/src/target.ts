import { AddressSet } from './address-set.js';
import { readHostName } from './host-name.js';
import { readBlock } from './read-block.js';
import { screenToken } from './screen-token.js';
import { type Fault, type Place, type TargetProblem } from './target-problem.js';

/** One good target and where it was written; `line` and `column` are 1-based, `column` in UTF-16 code units. */
export type TargetLine = NumericTarget | NamedTarget;

/** Addresses: `token` is what was written, `set` what it means. */
export interface NumericTarget extends Place {
  readonly token: string;
  readonly kind: 'address' | 'cidr' | 'range';
  readonly set: AddressSet;
  readonly name?: undefined;
  /** What was understood differently from what was written: host bits dropped, IPv4-mapped read as IPv4. */
  readonly note?: string | undefined;
}

/** A host name, lower case and without a final dot; whoever plans a scan resolves it. */
export interface NamedTarget extends Place {
  readonly token: string;
  readonly kind: 'name';
  readonly name: string;
  readonly set?: undefined;
  readonly note?: undefined;
}

export type TargetResult =
  { readonly ok: true; readonly target: TargetLine } | { readonly ok: false; readonly problem: TargetProblem };

const longestShownToken = 300;

/**
 * Reads one target: an address, a CIDR, a range of either form, or a host name. The token stands alone: blanks, commas
 * and comments around it are the business of `parseTargetList`. `place` is where it was written, for the answer.
 */
export function parseTarget(token: string, place: Place = { line: 1, column: 1 }): TargetResult {
  const { line, column } = place;
  const read = screenToken(token) ?? readBlock(token) ?? readHostName(token);
  switch (read.kind) {
    case 'fault':
      return { ok: false, problem: problemAt(place, token, read) };
    case 'name':
      return { ok: true, target: { token, line, column, kind: 'name', name: read.name } };
    case 'address':
    case 'cidr':
    case 'range': {
      const { kind, intervals, note } = read;
      const target = { token, line, column, kind, set: AddressSet.fromIntervals(intervals) };
      return { ok: true, target: note === undefined ? target : { ...target, note } };
    }
  }
}

function problemAt({ line, column }: Place, token: string, { code, message }: Fault): TargetProblem {
  return { line, column, token: token.slice(0, longestShownToken), message, code };
}
