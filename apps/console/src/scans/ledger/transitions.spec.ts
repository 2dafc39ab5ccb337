import { describe, expect, it } from '@jest/globals';
import { scanTransitions, shardTransitions } from '@scanfleet/contracts';
import { checkScanMove, checkShardMove, hasEnded, IllegalTransition } from './transitions.js';

/** All states that can be reached from one. */
function reachable<State extends string>(table: Readonly<Record<State, readonly State[]>>, from: State): Set<State> {
  const seen = new Set<State>([from]);
  for (const state of seen) for (const next of table[state]) seen.add(next);
  return seen;
}

describe('the transition tables', () => {
  it('let every shard state be reached from queued', () => {
    expect([...reachable(shardTransitions, 'queued')].sort()).toEqual(Object.keys(shardTransitions).sort());
  });

  it('let every scan state be reached from planned', () => {
    expect([...reachable(scanTransitions, 'planned')].sort()).toEqual(Object.keys(scanTransitions).sort());
  });

  it('let every shard state that is not an end lead to delivered and to cancelled', () => {
    for (const state of ['queued', 'leased', 'scanning', 'paused'] as const) {
      expect(reachable(shardTransitions, state)).toContain('delivered');
      expect(reachable(shardTransitions, state)).toContain('cancelled');
    }
  });

  it('let every active scan lead to completed and to cancelled', () => {
    for (const state of ['planned', 'running', 'paused'] as const) {
      expect(reachable(scanTransitions, state)).toContain('completed');
      expect(reachable(scanTransitions, state)).toContain('cancelled');
    }
  });

  it('end a scan as completed, cancelled or failed only', () => {
    const ended = (Object.keys(scanTransitions) as (keyof typeof scanTransitions)[]).filter(hasEnded);
    expect(ended.sort()).toEqual(['cancelled', 'completed', 'failed']);
  });

  it('refuse each move that they do not have', () => {
    const states = Object.keys(shardTransitions) as (keyof typeof shardTransitions)[];
    for (const from of states) {
      for (const to of states) {
        if (shardTransitions[from].includes(to)) expect(() => checkShardMove(from, to)).not.toThrow();
        else expect(() => checkShardMove(from, to)).toThrow(IllegalTransition);
      }
    }
    expect(() => checkScanMove('cancelled', 'running')).toThrow('a scan cannot go from cancelled to running');
  });
});
