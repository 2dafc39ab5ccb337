import { modulo, secondsPerDay } from './civil.js';
import { type ContentLine } from './content-lines.js';
import { readMoment } from './moment.js';
import { problemWith, type Piece, type RecurrenceProblem } from './problem.js';
import { quoted } from './quoted.js';
import { zoneNamed, type Zone } from './zone.js';

/** What RDATE and EXDATE lines need to know of the recurrence that they belong to. */
export interface DatesContext {
  readonly zone: Zone;
  /** The start as local time: a date alone means its time of day. */
  readonly start: number;
}

/** What a line of dates says, or what is wrong with it. */
export type DatesReading =
  | { readonly ok: true; readonly instants: readonly number[]; readonly text: string }
  | { readonly ok: false; readonly problems: readonly RecurrenceProblem[] };

interface Parameters {
  readonly zone: Zone;
  readonly dateOnly: boolean;
  readonly text: string;
}

/** Reads a line `RDATE...:...` or `EXDATE...:...` whose name ends at a place of it. */
export function readDates(line: ContentLine, name: 'RDATE' | 'EXDATE', context: DatesContext): DatesReading {
  const problems: RecurrenceProblem[] = [];
  const refuse = (piece: Piece, message: string): void => {
    problems.push(problemWith(piece, message));
  };
  const colon = line.text.indexOf(':', name.length);
  if (colon === -1) {
    refuse(line.slice(0, line.text.length), `${name} has no dates. Write ${name}:20260301T023000 after a colon.`);
    return { ok: false, problems };
  }
  const parameters = readParameters(line, { name, colon, context, refuse });
  const instants: number[] = [];
  const texts: string[] = [];
  for (const { piece } of line.split(',', colon + 1, line.text.length)) {
    const read = readInstant(piece.text, { ...parameters, start: context.start });
    if (typeof read === 'string') refuse(piece, `${quoted(piece.text)} ${read}`);
    else instants.push(read);
    texts.push(piece.text.toUpperCase());
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, instants, text: `${name}${parameters.text}:${texts.join(',')}` };
}

interface ParametersRequest {
  readonly name: string;
  readonly colon: number;
  readonly context: DatesContext;
  readonly refuse: (piece: Piece, message: string) => void;
}

function readParameters(line: ContentLine, { name, colon, context, refuse }: ParametersRequest): Parameters {
  let zone = context.zone;
  let dateOnly = false;
  let text = '';
  for (const { piece } of line.split(';', name.length, colon)) {
    if (piece.text === '') continue;
    const [key = '', raw = ''] = piece.text.split('=', 2);
    const value = raw.trim().replace(/^"(.*)"$/, '$1');
    switch (key.trim().toUpperCase()) {
      case 'TZID': {
        const named = zoneNamed(value);
        if (named === undefined) {
          refuse(
            piece,
            `${quoted(value)} is no time zone. Take one of the IANA database: ${name};TZID=Europe/Berlin:….`,
          );
        } else {
          zone = named;
          text += `;TZID=${named.name}`;
        }
        break;
      }
      case 'VALUE':
        if (value.toUpperCase() === 'DATE') {
          dateOnly = true;
          text += ';VALUE=DATE';
        } else if (value.toUpperCase() === 'PERIOD') {
          refuse(
            piece,
            `Periods are not understood, for the length is not the rule's. Give the begin: ${name}:20260301T023000.`,
          );
        } else if (value.toUpperCase() !== 'DATE-TIME') {
          refuse(piece, `VALUE must be DATE or DATE-TIME, such as ${name};VALUE=DATE:20260301, not ${quoted(value)}.`);
        }
        break;
      default:
        refuse(
          piece,
          `${quoted(piece.text)} is not understood. ${name} takes TZID and VALUE: ${name};VALUE=DATE:20260301.`,
        );
    }
  }
  return { zone, dateOnly, text };
}

function readInstant(text: string, context: { zone: Zone; dateOnly: boolean; start: number }): number | string {
  if (text === '') return 'is no date. Write dates with one comma between them: 20260301T023000,20260401T023000.';
  if (text.includes('/')) return 'is a period. Give its begin only, such as 20260301T023000.';
  const moment = readMoment(text);
  if (typeof moment === 'string') return moment;
  if (context.dateOnly && moment.kind !== 'date')
    return 'is more than VALUE=DATE says. Leave that out, or write 20260301.';
  if (moment.kind === 'utc') return moment.instant;
  if (moment.kind === 'date') return context.zone.instantOf(moment.local + modulo(context.start, secondsPerDay));
  return context.zone.instantOf(moment.local);
}
