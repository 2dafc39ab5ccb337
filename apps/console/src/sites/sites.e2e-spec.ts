import type { Site } from '@scanfleet/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aConsole, type TestConsole } from '../../test/harness.js';
import { DEFAULT_ZONE_ID } from '../zones/default-zone.js';

const noOne = '00000000-0000-4000-8000-0000000000ff';

describe('/api/v1/sites', () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await aConsole();
  });
  afterAll(() => console.close());
  beforeEach(async () => {
    await console.empty('scan', 'exclusion', 'site');
  });

  const operator = () => console.asRole('operator');
  const viewer = () => console.asRole('viewer');
  const create = async (site: object): Promise<Site> =>
    (await operator().post('/api/v1/sites').send(site).expect(201)).body as Site;
  const exclude = (wish: object) => operator().post('/api/v1/exclusions').send(wish).expect(201);

  it('creates a site and shows it', async () => {
    const { body: commands } = await viewer().get('/api/v1/scan-commands?search=Connect').expect(200);
    const { engineId, name } = await console.anEngine();
    const site = await create({
      name: ' Office ',
      description: 'first floor',
      targets: '10.0.0.0/24\n10.0.0.128-200 # printers\nprinter.invalid',
      defaultCommandId: commands.data[0].id,
      defaultEngineId: engineId,
    });
    expect(site).toMatchObject({
      name: 'Office',
      zone: { id: DEFAULT_ZONE_ID, name: 'default' },
      targets: '10.0.0.0/24\n10.0.0.128-200 # printers\nprinter.invalid',
      addressCount: '256',
      nameCount: 1,
      exclusionCount: 0,
      enabled: true,
      defaultCommand: { name: 'Connect scan' },
      defaultEngine: { id: engineId, name },
      lastScan: null,
    });
    await viewer().get(`/api/v1/sites/${site.id}`).expect(200, site);
  });

  it('are counted together with their addresses, hosts and exclusions', async () => {
    await create({ name: 'Office', targets: '10.0.0.0/24' });
    await create({ name: 'Closed', targets: '10.1.0.0/24', enabled: false });
    await exclude({ scope: 'global', targets: '10.0.0.1\n10.0.0.2' });
    const { body: before } = await viewer().get('/api/v1/sites/stats').expect(200);
    expect(before).toEqual({ sites: 2, enabledSites: 1, addresses: '256', hosts: 0, hostsUp: 0, exclusions: 2 });
    await console.database.query(
      `INSERT INTO host (zone_id, address, status, status_since, first_seen_at)
       VALUES ($1, '10.0.0.5', 'up', now(), now()), ($1, '10.0.0.6', 'down', now(), now())`,
      [DEFAULT_ZONE_ID],
    );
    const { body: after } = await viewer().get('/api/v1/sites/stats').expect(200);
    expect(after).toMatchObject({ hosts: 2, hostsUp: 1 });
    await console.database.query(`DELETE FROM host`);
  });

  it('keeps its default pool and its limits', async () => {
    const { body: pool } = await console.asRole('admin').post('/api/v1/engine-pools').send({ name: 'lab' }).expect(201);
    const site = await create({
      name: 'Office',
      targets: '10.0.0.1',
      defaultPoolId: pool.id,
      maxShards: 3,
      maxRate: 1500,
    });
    expect(site).toMatchObject({ defaultPool: { id: pool.id, name: 'lab' }, maxShards: 3, maxRate: 1500 });
    const change = { defaultPoolId: null, maxShards: null, maxRate: 10 };
    const { body } = await operator().patch(`/api/v1/sites/${site.id}`).send(change).expect(200);
    expect(body).toMatchObject({ defaultPool: null, maxShards: null, maxRate: 10 });
    for (const bad of [{ maxShards: 0 }, { maxRate: 0 }, { maxRate: 1.5 }]) {
      await operator().patch(`/api/v1/sites/${site.id}`).send(bad).expect(400);
    }
    const unknown = await operator().patch(`/api/v1/sites/${site.id}`).send({ defaultPoolId: noOne }).expect(422);
    expect(unknown.body.issues).toEqual([expect.objectContaining({ path: 'defaultPoolId' })]);
  });

  it('keeps who gets its mails, and refuses what is no address', async () => {
    const site = await create({ name: 'Office', targets: '10.0.0.1', scanMailRecipients: ['ops@example.org'] });
    expect(site).toMatchObject({ scanMailRecipients: ['ops@example.org'], differenceMailRecipients: [] });
    const change = { scanMailRecipients: [], differenceMailRecipients: ['a@example.org', 'b@example.org'] };
    await operator().patch(`/api/v1/sites/${site.id}`).send(change).expect(200);
    const { body: shown } = await viewer().get(`/api/v1/sites/${site.id}`).expect(200);
    expect(shown).toMatchObject(change);
    const bad = { differenceMailRecipients: ['a@example.org', 'b@example.org\r\nBcc: c@example.org'] };
    const refused = await operator().patch(`/api/v1/sites/${site.id}`).send(bad).expect(400);
    expect(refused.body.issues).toEqual([
      expect.objectContaining({
        path: 'differenceMailRecipients.1',
        message: 'is no mail address; write one such as ops@example.org',
      }),
    ]);
  });

  it('names all three of three bad tokens, with place and fix', async () => {
    const answer = await operator()
      .post('/api/v1/sites')
      .send({ name: 'bad', targets: '10.0.0.1\n10.0.0.256 ok.invalid\n--script=evil, 10.0.0.9-1' })
      .expect(422);
    expect(answer.body).toMatchObject({
      code: 'invalid_targets',
      message: expect.stringContaining('line 2, column 1'),
      issues: [
        { path: 'targets', line: 2, column: 1, token: '10.0.0.256' },
        { path: 'targets', line: 3, column: 1, token: '--script=evil' },
        { path: 'targets', line: 3, column: 16, token: '10.0.0.9-1' },
      ],
    });
    expect(answer.body.issues).toHaveLength(3);
    expect(await console.database.query('SELECT FROM site')).toEqual([]);
  });

  it.each([
    [{ targets: '10.0.0.1' }, 400, ['name']],
    [{ name: '', targets: '10.0.0.1' }, 400, ['name']],
    [{ name: 'x', targets: '10.0.0.1', colour: 'red' }, 400, ['']],
    [{ name: 'x', targets: '# later' }, 422, ['targets']],
    [{ name: 'a\u0000b', targets: '10.0.0.1' }, 400, ['name']],
    [{ name: 'x', targets: '10.0.0.1 # \u0000', description: '\u0000' }, 400, ['description', 'targets']],
    [{ name: 'x', targets: '10.0.0.1', zoneId: noOne, defaultCommandId: noOne }, 422, ['zoneId', 'defaultCommandId']],
    [{ name: 'x', targets: '10.0.0.1', defaultEngineId: noOne }, 422, ['defaultEngineId']],
  ])('refuses %j and names the field', async (site, status, paths) => {
    const answer = await operator().post('/api/v1/sites').send(site).expect(status);
    expect(answer.body.issues.map(({ path }: { path: string }) => path)).toEqual(paths);
  });

  it('refuses a name in use', async () => {
    await create({ name: 'Office', targets: '10.0.0.1' });
    const answer = await operator().post('/api/v1/sites').send({ name: 'OFFICE', targets: '10.0.0.2' }).expect(409);
    expect(answer.body).toMatchObject({ code: 'site_name_taken', issues: [{ path: 'name', token: 'OFFICE' }] });
  });

  it('changes and deletes a site; its ended scans stay', async () => {
    const site = await create({ name: 'Office', targets: '10.0.0.1' });
    await console.database.query(
      `INSERT INTO scan (id, zone_id, site_id, site_name, state, command_name, scanner, options_text, options,
         target_summary, plan, address_set, excluded_set, planned_addresses, shard_count, created_by, created_at)
       VALUES (gen_random_uuid(), $1, $2, 'Office', 'running', 'c', 'nmap', '', '[]', '', '{}', '', '', 0, 0, 'a', now())`,
      [DEFAULT_ZONE_ID, site.id],
    );
    const changed = await operator().patch(`/api/v1/sites/${site.id}`).send({ targets: '10.0.0.0/30' }).expect(200);
    expect(changed.body).toMatchObject({
      name: 'Office',
      addressCount: '4',
      lastScan: { state: 'running', at: expect.stringMatching(/Z$/) },
    });
    const refused = await operator().delete(`/api/v1/sites/${site.id}`).expect(409);
    expect(refused.body.code).toBe('site_in_use');
    await console.database.query(`UPDATE scan SET state = 'completed'`);
    await operator().delete(`/api/v1/sites/${site.id}`).expect(204);
    await viewer().get(`/api/v1/sites/${site.id}`).expect(404);
    expect(await console.database.query('SELECT site_id, site_name FROM scan')).toEqual([
      { site_id: null, site_name: 'Office' },
    ]);
  });

  it.each(['get', 'patch', 'delete'] as const)('answers 404 to %s of an unknown site', async (method) => {
    const answer = await operator()
      [method](`/api/v1/sites/${noOne}`)
      .send(method === 'patch' ? {} : undefined);
    expect([answer.status, answer.body.code]).toEqual([404, 'site_not_found']);
  });

  describe('list', () => {
    beforeEach(async () => {
      await create({ name: 'b 50%', targets: '10.0.0.0/30', enabled: false });
      await create({ name: 'a', targets: '10.0.1.0/24', description: 'under_score' });
      await create({ name: 'C', targets: '10.0.0.1' });
      await console.database.query(`UPDATE site SET created_at = now() - interval '1 day' WHERE name = 'C'`);
      await console.database.query(`UPDATE site SET updated_at = now() + interval '1 day' WHERE name = 'a'`);
    });
    const names = async (query: string): Promise<string[]> => {
      const { body } = await viewer().get(`/api/v1/sites?${query}`).expect(200);
      return (body.data as Site[]).map(({ name }) => name);
    };

    it.each([
      ['', ['a', 'b 50%', 'C']],
      ['sort_by=name&sort_order=desc', ['C', 'b 50%', 'a']],
      ['sort_by=createdAt', ['C', 'b 50%', 'a']],
      ['sort_by=updatedAt', ['b 50%', 'C', 'a']],
      ['sort_by=addressCount', ['C', 'b 50%', 'a']],
      ['sort_by=addressCount&sort_order=desc', ['a', 'b 50%', 'C']],
      ['sort_by=enabled', ['b 50%', 'a', 'C']],
      ['sort_by=enabled&sort_order=desc', ['a', 'C', 'b 50%']],
      ['search=50%25', ['b 50%']],
      ['search=%25', ['b 50%']],
      ['search=_', ['a']],
      ['search=10.0.1.', ['a']],
      ['search=%5C', []],
    ])('sorts and searches on the server: %s', async (query, expected) => {
      expect(await names(query)).toEqual(expected);
    });

    it('pages and says the total, also past the end', async () => {
      const page = async (number: number) => (await viewer().get(`/api/v1/sites?page_size=2&page=${number}`)).body;
      expect((await page(2)).data).toHaveLength(1);
      expect((await page(2)).pagination).toEqual({ page: 2, pageSize: 2, total: 3, pages: 2 });
      expect(await page(9)).toEqual({ data: [], pagination: { page: 9, pageSize: 2, total: 3, pages: 2 } });
    });

    it('leaves the target text out', async () => {
      const { body } = await viewer().get('/api/v1/sites').expect(200);
      expect(body.data[0]).not.toHaveProperty('targets');
    });
  });

  describe('check-targets', () => {
    const check = async (body: object) =>
      (await viewer().post('/api/v1/sites/check-targets').send(body).expect(200)).body;

    it('counts addresses, and what the exclusions in force leave of them', async () => {
      const site = await create({ name: 'Office', targets: '10.0.0.0/24' });
      await exclude({ scope: 'global', targets: '10.0.0.0/30\n192.0.2.1' });
      await exclude({ scope: 'site', siteId: site.id, targets: '10.0.0.2-9' });
      const counts = { valid: true, addressCount: '256', nameCount: 0, issues: [] };
      const targets = '10.0.0.0/24 10.0.0.77';
      expect(await check({ targets })).toMatchObject({ ...counts, scannableCount: '252', excludedCount: '4' });
      expect(await check({ targets, siteId: site.id })).toMatchObject({
        ...counts,
        scannableCount: '246',
        excludedCount: '10',
      });
    });

    it('answers 200 with every bad token, and counts the good ones', async () => {
      expect(await check({ targets: '10.0.0.1\n10.0.0.\n;id' })).toMatchObject({
        valid: false,
        addressCount: '1',
        issues: [
          { path: 'targets', line: 2, column: 1, token: '10.0.0.' },
          { path: 'targets', line: 3, column: 1, token: ';id' },
        ],
      });
    });

    it('takes no host names where a text narrows something, says where they are, and nothing of scans', async () => {
      const targets = '10.0.0.1\nlab-1.invalid 127.0.0.1';
      expect(await check({ targets, purpose: 'filter' })).toMatchObject({
        valid: false,
        addressCount: '2',
        issues: [
          {
            path: 'targets',
            line: 2,
            column: 1,
            token: 'lab-1.invalid',
            message: '"lab-1.invalid" is a host name; give its addresses',
          },
        ],
        notes: [],
      });
      expect(await check({ targets, purpose: 'scan' })).toMatchObject({ valid: true, nameCount: 1, issues: [] });
    });

    it('takes loopback, and says who will scan it', async () => {
      expect(await check({ targets: '127.0.0.1' })).toMatchObject({
        valid: true,
        notes: ['127.0.0.1 is loopback: only engines whose owner allows it will scan it.'],
      });
    });

    it('is not valid for an empty text', async () => {
      expect(await check({ targets: '' })).toMatchObject({ valid: false, addressCount: '0' });
    });

    it('counts IPv6 exactly', async () => {
      const scannableCount = (2n ** 96n).toString();
      expect(await check({ targets: '2001:db8::/32' })).toMatchObject({ scannableCount });
    });

    it('refuses an unknown site or zone', async () => {
      const ask = (body: object) =>
        viewer()
          .post('/api/v1/sites/check-targets')
          .send({ targets: '10.0.0.1', ...body });
      await ask({ siteId: noOne }).expect(404);
      expect((await ask({ zoneId: noOne }).expect(422)).body.issues).toEqual([
        expect.objectContaining({ path: 'zoneId' }),
      ]);
    });
  });

  describe('why', () => {
    it('answers by which line an address is in, and by which exclusion it is out', async () => {
      const site = await create({ name: 'Office', targets: '# all\n10.0.0.0/24\n10.0.0.7' });
      await exclude({ scope: 'global', targets: '10.0.0.7', reason: 'pump' });
      const why = async (address: string) =>
        (await viewer().get(`/api/v1/sites/${site.id}/why?address=${address}`).expect(200)).body;
      expect(await why('10.0.0.8')).toMatchObject({ included: true, targets: [{ token: '10.0.0.0/24', line: 2 }] });
      expect(await why('10.0.0.7')).toMatchObject({
        included: false,
        targets: [
          { token: '10.0.0.0/24', line: 2 },
          { token: '10.0.0.7', line: 3 },
        ],
        exclusions: [{ target: '10.0.0.7', scope: 'global', reason: 'pump' }],
      });
      expect(await why('10.9.9.9')).toMatchObject({ included: false, targets: [], exclusions: [] });
    });

    it('takes host names for what they led to last, among targets and exclusions', async () => {
      const site = await create({ name: 'Office', targets: '10.0.0.0/24\nprinter.invalid\nunknown.invalid' });
      await exclude({ scope: 'site', siteId: site.id, targets: 'pump.invalid', reason: 'fragile' });
      await console.database.query(
        `INSERT INTO scope_name (name, address_set, asked_at)
         VALUES ('printer.invalid', '192.0.2.7', now()), ('pump.invalid', '10.0.0.9', now())`,
      );
      const why = async (address: string) =>
        (await viewer().get(`/api/v1/sites/${site.id}/why?address=${address}`).expect(200)).body;
      expect(await why('192.0.2.7')).toMatchObject({
        included: true,
        targets: [{ token: 'printer.invalid', line: 2 }],
        explanation: expect.stringContaining('printer.invalid in line 2 (as that name was resolved last)'),
      });
      expect(await why('10.0.0.9')).toMatchObject({
        included: false,
        exclusions: [{ target: 'pump.invalid', reason: 'fragile' }],
        explanation: expect.stringContaining('pump.invalid (as that name was resolved last) (fragile) keeps it out'),
      });
      expect(await why('192.0.2.8')).toMatchObject({ included: false, targets: [] });
      await console.database.query('DELETE FROM scope_name');
    });

    it('refuses what is no address', async () => {
      const site = await create({ name: 'Office', targets: '10.0.0.0/24' });
      const answer = await viewer().get(`/api/v1/sites/${site.id}/why?address=printer`).expect(422);
      expect(answer.body).toMatchObject({ code: 'invalid_address', issues: [{ path: 'address', token: 'printer' }] });
    });
  });

  it('lets viewers look and only operators change', async () => {
    const site = { name: 'x', targets: '10.0.0.1' };
    expect((await viewer().post('/api/v1/sites').send(site)).status).toBe(403);
    expect((await console.request.get('/api/v1/sites')).status).toBe(401);
  });
});
