import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { alertRule, alertMute, type Role } from '@scanfleet/contracts';
import { aConsole, DEFAULT_ZONE, type TestConsole } from '../../../test/harness.js';

let console: TestConsole;
beforeAll(async () => {
  console = await aConsole();
});
afterAll(() => console.close());
beforeEach(() => console.empty('alert_rule', 'alert_mute', 'alert_channel', 'site'));

const as = (role: Role): ReturnType<TestConsole['asRole']> => console.asRole(role);
const make = (body: object, status = 201) =>
  as('operator')
    .post('/api/v1/alert-rules')
    .send({ name: 'Trouble', events: ['failed'], ...body })
    .expect(status);
const path = (id: string): string => `/api/v1/alert-rules/${id}`;

async function aChannel(name = 'Ops'): Promise<string> {
  const id = randomUUID();
  await console.database.query(
    `INSERT INTO alert_channel (id, name, kind, enabled, settings, target, created_by, created_at, updated_at)
     VALUES ($1, $2, 'webhook', true, '{}', 'https://hooks.example.org/…', 'ann', now(), now())`,
    [id, name],
  );
  return id;
}
async function aSite(name = 'Office'): Promise<string> {
  const { body } = await as('operator').post('/api/v1/sites').send({ name, targets: '10.0.0.0/30' }).expect(201);
  return body.id;
}
/** What is wrong, as `path: message`. */
const issues = (body: { issues: { path: string; message: string }[] }): string[] =>
  body.issues.map((issue) => `${issue.path}: ${issue.message}`);

describe('alert rules', () => {
  it('are made, shown, changed and deleted', async () => {
    const [channelId, siteId] = [await aChannel(), await aSite()];
    const wish = {
      ...{
        name: 'Databases',
        events: ['failed', 'failed'],
        changes: ['port_opened', 'host_new'],
        channelIds: [channelId, channelId],
      },
      filter: { siteIds: [siteId], addresses: '10.0.0.0/8', ports: 'T:5432', service: '*sql*', hostName: 'db-*' },
      ...{ digest: 'daily', digestAt: '07:30', quiet: { from: '22:00', to: '07:00' }, zone: 'Europe/Berlin' },
      ...{ flapHours: 6, confirm: 'reprobe', certificateDays: 14 },
    };
    const { body: made } = await make(wish);
    expect(alertRule.parse(made)).toMatchObject({
      ...{ ...wish, events: ['failed'], channelIds: [channelId], enabled: true },
      ...{ channels: [{ id: channelId, name: 'Ops' }], sites: [{ id: siteId, name: 'Office' }] },
      words: expect.stringContaining(
        'Tells Ops of scans that fail, and of new hosts and ports opened at 10.0.0.0/8 on ports T:5432',
      ),
      ...{ mutedUntil: null, waiting: 0, lastMessageAt: null, createdBy: 'test operator' },
    });
    const { body: shown } = await as('viewer').get(path(made.id)).expect(200);
    expect(shown).toEqual(made);
    const { body: changed } = await as('operator')
      .patch(path(made.id))
      .send({ name: 'Other', channelIds: [], digest: 'immediate' })
      .expect(200);
    expect(changed).toMatchObject({
      ...wish,
      events: ['failed'],
      name: 'Other',
      channelIds: [],
      channels: [],
      digest: 'immediate',
    });
    const { body: narrowed } = await as('operator')
      .patch(path(made.id))
      .send({ filter: { ports: '5433' } })
      .expect(200);
    expect(narrowed.filter).toEqual({ ...made.filter, ports: '5433' });
    await as('operator').delete(path(made.id)).expect(204);
    const { body } = await as('viewer').get(path(made.id)).expect(404);
    expect(body.code).toBe('alert_rule_not_found');
  });

  it('are listed by name, and found by it', async () => {
    for (const name of ['b', 'A', 'c']) await make({ name });
    const { body } = await as('viewer').get('/api/v1/alert-rules?page_size=2').expect(200);
    expect(body.data.map(({ name }: { name: string }) => name)).toEqual(['A', 'b']);
    expect(body.pagination).toMatchObject({ total: 3, pages: 2 });
    const { body: found } = await as('viewer').get('/api/v1/alert-rules?search=C').expect(200);
    expect(found.data).toHaveLength(1);
  });

  it('are found by whether they are enabled, and by the channel through which they tell', async () => {
    const [ops, noc] = [await aChannel('Ops'), await aChannel('NOC')];
    await make({ name: 'of ops', channelIds: [ops] });
    await make({ name: 'of both', channelIds: [ops, noc], enabled: false });
    await make({ name: 'of nobody' });
    const found = async (query: object): Promise<string[]> => {
      const { body } = await as('viewer').get('/api/v1/alert-rules').query(query).expect(200);
      return body.data.map(({ name }: { name: string }) => name);
    };
    expect(await found({ channel_id: ops })).toEqual(['of both', 'of ops']);
    expect(await found({ channel_id: ops, enabled: 'true' })).toEqual(['of ops']);
    expect(await found({ enabled: 'false' })).toEqual(['of both']);
    await as('viewer').get('/api/v1/alert-rules?enabled=perhaps').expect(400);
  });

  it('are muted for a while, which ends', async () => {
    const { body: rule } = await make({});
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const { body } = await as('operator').patch(path(rule.id)).send({ mutedUntil: until }).expect(200);
    expect(body.mutedUntil).toBe(until);
    const { body: late } = await as('operator')
      .patch(path(rule.id))
      .send({ mutedUntil: '2020-01-01T00:00:00.000Z' })
      .expect(422);
    expect(issues(late)).toEqual(['mutedUntil: must be later than now; null ends a mute']);
    const { body: ended } = await as('operator').patch(path(rule.id)).send({ mutedUntil: null }).expect(200);
    expect(ended.mutedUntil).toBeNull();
  });

  it('are of one name', async () => {
    await make({ name: 'One' });
    const { body } = await make({ name: 'one' }, 409);
    expect(body).toMatchObject({ code: 'alert_rule_name_taken', issues: [{ path: 'name', token: 'one' }] });
  });

  it.each<[string, object, string]>([
    [
      'zone',
      { zone: 'Europe/Berln' },
      'zone: "Europe/Berln" is no time zone; give one of the IANA database, such as Europe/Berlin or UTC',
    ],
    [
      'ports',
      { filter: { ports: '22,http' } },
      'filter.ports: "http" is no port; write ports such as 22,443,8000-8100 or T:22,U:53',
    ],
    [
      'host name among addresses',
      { filter: { addresses: '10.0.0.1 db.example.org' } },
      'filter.addresses: "db.example.org" is a host name; use hostName with a pattern, such as *.example.org',
    ],
    [
      'channel',
      { channelIds: ['00000000-0000-4000-8000-00000000000a'] },
      'channelIds.0: is no channel; take one from the list of channels',
    ],
    [
      'site',
      { filter: { siteIds: ['00000000-0000-4000-8000-00000000000b'] } },
      'filter.siteIds.0: is no site; take one from the list of sites',
    ],
  ])('with a wrong %s are refused, saying where and what would be right', async (_, wish, issue) => {
    const { body } = await make(wish, 422);
    expect(issues(body)).toEqual([issue]);
    const { body: rehearsed } = await as('viewer')
      .post('/api/v1/alert-rules/rehearse')
      .send({ rule: { name: 'x', events: ['failed'], ...wish } })
      .expect(422);
    expect(issues(rehearsed)).toEqual([issue]);
  });

  it('with half of a character are refused', async () => {
    const { body } = await make({ filter: { hostName: '\ud800' } }, 400);
    expect(issues(body)).toEqual(['filter.hostName: must not hold half of a character (a lone surrogate)']);
  });

  it('with wrong addresses name line, column and token of each', async () => {
    const { body } = await make({ filter: { addresses: '10.0.0.1\n10.0.0.999, 10.0.0.5-1' } }, 422);
    expect(body.issues).toMatchObject([
      { path: 'filter.addresses', line: 2, column: 1, token: '10.0.0.999' },
      { path: 'filter.addresses', line: 2, column: 13, token: '10.0.0.5-1' },
    ]);
  });

  it('that tell of nothing are refused, also when they are changed to that', async () => {
    const { body } = await make({ events: [] }, 400);
    expect(issues(body)).toEqual(['events: choose at least one event or kind of change']);
    const { body: rule } = await make({});
    const { body: refused } = await as('operator').patch(path(rule.id)).send({ events: [] }).expect(422);
    expect(issues(refused)).toEqual([
      'events: choose at least one event or kind of change, such as failed or host_new',
    ]);
  });

  it('keep their channel from being deleted, and lose a site that is deleted', async () => {
    const channelId = await aChannel();
    await make({ channelIds: [channelId] });
    await expect(console.database.query(`DELETE FROM alert_channel WHERE id = $1`, [channelId])).rejects.toThrow(
      'alert_rule_channel',
    );
    const siteId = await aSite();
    const { body: rule } = await make({ name: 'Site', filter: { siteIds: [siteId] } });
    await as('operator').delete(`/api/v1/sites/${siteId}`).expect(204);
    const { body } = await as('viewer').get(path(rule.id)).expect(200);
    expect(body).toMatchObject({
      sites: [],
      filter: { siteIds: [siteId] },
      words: expect.stringContaining('1 deleted site'),
    });
  });

  it('are shown to viewers and written by operators', async () => {
    const { body: rule } = await make({});
    await as('viewer')
      .post('/api/v1/alert-rules')
      .send({ name: 'x', events: ['failed'] })
      .expect(403);
    await as('viewer').patch(path(rule.id)).send({ enabled: false }).expect(403);
    await as('viewer').delete(path(rule.id)).expect(403);
    await as('viewer').post('/api/v1/alert-mutes').send({ ports: '22', until: '2099-01-01T00:00:00.000Z' }).expect(403);
    await as('viewer')
      .post('/api/v1/alert-rules/rehearse')
      .send({ rule: { name: 'x', events: ['failed'] }, days: 1 })
      .expect(200);
  });

  it('tell of what really happens, at work', async () => {
    const channelId = await aChannel();
    const { body: rule } = await make({ events: ['cancelled'], channelIds: [channelId] });
    const scan = { targets: '10.0.0.1', zoneId: DEFAULT_ZONE };
    const { body: started } = await as('operator').post('/api/v1/scans').send(scan).expect(201);
    await as('operator').post(`/api/v1/scans/${started.id}/stop`).expect(200);
    const end = Date.now() + 20_000;
    for (;;) {
      const { body } = await as('viewer').get(path(rule.id)).expect(200);
      if (body.lastMessageAt !== null) break;
      if (Date.now() > end) throw new Error('nothing was told');
    }
    const [message] = await console.database.query(`SELECT kind, subject, rule_id FROM alert_message`);
    expect(message).toEqual({ kind: 'scan', subject: '[Scanfleet] 10.0.0.1: scan cancelled', rule_id: rule.id });
  });
});

describe('mutes', () => {
  const mute = (body: object, status = 201) => as('operator').post('/api/v1/alert-mutes').send(body).expect(status);

  it('are made, shown while they hold, and ended', async () => {
    const siteId = await aSite();
    const { body } = await mute({
      siteId,
      addresses: '10.0.0.1',
      ports: '22',
      until: '2099-01-01T00:00:00.000Z',
      reason: 'we move',
    });
    expect(alertMute.parse(body)).toMatchObject({
      site: { id: siteId, name: 'Office' },
      ports: '22',
      reason: 'we move',
      createdBy: 'test operator',
    });
    const { body: list } = await as('viewer').get('/api/v1/alert-mutes').expect(200);
    expect(list.data).toEqual([body]);
    await as('operator').delete(`/api/v1/alert-mutes/${body.id}`).expect(204);
    await as('operator').delete(`/api/v1/alert-mutes/${body.id}`).expect(404);
  });

  it('are listed by their end, and found by what they name', async () => {
    const siteId = await aSite('Head office');
    await mute({ ports: '22', until: '2099-03-01T00:00:00.000Z', reason: 'last' });
    await mute({ siteId, until: '2099-01-01T00:00:00.000Z', reason: 'first' });
    await mute({ addresses: '10.0.0.7', until: '2099-02-01T00:00:00.000Z', reason: 'a new switch' });
    const found = async (query: object): Promise<string[]> => {
      const { body } = await as('viewer').get('/api/v1/alert-mutes').query(query).expect(200);
      return body.data.map(({ reason }: { reason: string }) => reason);
    };
    expect(await found({})).toEqual(['first', 'a new switch', 'last']);
    expect(await found({ sort_by: 'createdAt', sort_order: 'desc' })).toEqual(['a new switch', 'first', 'last']);
    expect(await found({ search: 'head OFF' })).toEqual(['first']);
    expect(await found({ search: '10.0.0.7' })).toEqual(['a new switch']);
    expect(await found({ page: 2, page_size: 2 })).toEqual(['last']);
  });

  it.each<[object, string]>([
    [{ ports: '22', until: '2020-01-01T00:00:00.000Z' }, 'until: must be later than now'],
    [
      { ports: 'ssh', until: '2099-01-01T00:00:00.000Z' },
      'ports: "ssh" is no port; write ports such as 22,443,8000-8100 or T:22,U:53',
    ],
    [
      { addresses: 'db.example.org', until: '2099-01-01T00:00:00.000Z' },
      'addresses: "db.example.org" is a host name; give its addresses',
    ],
    [
      { siteId: '00000000-0000-4000-8000-00000000000b', until: '2099-01-01T00:00:00.000Z' },
      'siteId: is no site; take one from the list of sites',
    ],
  ])('%j are refused', async (wish, issue) => {
    const { body } = await mute(wish, 422);
    expect(issues(body)).toEqual([issue]);
  });

  it('of nothing are refused', async () => {
    const { body } = await mute({ until: '2099-01-01T00:00:00.000Z' }, 400);
    expect(issues(body)).toEqual([
      'addresses: name a site, addresses or ports; a rule is muted as a whole by its own mutedUntil',
    ]);
  });
});

describe('a console without a mail server', () => {
  it('says so beside its channels, and takes none of mail', async () => {
    const { body } = await as('viewer').get('/api/v1/alert-channels').expect(200);
    expect(body.mailProblem).toMatch(/^This console sends no mail: set SCANFLEET_SMTP_URL/);
    const wish = { name: 'Ops', settings: { kind: 'email', to: ['ops@example.org'] } };
    const { body: refused } = await as('admin').post('/api/v1/alert-channels').send(wish).expect(422);
    expect(issues(refused)).toEqual([`settings.kind: ${body.mailProblem}`]);
  });
});
