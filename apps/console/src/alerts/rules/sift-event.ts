import type { ChangeKind } from '@scanfleet/contracts';
import type { ChangeGroup } from './change-stream.js';
import { ChangeSieve, type SieveScene } from './change-sieve.js';
import { type Audience, concernsSite } from './audience.js';
import type { FlapBook } from './flap-book.js';
import type { Mutes } from './mutes.js';
import type { FoundChange } from './found-change.js';
import type { Parcel } from './parcel.js';
import { type EventRow, isEnd, siteOf, toldScan } from './told-event.js';

/** What an event gives one audience to tell. */
export interface Sifted {
  readonly audience: Audience;
  readonly sieve: ChangeSieve;
  /** Whether it has something to tell, or to look at once more. */
  readonly tells: boolean;
  readonly parcel: () => Parcel;
  /** Changes that are told if a second look finds them again. */
  readonly wanted: readonly FoundChange[];
}

export interface SiftScene {
  readonly now: Date;
  readonly mutes: Mutes;
  readonly flapsOf: (audience: Audience) => FlapBook;
  readonly looksAgain: boolean;
  /** Whether the scan of the event was a second look at just this: then rules that look again are told by the look. */
  readonly wasLookedAt: (change: FoundChange) => boolean;
  readonly publicUrl: string | null;
  /** Asked for once, and only when somebody wants to know. */
  readonly changes: () => AsyncIterable<readonly ChangeGroup[]>;
}

/**
 * Finds out what an event means for many audiences, in one pass over its changes however many rules there are: reading a
 * hundred thousand changes takes Postgres far longer than asking two hundred rules about them takes here
 * (docs/decisions/0019-alerts-are-told-per-scan.md). The teller and the rehearsal both go by this.
 * @returns the audiences that the event concerns
 */
export async function siftEvent(event: EventRow, audiences: readonly Audience[], scene: SiftScene): Promise<Sifted[]> {
  const site = siteOf(event);
  const isConfirmation = event.facts.origin === 'confirmation';
  const { now, mutes } = scene;
  const looksAgain = scene.looksAgain && !isConfirmation;
  const concerned = audiences.filter(
    (audience) => audience.since <= event.at && concernsSite(audience, event.facts.siteId),
  );
  const sifted = concerned.map((audience) => {
    const sieveScene: SieveScene = { site, at: event.at, now, mutes, flaps: scene.flapsOf(audience), looksAgain };
    const sieve = new ChangeSieve(audience, sieveScene);
    return { audience, sieve, scan: !isConfirmation && audience.events.has(event.event) };
  });
  if (isEnd(event)) {
    await sieveChanges(
      sifted.map(({ sieve }) => sieve),
      {
        changes: scene.changes,
        // What it finds by the way is told as it is: it has just been looked at.
        isFor: ({ audience }, change) => !(isConfirmation && audience.confirm && scene.wasLookedAt(change)),
      },
    );
  }
  return sifted.map(({ audience, sieve, scan }) => ({
    audience,
    sieve,
    wanted: sieve.wanted,
    parcel: () => parcelOf(event, { sieve, scan, publicUrl: scene.publicUrl }),
    tells: scan || sieve.tally.count > 0 || sieve.wanted.length > 0,
  }));
}

async function sieveChanges(
  sieves: readonly ChangeSieve[],
  { changes, isFor }: { changes: SiftScene['changes']; isFor: (sieve: ChangeSieve, change: FoundChange) => boolean },
): Promise<void> {
  const byKind = new Map<ChangeKind, ChangeSieve[]>();
  for (const sieve of sieves) {
    for (const kind of ChangeSieve.kindsFor(sieve.audience)) byKind.set(kind, [...(byKind.get(kind) ?? []), sieve]);
  }
  if (byKind.size === 0) return;
  for await (const groups of changes()) {
    for (const group of groups) {
      for (const change of group.changes) {
        for (const sieve of byKind.get(change.kind) ?? []) if (isFor(sieve, change)) sieve.take(change, group);
      }
    }
    for (const sieve of sieves) if (sieve.isFull) await sieve.flush();
  }
  for (const sieve of sieves) await sieve.flush();
}

function parcelOf(
  event: EventRow,
  { sieve, scan, publicUrl }: { sieve: ChangeSieve; scan: boolean; publicUrl: string | null },
): Parcel {
  const { lines, more, counts, leftOut } = sieve.tally;
  return {
    scan: scan ? toldScan(event, publicUrl) : null,
    scanId: event.scan_id,
    site: siteOf(event),
    lines,
    more,
    counts,
    leftOut,
    at: event.at.toISOString(),
  };
}
