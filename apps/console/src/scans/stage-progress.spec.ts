import { describe, expect, it } from '@jest/globals';
import { toStages } from './stage-progress.js';

const scan = {
  scanner: 'masscan' as const,
  options_text: '-p 80',
  follow_up_text: '-sV' as string | null,
  planned_addresses: '100',
  addresses_done: '50',
  follow_up_addresses: '10',
  follow_up_done: '2',
};
const aShard = (stage: number, state: 'queued' | 'scanning' | 'delivered' | 'failed', done: number, all: number) => ({
  ...{ stage, state, done, all },
});

describe('the stages of a scan', () => {
  it('say each how far it has come', () => {
    const shards = [aShard(1, 'delivered', 50, 50), aShard(1, 'scanning', 25, 50), aShard(2, 'queued', 2, 8)];
    expect(toStages(scan, shards)).toEqual([
      {
        ...{ stage: 1, scanner: 'masscan', options: '-p 80', plannedAddresses: '100', addressesDone: '50' },
        ...{ percent: 75, shardCount: 2, shardsEnded: 1 },
      },
      {
        ...{ stage: 2, scanner: 'nmap', options: '-sV', plannedAddresses: '10', addressesDone: '2' },
        ...{ percent: 25, shardCount: 1, shardsEnded: 0 },
      },
    ]);
  });

  it('are done without anything in the second when the first is over', () => {
    expect(toStages(scan, [aShard(1, 'scanning', 1, 4)])[1]).toMatchObject({ percent: 0, shardCount: 0 });
    expect(toStages(scan, [aShard(1, 'failed', 1, 4)])[1]).toMatchObject({ percent: 100, shardCount: 0 });
  });

  it('are one where there is no follow-up', () => {
    expect(toStages({ ...scan, follow_up_text: null }, [aShard(1, 'queued', 0, 1)])).toHaveLength(1);
  });
});
