import type { StageProgress } from '@scanfleet/contracts';
import { percentOf, share } from './scan-percent.js';
import type { ScanListRow, ShardListRow } from './scan-rows.js';

type StagedScan = Pick<
  ScanListRow,
  | 'scanner'
  | 'options_text'
  | 'follow_up_text'
  | 'planned_addresses'
  | 'addresses_done'
  | 'follow_up_addresses'
  | 'follow_up_done'
>;
type StagedShard = Pick<ShardListRow, 'stage' | 'state' | 'done' | 'all'>;

const ended: ReadonlySet<string> = new Set(['delivered', 'cancelled', 'failed']);

/** The stages of a scan with how far each has come. A second stage that got nothing is done when the first is. */
export function toStages(scan: StagedScan, shards: readonly StagedShard[]): StageProgress[] {
  const first = shards.filter(({ stage }) => stage === 1);
  const stages: StageProgress[] = [
    {
      stage: 1,
      scanner: scan.scanner,
      options: scan.options_text,
      plannedAddresses: scan.planned_addresses,
      addressesDone: scan.addresses_done,
      ...tally(first, 1),
    },
  ];
  if (scan.follow_up_text === null) return stages;
  const over = first.every(({ state }) => ended.has(state));
  stages.push({
    stage: 2,
    scanner: 'nmap',
    options: scan.follow_up_text,
    plannedAddresses: scan.follow_up_addresses,
    addressesDone: scan.follow_up_done,
    ...tally(
      shards.filter(({ stage }) => stage === 2),
      over ? 1 : 0,
    ),
  });
  return stages;
}

function tally(
  shards: readonly StagedShard[],
  nothing: number,
): Pick<StageProgress, 'percent' | 'shardCount' | 'shardsEnded'> {
  const done = shards.reduce((sum, shard) => sum + shard.done, 0);
  const all = shards.reduce((sum, shard) => sum + shard.all, 0);
  return {
    percent: percentOf(share({ done, all }, nothing)),
    shardCount: shards.length,
    shardsEnded: shards.filter(({ state }) => ended.has(state)).length,
  };
}
