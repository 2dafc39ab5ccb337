import { Block } from './zone-block.js';

/** Whether the text is a time zone of the IANA database, in any case; offsets such as `+01:00` are none. */
export function isZone(zone: string): boolean {
  return zoneNamed(zone) !== undefined;
}

/** All names to choose from, in order, with `UTC`; older names such as `Asia/Calcutta` or `EST5EDT` are understood too. */
export function zones(): string[] {
  return [...names().values()].sort();
}

/** The zone of a name, or `undefined` when there is none. Zones are kept, for what they have looked up is dear. */
export function zoneNamed(name: string): Zone | undefined {
  const canonical = canonicalName(name);
  const known = kept.get(canonical);
  if (known !== undefined) return known;
  const zone = shape.test(canonical) ? openZone(canonical) : undefined;
  if (zone !== undefined && kept.size < mostKept) kept.set(canonical, zone);
  return zone;
}

/**
 * Turns wall-clock times of one zone into instants and back. Both are whole seconds. A local time that never was is
 * read with the offset before the gap, and of two the first counts (RFC 5545, 3.3.5).
 */
export class Zone {
  private readonly blocks = new Map<number, Block>();
  private last: Block | undefined;

  constructor(
    readonly name: string,
    private readonly format: Intl.DateTimeFormat,
  ) {}

  /** What a clock on the wall shows at an instant. */
  localOf(instant: number): number {
    return this.blockAt(instant).localOf(instant);
  }

  /** The instant of a wall-clock time. */
  instantOf(local: number): number {
    return this.blockAt(local).instantOf(local);
  }

  /** The earliest wall-clock time whose instant may lie after the given one; those before it lie at or before. */
  firstLocalAfter(instant: number): number {
    return this.blockAt(instant).firstLocalAfter(instant);
  }

  private blockAt(second: number): Block {
    if (this.last?.covers(second) === true) return this.last;
    const index = Block.indexOf(second);
    let block = this.blocks.get(index);
    if (block === undefined) {
      // Whoever looks through thousands of years must not fill the memory.
      if (this.blocks.size >= mostBlocks) this.blocks.clear();
      block = Block.read(index, (at) => offsetFrom(this.format.format(at * 1000)));
      this.blocks.set(index, block);
    }
    this.last = block;
    return block;
  }
}

const mostBlocks = 400;
const mostKept = 2_000;
const kept = new Map<string, Zone>();
const shape = /^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/;

function openZone(name: string): Zone | undefined {
  try {
    return new Zone(name, new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' }));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

let byLowerCase: ReadonlyMap<string, string> | undefined;

function names(): ReadonlyMap<string, string> {
  byLowerCase ??= new Map(['UTC', ...Intl.supportedValuesOf('timeZone')].map((name) => [name.toLowerCase(), name]));
  return byLowerCase;
}

/** The usual capitals. A name is never replaced by its newer or older form: people look for what they have written. */
function canonicalName(name: string): string {
  return names().get(name.toLowerCase()) ?? name;
}

/** Reads the end of `3/1/2026, GMT+05:45`; seconds were in use until 1972. */
function offsetFrom(text: string): number {
  const found = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text);
  if (found === null) throw new Error(`Intl gave no offset: ${text}`);
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = found;
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === '-' ? -size : size;
}
