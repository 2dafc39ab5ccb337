import { ScanState, scanTransitions, shardTransitions, type ShardState } from '@scanfleet/contracts';

/** A state change that the tables of `@scanfleet/contracts` do not have: a defect of the console, never of a caller. */
export class IllegalTransition extends Error {
  override readonly name = 'IllegalTransition';
  constructor(thing: 'scan' | 'shard', from: string, to: string) {
    super(`a ${thing} cannot go from ${from} to ${to}`);
  }
}

/** @throws IllegalTransition when a shard may not go from one state to the other. */
export function checkShardMove(from: ShardState, to: ShardState): void {
  if (!shardTransitions[from].includes(to)) throw new IllegalTransition('shard', from, to);
}

/** @throws IllegalTransition when a scan may not go from one state to the other. */
export function checkScanMove(from: ScanState, to: ScanState): void {
  if (!scanTransitions[from].includes(to)) throw new IllegalTransition('scan', from, to);
}

const ends: ReadonlySet<ScanState> = new Set([ScanState.Completed, ScanState.Cancelled, ScanState.Failed]);

/** Whether work on a scan in this state is over, unless somebody has its failed shards tried again. */
export function hasEnded(state: ScanState): boolean {
  return ends.has(state);
}
