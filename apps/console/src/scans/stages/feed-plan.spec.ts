import { parseOptions, type ScanOption, type Scanner } from '@scanfleet/scan-options';
import { describe, expect, it } from '@jest/globals';
import { feedsRests } from './feed-now.js';
import { feedPlan } from './feed-plan.js';

function typed(scanner: Scanner, text: string): ScanOption[] {
  const read = parseOptions(scanner, text);
  if (!read.ok) throw new Error('the options of the test are wrong');
  return read.options;
}
const plan = (scanner: Scanner, options: string, followUp: string) => {
  const { protocols, ...rest } = feedPlan({
    scanner,
    options: typed(scanner, options),
    followUp: typed('nmap', followUp),
  });
  return { ...rest, protocols: [...protocols] };
};

describe('what the first stage hands on', () => {
  it.each([
    ['masscan', '-p 1-1000', '-sV', { hosts: false, ports: true, protocols: ['tcp'] }],
    ['masscan', '-p 80,U:53', '-sS -sU', { hosts: false, ports: true, protocols: ['tcp', 'udp'] }],
    ['masscan', '-p 80,U:53', '-sT -p 1-100', { hosts: false, ports: false, protocols: ['tcp', 'udp'] }],
    ['masscan', '--ping', '-sT', { hosts: true, ports: false, protocols: ['tcp'] }],
    ['nmap', '-sn', '-sT', { hosts: true, ports: false, protocols: ['tcp'] }],
    ['nmap', '-sS', '-sV --top-ports 10', { hosts: false, ports: false, protocols: ['tcp'] }],
    ['nmap', '-sS', '-A', { hosts: false, ports: true, protocols: ['tcp'] }],
  ] as const)('by %s %s to nmap %s', (scanner, options, followUp, expected) => {
    const found = plan(scanner, options, followUp);
    if (found.hosts) expect(found).toMatchObject({ hosts: true, ports: false });
    else expect(found).toEqual(expected);
  });
});

describe('when hosts that do not fill a shard are handed on', () => {
  it.each([
    [{ waitedSeconds: 0, firstStageEnded: false, shards: 0 }, false],
    [{ waitedSeconds: 4.9, firstStageEnded: false, shards: 0 }, false],
    [{ waitedSeconds: 5, firstStageEnded: false, shards: 0 }, true],
    [{ waitedSeconds: 0, firstStageEnded: true, shards: 0 }, true],
    [{ waitedSeconds: 9, firstStageEnded: false, shards: 200 }, false],
    [{ waitedSeconds: 10, firstStageEnded: false, shards: 200 }, true],
  ])('%o: %s', (state, expected) => {
    expect(feedsRests(state)).toBe(expected);
  });
});
