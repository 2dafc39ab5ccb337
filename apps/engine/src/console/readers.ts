/** Reads a parsed JSON value as `T`, or throws `BadAnswer` that names the place. */
export type Reader<T> = (value: unknown, place: string) => T;

export class BadAnswer extends Error {
  constructor(place: string, wanted: string) {
    super(`${place || 'the answer'} is not ${wanted}`);
    this.name = 'BadAnswer';
  }
}

export function text(pattern?: RegExp): Reader<string> {
  return (value, place) => {
    if (typeof value === 'string' && (!pattern || pattern.test(value))) return value;
    throw new BadAnswer(place, pattern ? 'text of the right form' : 'text');
  };
}

export function numberOf(bounds: { integer?: boolean; min?: number; max?: number; above?: number }): Reader<number> {
  const { integer = false, min = -Infinity, max = Infinity, above = -Infinity } = bounds;
  return (value, place) => {
    const fits = typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max && value > above;
    if (fits && (!integer || Number.isSafeInteger(value))) return value;
    throw new BadAnswer(place, integer ? 'a whole number of the right size' : 'a number');
  };
}

export function oneOf<const Words extends readonly string[]>(...words: Words): Reader<Words[number]> {
  return (value, place) => {
    if (typeof value === 'string' && words.includes(value)) return value;
    throw new BadAnswer(place, `one of ${words.join(', ')}`);
  };
}

export function nullable<T>(inner: Reader<T>): Reader<T | null> {
  return (value, place) => (value === null ? null : inner(value, place));
}

export function optional<T>(inner: Reader<T>): Reader<T | undefined> {
  return (value, place) => (value === undefined ? undefined : inner(value, place));
}

/** A field that older consoles do not send yet. */
export function otherwise<T>(inner: Reader<T>, missing: T): Reader<T> {
  return (value, place) => (value === undefined ? missing : inner(value, place));
}

export function truth(): Reader<boolean> {
  return (value, place) => {
    if (typeof value === 'boolean') return value;
    throw new BadAnswer(place, 'true or false');
  };
}

export function list<T>(inner: Reader<T>): Reader<T[]> {
  return (value, place) => {
    if (!Array.isArray(value)) throw new BadAnswer(place, 'a list');
    return value.map((item: unknown, index) => inner(item, `${place}[${index}]`));
  };
}

type Shape = Readonly<Record<string, Reader<unknown>>>;
type Optional<S extends Shape> = { [Key in keyof S]: undefined extends ReturnType<S[Key]> ? Key : never }[keyof S];
type RecordOf<S extends Shape> = { [Key in Exclude<keyof S, Optional<S>>]: ReturnType<S[Key]> } & {
  [Key in Optional<S>]?: ReturnType<S[Key]>;
};

/** An object with these fields; others are dropped, so that a newer console may say more, or refused when `strict`. */
export function record<S extends Shape>(shape: S, { strict = false } = {}): Reader<RecordOf<S>> {
  return (value, place) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new BadAnswer(place, 'an object');
    const result: Record<string, unknown> = {};
    for (const [key, inner] of Object.entries(shape)) {
      const found = inner((value as Record<string, unknown>)[key], place ? `${place}.${key}` : key);
      if (found !== undefined) result[key] = found;
    }
    const extra = strict ? Object.keys(value).find((key) => !(key in shape)) : undefined;
    if (extra !== undefined) throw new BadAnswer(`${place}.${extra}`, 'known here');
    return result as RecordOf<S>;
  };
}
