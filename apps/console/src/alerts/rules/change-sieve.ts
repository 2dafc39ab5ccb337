import { type AlertLine, ChangeKind, type Reference } from '@scanfleet/contracts';
import type { Audience } from './audience.js';
import type { ChangeGroup } from './change-stream.js';
import { secondLook } from './confirmable.js';
import { lineOf, listedPorts } from './describe-change.js';
import { type FlapMove, type FlapState, isHeld, takeMove } from './flap.js';
import { type FlapBook, type FlapEntry, type FlapKey, flapText } from './flap-book.js';
import { facetOf, type FoundChange, stateAfter, stateBefore } from './found-change.js';
import type { Mutes } from './mutes.js';
import { LineTally } from './parcel.js';

/** Where and when the changes of an event are told of. */
export interface SieveScene {
  readonly site: Reference | null;
  /** When the event was. All that moved by it moved then, so that it also comes to rest together. */
  readonly at: Date;
  /** The moment for which mutes and acknowledgements count. */
  readonly now: Date;
  readonly mutes: Mutes;
  /** Looked up for audiences that wait until things are at rest. */
  readonly flaps: FlapBook;
  /** Whether a second look is taken where the rule wants one; a rehearsal takes none. */
  readonly looksAgain: boolean;
}

/** A change that passed the filter, for which the table must be asked before it is told. */
interface PendingMove {
  readonly change: FoundChange;
  readonly move: FlapMove;
  /** A change that may be told after a second look. */
  readonly toConfirm: boolean;
}

/** More changes of one scan are not looked at again. */
export const MOST_CONFIRMED = 10_000;
/** Moves that are looked up together. */
const AT_ONCE = 1000;

/** Takes the changes of an event one by one and keeps what one audience is told: the lines, counts, and what waits. */
export class ChangeSieve {
  readonly tally = new LineTally();
  /** Changes that are told if a second look finds them again. */
  wanted: FoundChange[] = [];
  private pending: PendingMove[] = [];
  private readonly confirms: boolean;
  private overflow: string | null = null;

  constructor(
    readonly audience: Audience,
    private readonly scene: SieveScene,
  ) {
    this.confirms = audience.confirm && scene.looksAgain;
  }

  /** The kinds of changes that it must see to tell what it tells. */
  static kindsFor({ changes, flapMs }: Pick<Audience, 'changes' | 'flapMs'>): Set<ChangeKind> {
    const kinds = Object.values(ChangeKind);
    const told = kinds.filter((kind) => changes.has(kind));
    const facets = new Set(told.map(facetOf));
    // What moves back by a kind that is not told has moved all the same.
    const moved = flapMs > 0 ? kinds.filter((kind) => facets.has(facetOf(kind))) : [];
    const listed = changes.has(ChangeKind.PortOpened) ? [ChangeKind.HostNew] : [];
    return new Set([...told, ...moved, ...listed]);
  }

  /** Takes one change of a group. Call `flush` now and then, and at the end. */
  take(change: FoundChange, { undone }: Pick<ChangeGroup, 'undone'>): void {
    if (change.kind !== ChangeKind.HostNew) this.consider(change, undone);
    else for (const one of this.tellable(change)) this.consider(one, undone);
  }

  /** Takes a change that a second look has confirmed, or could not look at. */
  takeConfirmed(change: FoundChange, unconfirmed: string | null): void {
    const { audience } = this;
    for (const one of this.tellable(change)) {
      if (audience.changes.has(one.kind) && audience.narrowing.fits(one) && !this.isLeftOut(one))
        this.pass(one, unconfirmed);
    }
  }

  /** Gives up looking a second time: what waited for it is told with this reason. */
  tellUnconfirmed(why: string): void {
    const { wanted } = this;
    this.wanted = [];
    this.overflow = why;
    for (const change of wanted) this.pass(change, why);
  }

  /** Whether `flush` should be called before more is taken. */
  get isFull(): boolean {
    return this.pending.length >= AT_ONCE;
  }

  /** Asks for what moved lately and decides about what came since. */
  async flush(): Promise<void> {
    while (this.pending.length > 0) await this.step(this.pending.splice(0, AT_ONCE));
  }

  /** The change itself; or for whom opened ports are told and new hosts are not, the ports that a new host lists. */
  private tellable(change: FoundChange): readonly FoundChange[] {
    const { changes } = this.audience;
    if (change.kind !== ChangeKind.HostNew || changes.has(ChangeKind.HostNew)) return [change];
    if (!changes.has(ChangeKind.PortOpened)) return [change];
    return openedPorts(change);
  }

  private consider(change: FoundChange, undone: boolean): void {
    const { audience, tally } = this;
    if (!audience.narrowing.fits(change)) return;
    const tells = audience.changes.has(change.kind);
    if (undone) {
      if (tells) tally.leftOut.undone += 1;
    } else if (!tells) {
      this.note(change);
    } else if (this.isLeftOut(change)) {
      if (audience.flapMs > 0) this.note(change);
    } else {
      this.confirmOrPass(change);
    }
  }

  private isLeftOut(change: FoundChange): boolean {
    const { now, mutes, site } = this.scene;
    const { leftOut } = this.tally;
    if (change.acknowledgedAt !== null && change.acknowledgedAt <= now) leftOut.acknowledged += 1;
    else if (mutes.mutes(change, site?.id ?? null)) leftOut.muted += 1;
    else return false;
    return true;
  }

  private confirmOrPass(change: FoundChange): void {
    if (!this.confirms) {
      this.pass(change, null);
      return;
    }
    const look = secondLook(change);
    if (look.look === null) this.pass(change, look.why);
    else if (this.overflow !== null) this.pass(change, this.overflow);
    else if (this.audience.flapMs > 0) this.pending.push({ ...this.moved(change, null), toConfirm: true });
    else this.want(change);
  }

  private want(change: FoundChange): void {
    this.wanted.push(change);
    if (this.wanted.length > MOST_CONFIRMED) {
      this.tellUnconfirmed(`more than ${MOST_CONFIRMED.toLocaleString('en')} changes are not looked at a second time`);
    }
  }

  /** Tells a change, unless it goes to and fro. */
  private pass(change: FoundChange, unconfirmed: string | null): void {
    if (this.audience.flapMs === 0) this.tally.add(change.kind, () => ({ ...lineOf(change), unconfirmed }));
    else this.pending.push({ ...this.moved(change, unconfirmed), toConfirm: false });
  }

  /** Remembers a move that is not told. */
  private note(change: FoundChange): void {
    const { move } = this.moved(change, null);
    this.pending.push({ change, move: { ...move, line: null }, toConfirm: false });
  }

  private async step(moves: readonly PendingMove[]): Promise<void> {
    const { flaps, site } = this.scene;
    const keys = new Map(moves.map(({ change }) => [flapText(keyOf(change)), keyOf(change)]));
    const known = await flaps.load([...keys.values()]);
    const stepped = new Map<string, FlapEntry>();
    for (const pending of moves) {
      const key = keyOf(pending.change);
      const state = this.stepOne(pending, known.get(flapText(key)));
      if (state === null) continue;
      known.set(flapText(key), state);
      stepped.set(flapText(key), { key, state });
    }
    if (stepped.size > 0) await flaps.save([...stepped.values()], site);
  }

  private moved(change: FoundChange, unconfirmed: string | null): { change: FoundChange; move: FlapMove } {
    const line: AlertLine = { ...lineOf(change), unconfirmed };
    return { change, move: { before: stateBefore(change), state: stateAfter(change), at: this.scene.at, line } };
  }

  /** Answers with what is known of the thing afterwards; null = as before. */
  private stepOne({ change, move, toConfirm }: PendingMove, before: FlapState | undefined): FlapState | null {
    const held = isHeld(before, move, this.audience.flapMs);
    if (toConfirm && !held) {
      if (this.overflow === null) this.want(change);
      else this.pass(change, this.overflow);
      return null;
    }
    const { tell, next } = takeMove(before, move, this.audience.flapMs);
    for (const line of tell) this.tally.add(line.kind, () => line);
    if (held && move.line !== null) this.tally.leftOut.flapping += 1;
    return next;
  }
}

/** The ports that a new host lists, as if each had been opened. */
export function openedPorts(change: FoundChange): FoundChange[] {
  return listedPorts(change.after).map(({ protocol, port, name }) => ({
    ...change,
    kind: ChangeKind.PortOpened,
    protocol,
    port,
    before: null,
    after: { name, product: null, version: null },
    services: name === null ? [] : [name],
  }));
}

function keyOf({ hostId, kind, protocol, port }: FoundChange): FlapKey {
  return { hostId, facet: facetOf(kind), protocol: protocol ?? '', port: port ?? -1 };
}
