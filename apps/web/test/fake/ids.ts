/** Stable ids, so that tests and screenshots can name what they open: `fakeId('scan', 3)`. */
const KINDS = [
  'zone',
  'site',
  'exclusion',
  'command',
  'engine',
  'scan',
  'shard',
  'user',
  'session',
  'key',
  'token',
  'pool',
  'schedule',
  'run',
  'blackout',
  'rule',
  'channel',
  'delivery',
  'message',
  'mute',
] as const;
export type FakeKind = (typeof KINDS)[number];

export function fakeId(kind: FakeKind, number: number): string {
  const group = (KINDS.indexOf(kind) + 1).toString(16).padStart(4, '0');
  return `00000000-${group}-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** Small repeatable chance (mulberry32): a number from 0 up to 1 at each call. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const MINUTE = 60_000;

/** Moment so many minutes before now, as the wire has it. */
export function minutesAgo(minutes: number): string {
  return new Date(Date.now() - minutes * MINUTE).toISOString();
}
