import { describe, expect, it } from '@jest/globals';
import { AddressSet } from '@scanfleet/targets';
import { hostXml, reportHead } from '../../test/nmap-report.js';
import { MOST_BYTES_WITHOUT_HOST, ReadingRun } from './reading-run.js';

function aRun(): ReadingRun {
  const cursor = {
    id: 'report',
    scanId: 'scan',
    shardId: 'shard',
    shardNumber: 1,
    engineName: 'engine',
    zoneId: 'zone',
    format: 'nmap_xml' as const,
    byPort: false,
    ingestedBytes: 0,
    context: null,
    manifest: AddressSet.parse('10.0.0.0/8'),
    covered: AddressSet.empty,
    feed: null,
  };
  return new ReadingRun(cursor, () => new Date('2026-03-01T12:00:00.000Z'));
}

describe('reading a report', () => {
  const filler = Buffer.from(`<taskprogress task="${'x'.repeat(30_000)}" time="1" percent="1.00"/>\n`.repeat(100));

  it('that grows without ever completing a host is refused, and what stands before that is kept', () => {
    const run = aRun();
    run.write(Buffer.from(`${reportHead()}${hostXml({ address: '10.0.0.1' })}`));
    expect(() => {
      for (let sent = 0; sent <= MOST_BYTES_WITHOUT_HOST; sent += filler.length) run.write(filler);
    }).toThrow('without a complete host');
    expect(run.takeStep().hosts).toHaveLength(1);
  });

  it('that completes a host now and then may be any size', () => {
    const run = aRun();
    run.write(Buffer.from(reportHead()));
    for (let sent = 0; sent <= MOST_BYTES_WITHOUT_HOST; sent += filler.length) {
      run.write(filler);
      run.write(Buffer.from(hostXml({ address: '10.0.0.1' })));
      run.takeStep();
    }
    expect(run.readTo).toBeGreaterThan(MOST_BYTES_WITHOUT_HOST);
  });
});
