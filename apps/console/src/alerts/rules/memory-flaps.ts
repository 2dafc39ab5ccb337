import type { AlertLine, Reference } from '@scanfleet/contracts';
import { type FlapState, settle } from './flap.js';
import { type FlapBook, type FlapEntry, type FlapKey, flapText } from './flap-book.js';

/** Things that a rehearsal remembers. */
const MOST = 100_000;

/** What moved lately, for a rehearsal. */
export class MemoryFlaps implements FlapBook {
  private readonly states = new Map<string, { state: FlapState; site: Reference | null }>();
  /** Keys by when they are at rest, if they do not move before. */
  private readonly resting = new Map<number, Set<string>>();
  /** Whether there was more than it could remember. */
  overflowed = false;

  constructor(private readonly flapMs: number) {}

  load(keys: readonly FlapKey[]): Promise<Map<string, FlapState>> {
    const found = keys.map((key): [string, FlapState | undefined] => [
      flapText(key),
      this.states.get(flapText(key))?.state,
    ]);
    return Promise.resolve(new Map(found.flatMap(([key, state]) => (state ? [[key, state] as const] : []))));
  }

  save(entries: readonly FlapEntry[], site: Reference | null): Promise<void> {
    for (const { key, state } of entries) {
      const text = flapText(key);
      if (this.states.size >= MOST && !this.states.has(text)) {
        this.overflowed = true;
        continue;
      }
      this.states.set(text, { state, site });
      const rests = this.restsAt(state);
      const together = this.resting.get(rests) ?? new Set();
      this.resting.set(rests, together.add(text));
    }
    return Promise.resolve();
  }

  /** When something may settle next; Infinity = never. */
  get settlesNext(): number {
    let next = Infinity;
    for (const time of this.resting.keys()) next = Math.min(next, time);
    return next;
  }

  /** Forgets what has been at rest since before an instant, and answers with what is to be told of it. */
  settled(at: Date): { line: AlertLine; site: Reference | null }[] {
    const told: { line: AlertLine; site: Reference | null }[] = [];
    for (const [time, keys] of this.resting) {
      if (time > at.getTime()) continue;
      this.resting.delete(time);
      for (const key of keys) {
        const kept = this.states.get(key);
        // It moved again meanwhile.
        if (kept === undefined || this.restsAt(kept.state) !== time) continue;
        this.states.delete(key);
        const line = settle(kept.state);
        if (line !== null) told.push({ line, site: kept.site });
      }
    }
    return told;
  }

  private restsAt({ lastAt }: FlapState): number {
    return lastAt.getTime() + this.flapMs;
  }
}
