import type { AlertLine } from '@scanfleet/contracts';

/** What a rule knows of one thing that moved lately. */
export interface FlapState {
  /** What was told of it last, or what it was before a move that nobody wants to be told. */
  readonly told: string;
  /** What it is now. */
  readonly state: string;
  /** Moves since it was told. */
  readonly moves: number;
  readonly lastAt: Date;
  /** The last move, if it is of a kind that is told. */
  readonly line: AlertLine | null;
}

/** A change of a thing: what it was and became. */
export interface FlapMove {
  readonly before: string;
  readonly state: string;
  readonly at: Date;
  /** Null for a kind that the rule does not tell: the thing moved all the same. */
  readonly line: AlertLine | null;
}

export interface FlapStep {
  /** To be told now, oldest first. */
  readonly tell: readonly AlertLine[];
  readonly next: FlapState;
}

/** Whether a move comes so soon after the one before it that it is not told now. Pure, as all here. */
export function isHeld(before: FlapState | undefined, move: Pick<FlapMove, 'at'>, windowMs: number): boolean {
  return before !== undefined && move.at.getTime() - before.lastAt.getTime() < windowMs;
}

/** The first move of a thing is told; one that follows soon takes the place of the last and begins the wait anew. */
export function takeMove(before: FlapState | undefined, move: FlapMove, windowMs: number): FlapStep {
  const { state, at, line } = move;
  if (before !== undefined && isHeld(before, move, windowMs)) {
    const lastAt = at > before.lastAt ? at : before.lastAt;
    return { tell: [], next: { told: before.told, state, moves: before.moves + 1, lastAt, line } };
  }
  // What was at rest before this move and had not been looked at since, comes first.
  const settled = before === undefined ? null : settle(before);
  const tell = [settled, line].filter((told) => told !== null);
  if (line === null) return { tell, next: { told: move.before, state, moves: 1, lastAt: at, line: null } };
  return { tell, next: { told: state, state, moves: 0, lastAt: at, line: null } };
}

/** What there is to tell of a thing that has been at rest for long enough; null when it is what was told of it last. */
export function settle({ told, state, moves, line }: FlapState): AlertLine | null {
  if (state === told || line === null) return null;
  return { ...line, text: `${line.text} (settled after ${moves === 1 ? '1 move' : `${moves} moves`} to and fro)` };
}
