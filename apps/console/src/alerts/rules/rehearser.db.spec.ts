import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rehearsal } from '@scanfleet/contracts';
import fc from 'fast-check';
import { DEFAULT_ZONE } from '../../../test/harness.js';
import { RuleBench, type RuleWish, type TestChange } from '../../../test/rule-bench.js';

let bench: RuleBench;
beforeAll(async () => {
  bench = await RuleBench.open();
});
afterAll(() => bench.close());
beforeEach(() => bench.clear());

const opened = (address: string, port: number, more: Partial<TestChange> = {}): TestChange => ({
  ...{ address, port, kind: 'port_opened', after: { name: 'ssh' } },
  ...more,
});
const closed = (address: string, port: number): TestChange => ({
  ...{ address, port, kind: 'port_closed' },
  ...{ before: { name: 'ssh' }, after: { state: 'closed' } },
});

describe('a rehearsal', () => {
  it('says what a rule would have sent, and neither writes nor sends anything', async () => {
    const siteId = await bench.aSite();
    await bench.happens('failed', { siteId });
    bench.passHours(24);
    await bench.happens('completed', {
      siteId,
      changes: [opened('10.0.0.1', 22), opened('10.0.0.2', 22), closed('10.0.0.3', 22)],
    });
    bench.passHours(1);
    const said = await bench.rehearse({ name: 'Would be', events: ['failed'], changes: ['port_opened'] });
    expect(rehearsal.parse(said)).toMatchObject({
      ...{ from: '2026-01-31T13:00:00.000Z', until: '2026-03-02T13:00:00.000Z' },
      ...{ messageCount: 2, lineCount: 2 },
      perDay: [
        { day: '2026-03-01', messages: 1, lines: 0 },
        { day: '2026-03-02', messages: 1, lines: 2 },
      ],
      messages: [
        {
          sentAt: '2026-03-02T12:00:00.000Z',
          message: { subject: '[Scanfleet] Office: 2 changes (2 ports opened)', rule: { name: 'Would be' } },
        },
        { sentAt: '2026-03-01T12:00:00.000Z', message: { subject: '[Scanfleet] Office: scan failed' } },
      ],
      leftOut: { muted: 0, acknowledged: 0, flapping: 0, undone: 0 },
      notes: ['What happened to scans is known from 2026-03-01 on.'],
    });
    for (const table of ['alert_message', 'alert_rule', 'alert_held', 'alert_item'])
      expect(await bench.database.query(`SELECT FROM ${table}`)).toEqual([]);
    expect(await bench.database.query(`SELECT FROM scan_event WHERE alerted_at IS NOT NULL`)).toEqual([]);
  });

  it('looks back as many days as it is asked to', async () => {
    await bench.happens('failed');
    bench.passHours(49);
    await bench.happens('failed');
    expect(await bench.rehearse({ events: ['failed'] }, 2)).toMatchObject({ messageCount: 1 });
    expect(await bench.rehearse({ events: ['failed'] }, 3)).toMatchObject({ messageCount: 2 });
  });

  it('knows what was muted and acknowledged then', async () => {
    await bench.mutes.create(
      { siteId: null, addresses: '', ports: '22', until: '2026-03-01T14:00:00.000Z', reason: '' },
      'ann',
    );
    await bench.happens('completed', {
      changes: [opened('10.0.0.1', 22), opened('10.0.0.1', 23), opened('10.0.0.1', 80, { acknowledged: true })],
    });
    bench.passHours(3);
    await bench.happens('completed', { changes: [opened('10.0.0.1', 22)] });
    // Somebody says so later: it had been told by then.
    bench.passHours(1);
    await bench.database.query(`UPDATE change SET acknowledged_at = $1 WHERE acknowledged_at IS NULL`, [
      bench.clock.now(),
    ]);
    expect(await bench.rehearse({ changes: ['port_opened'] })).toMatchObject({
      ...{ messageCount: 2, lineCount: 2 },
      leftOut: { muted: 1, acknowledged: 1 },
    });
  });

  it('waits for digests and quiet hours, and says what they still hold', async () => {
    await bench.happens('failed');
    bench.passHours(7);
    await bench.happens('failed');
    bench.passHours(4);
    const wish: RuleWish = { events: ['failed'], quiet: { from: '18:00', to: '22:00' } };
    expect(await bench.rehearse(wish)).toMatchObject({
      messages: [{ sentAt: '2026-03-01T22:00:00.000Z' }, { sentAt: '2026-03-01T12:00:00.000Z' }],
    });
    const daily = await bench.rehearse({ events: ['failed'], digest: 'daily', digestAt: '18:30' });
    expect(daily).toMatchObject({ messageCount: 1, messages: [{ sentAt: '2026-03-01T18:30:00.000Z' }] });
    expect(daily.notes).toContain(
      'What the last digest or the last quiet hours hold is not sent yet, and not counted.',
    );
  });

  it('lets things come to rest when they did', async () => {
    await bench.happens('completed', { changes: [opened('10.0.0.1', 22)] });
    bench.passHours(1);
    await bench.happens('completed', { changes: [closed('10.0.0.1', 22)] });
    bench.passHours(8);
    await bench.happens('completed', { changes: [opened('10.0.0.1', 22)] });
    bench.passHours(1);
    const said = await bench.rehearse({ changes: ['port_opened', 'port_closed'], flapHours: 6 });
    expect(said.messages.map(({ sentAt, message }) => `${sentAt.slice(11, 16)} ${message.lines[0]?.kind}`)).toEqual([
      '21:00 port_opened',
      '19:00 port_closed',
      '12:00 port_opened',
    ]);
    expect(said.leftOut.flapping).toBe(1);
  });

  it('counts a change that would have been looked at once more, and says so', async () => {
    await bench.happens('completed', { changes: [opened('10.0.0.1', 22)] });
    const said = await bench.rehearse({ changes: ['port_opened'], confirm: 'reprobe' });
    expect(said.messageCount).toBe(1);
    expect(said.notes).toContain(
      'Whether a second look would have confirmed a change is not known, so every change counts as confirmed.',
    );
    expect(await bench.looks()).toEqual([]);
  });

  it('tells of certificates when they came near their end', async () => {
    await bench.database.query(
      `WITH known AS (INSERT INTO host (zone_id, address, status, status_since, first_seen_at) VALUES ($1, '10.0.0.1', 'up', now(), now()) RETURNING id)
       INSERT INTO service (host_id, protocol, port, state, certificate, certificate_expires_at, first_seen_at, last_seen_at)
       SELECT id, 'tcp', port, 'open', '{"subject": "CN=www", "fingerprint": "aa"}', expires::timestamptz, now(), now()
       FROM known, (VALUES (443, '2026-03-21T12:00:00Z'), (8443, '2026-02-20T12:00:00Z'), (9443, '2026-09-01T12:00:00Z')) AS v (port, expires)`,
      [DEFAULT_ZONE],
    );
    const said = await bench.rehearse({ changes: ['certificate_expiring'], certificateDays: 28 });
    // 8443: within 28 days at the beginning, within 7 on 13 February, expired on the 20th. 443: within 28 days on 21 February.
    expect(
      said.messages.map(
        ({ sentAt, message }) => `${sentAt.slice(0, 10)} ${message.lines.map(({ port }) => port).join()}`,
      ),
    ).toEqual(['2026-02-21 443', '2026-02-20 8443', '2026-02-13 8443', '2026-01-30 8443']);
  });

  it('keeps the newest twenty messages with twenty lines each, and counts them all', async () => {
    for (let hour = 0; hour < 25; hour += 1) {
      await bench.happens('completed', {
        changes: Array.from({ length: 30 }, (_, index) => opened('10.0.0.1', index + 1)),
      });
      bench.passHours(1);
    }
    const said = await bench.rehearse({ changes: ['port_opened'] });
    expect({ counted: said.messageCount, lines: said.lineCount, shown: said.messages.length }).toEqual({
      counted: 25,
      lines: 750,
      shown: 20,
    });
    expect(said.messages[0]).toMatchObject({ sentAt: '2026-03-02T12:00:00.000Z', message: { more: 10 } });
    expect(said.messages[0]?.message.lines).toHaveLength(20);
  });

  it('refuses a rule that would be refused', async () => {
    await expect(bench.rehearse({ zone: 'Berlin' })).rejects.toMatchObject({ status: 422, issues: [{ path: 'zone' }] });
  });

  it('says that it takes too long, and what to do', async () => {
    await bench.happens('failed');
    await bench.database.transaction(async (tx) => {
      await tx.query(`LOCK TABLE scan_event IN ACCESS EXCLUSIVE MODE`);
      const asked = bench.rehearser.rehearse({ rule: bench.request({ events: ['failed'] }), days: 30 }, 1);
      await expect(asked).rejects.toMatchObject({
        code: 'rehearsal_too_large',
        issues: [{ path: 'days', message: expect.stringContaining('such as 8') }],
      });
    });
  });

  it('says what the rule then tells, whatever happens', async () => {
    const events = fc.array(
      fc.record({
        hours: fc.constantFrom(1, 1, 8),
        event: fc.constantFrom('completed', 'completed', 'failed', 'paused'),
        ports: fc.uniqueArray(fc.constantFrom(22, 80), { minLength: 1, maxLength: 2 }),
      }),
      { minLength: 6, maxLength: 12 },
    );
    const both: RuleWish['changes'] = ['port_opened', 'port_closed'];
    const rules = fc.record({
      flapHours: fc.constantFrom(0, 6, 6),
      digest: fc.constantFrom('immediate' as const, 'immediate' as const, 'daily' as const),
      quiet: fc.constantFrom(null, null, { from: '20:00', to: '06:00' }),
      changes: fc.constantFrom<RuleWish['changes']>(['port_opened'], both, both),
      ports: fc.constantFrom('', '22,443'),
    });
    await fc.assert(
      fc.asyncProperty(events, rules, async (happened, { ports, changes, ...wish }) => {
        await bench.clear();
        const console = bench.teller();
        const rule: RuleWish = { ...wish, changes, events: ['failed'], filter: { ports } };
        await bench.aRule({ ...rule, name: 'told' });
        const isOpen = new Map<number, boolean>();
        const passTo = async (hours: number): Promise<void> => {
          for (let hour = 0; hour < hours; hour += 1) {
            bench.passHours(1);
            await console.teller.tick();
          }
        };
        for (const { hours, event, ports: moved } of happened) {
          await passTo(hours);
          const found = moved.map((port) => (isOpen.get(port) ? closed('10.0.0.1', port) : opened('10.0.0.1', port)));
          for (const port of event === 'paused' ? [] : moved) isOpen.set(port, !isOpen.get(port));
          await bench.happens(event, { changes: event === 'paused' ? [] : found });
          await console.teller.tick();
        }
        await passTo(48);
        const told = (await bench.messages()).map(({ at, subject, counts }) => ({ at, subject, counts }));
        const said = await bench.rehearse({ ...rule, name: 'said' });
        const rehearsed = said.messages
          .toReversed()
          .map(({ message: { at, subject, counts } }) => ({ at, subject, counts }));
        const byTime = (one: { at: string; subject: string }, other: { at: string; subject: string }): number =>
          one.at.localeCompare(other.at) || one.subject.localeCompare(other.subject);
        expect(rehearsed.sort(byTime)).toEqual(told.slice(-20).sort(byTime));
      }),
      { numRuns: 12 },
    );
  }, 180_000);
});
