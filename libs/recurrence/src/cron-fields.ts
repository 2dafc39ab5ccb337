import { type Piece, problemWith, type RecurrenceProblem } from './problem.js';
import { quoted } from './quoted.js';
import { type Weekday } from './rule.js';

/** Values of one part, ascending; `undefined` is every value. */
type Values<Value> = readonly Value[] | undefined;

/** A part that names days. */
interface DayField<Value> {
  readonly values: Values<Value>;
  /** Does it begin with a star? Then cron takes it together with the other day part, and not instead. */
  readonly star: boolean;
}

/** A cron expression. Days of the month below zero count from its end. */
export interface CronFields {
  readonly minutes: Values<number>;
  readonly hours: Values<number>;
  readonly monthDays: DayField<number>;
  readonly months: Values<number>;
  readonly weekdays: DayField<Weekday>;
}

type Pieces = Readonly<Record<'minute' | 'hour' | 'monthDay' | 'month' | 'weekday', Piece>>;

/** Reads the five parts; the first problem when there is one. */
export function readCronFields(pieces: Pieces): CronFields | RecurrenceProblem {
  try {
    return {
      minutes: readNumbers(pieces.minute, minute),
      hours: readNumbers(pieces.hour, hour),
      monthDays: { values: readMonthDays(pieces.monthDay), star: beginsWithStar(pieces.monthDay) },
      months: readNumbers(pieces.month, month),
      weekdays: { values: readWeekdays(pieces.weekday), star: beginsWithStar(pieces.weekday) },
    };
  } catch (error) {
    if (error instanceof BadField) return error.problem;
    throw error;
  }
}

/** Leaves the reading of a part at its first problem. */
class BadField extends Error {
  constructor(readonly problem: RecurrenceProblem) {
    super(problem.message);
  }
}

interface Field {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly example: string;
  readonly names?: readonly string[];
}

const minute: Field = { name: 'Minutes', low: 0, high: 59, example: '0,30 or */15' };
const hour: Field = { name: 'Hours', low: 0, high: 23, example: '2 or 8-17' };
const monthDay: Field = { name: 'Days of the month', low: 1, high: 31, example: '1,15 or L' };
const month: Field = {
  name: 'Months',
  low: 1,
  high: 12,
  example: '1,7 or JAN-MAR',
  names: 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' '),
};
const weekday: Field = {
  name: 'Days of the week',
  low: 0,
  high: 7,
  example: '1-5 or MON,FRI',
  names: 'SUN MON TUE WED THU FRI SAT'.split(' '),
};

function readNumbers(piece: Piece, field: Field): Values<number> {
  return every(
    itemsOf(piece).flatMap((item) => readItem(item, field)),
    field,
  );
}

function readMonthDays(piece: Piece): Values<number> {
  if (piece.text === '?') return undefined;
  const days = itemsOf(piece).flatMap((item) => {
    const last = /^L(?:-(\d{1,2}))?$/i.exec(item.text);
    if (last === null) return readItem(item, monthDay);
    const before = Number(last[1] ?? 0);
    if (before > 30) throw wrong(item, monthDay);
    return [-1 - before];
  });
  return every(days, monthDay);
}

function readWeekdays(piece: Piece): Values<Weekday> {
  if (piece.text === '?') return undefined;
  const days = itemsOf(piece).flatMap((item): Weekday[] => {
    const numbered = /^(\d|[A-Z]{3})(?:#([1-5])|(L))$/i.exec(item.text);
    if (numbered === null) return readItem(item, weekday).map((day) => ({ weekday: (day + 6) % 7, nth: 0 }));
    const day = readValue({ ...item, text: numbered[1] ?? '' }, weekday);
    return [{ weekday: (day + 6) % 7, nth: numbered[3] === undefined ? Number(numbered[2]) : -1 }];
  });
  const key = ({ weekday: day, nth }: Weekday): number => day * 100 + nth;
  const unique = [...new Map(days.map((day) => [key(day), day])).values()].sort((a, b) => key(a) - key(b));
  return unique.filter(({ nth }) => nth === 0).length === 7 ? undefined : unique;
}

/** All values together say nothing. */
function every(values: readonly number[], { low, high }: Field): Values<number> {
  const unique = [...new Set(values)].sort((a, b) => a - b);
  return unique.filter((value) => value >= low).length === high - low + 1 ? undefined : unique;
}

function itemsOf(piece: Piece): Piece[] {
  let { column } = piece;
  return piece.text.split(',').map((text) => {
    const item = { ...piece, text, column };
    column += text.length + 1;
    return item;
  });
}

/** `*`, `5`, `1-5`, and each with `/2`; a lone number with a step goes on to the end. */
function readItem(item: Piece, field: Field): number[] {
  const [range = '', step, ...rest] = item.text.split('/');
  const size = step === undefined ? 1 : /^\d{1,4}$/.test(step) ? Number(step) : 0;
  if (rest.length > 0 || size === 0) throw wrong(item, field);
  const [from, to] = readRange(item, { range, field, stepped: step !== undefined });
  const values: number[] = [];
  for (let value = from; value <= to; value += size) values.push(value);
  return values;
}

function readRange(
  item: Piece,
  { range, field, stepped }: { range: string; field: Field; stepped: boolean },
): [number, number] {
  const top = field === weekday ? 6 : field.high;
  if (range === '*') return [field.low, top];
  const [first = '', second, ...rest] = range.split('-');
  if (rest.length > 0) throw wrong(item, field);
  const from = readValue({ ...item, text: first }, field);
  if (second === undefined) return [from, stepped ? Math.max(top, from) : from];
  const read = readValue({ ...item, text: second }, field);
  // The week ends with a Sunday as well as it begins with one.
  const to = field === weekday && read === 0 && from > 0 ? 7 : read;
  if (to >= from) return [from, to];
  const advice = `Begin with the lower one, or write two ranges: ${from}-${top},${field.low}-${to}.`;
  throw new BadField(problemWith(item, `${quoted(item.text)} goes backwards. ${advice}`));
}

function readValue(item: Piece, field: Field): number {
  const named = field.names?.indexOf(item.text.toUpperCase()) ?? -1;
  if (named !== -1) return named + (field === month ? 1 : 0);
  const value = /^\d{1,4}$/.test(item.text) ? Number(item.text) : NaN;
  if (value >= field.low && value <= field.high) return value;
  throw wrong(item, field);
}

function wrong(item: Piece, { name, low, high, example }: Field): BadField {
  const near = /^\d+W$|^LW$/i.test(item.text) ? ' The nearest weekday (W) cannot be said.' : '';
  const message = `${quoted(item.text)} is not understood.${near} ${name} go from ${low} to ${high}, such as ${example}.`;
  return new BadField(problemWith(item, message));
}

function beginsWithStar({ text }: Piece): boolean {
  return text.startsWith('*') || text === '?';
}
