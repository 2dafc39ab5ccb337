import type { Exclusion } from '@scanfleet/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aConsole, type TestConsole } from '../../test/harness.js';
import { DEFAULT_ZONE_ID } from '../zones/default-zone.js';

const noOne = '00000000-0000-4000-8000-0000000000ff';

describe('/api/v1/exclusions', () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await aConsole();
  });
  afterAll(() => console.close());
  beforeEach(async () => {
    await console.empty('exclusion', 'site');
  });

  const operator = () => console.asRole('operator');
  const add = async (wish: object): Promise<Exclusion[]> =>
    (await operator().post('/api/v1/exclusions').send(wish).expect(201)).body.data as Exclusion[];
  const aSite = async (name: string): Promise<string> =>
    (await operator().post('/api/v1/sites').send({ name, targets: '10.0.0.0/24' }).expect(201)).body.id as string;
  const targets = async (query: string): Promise<string[]> => {
    const { body } = await console.asRole('viewer').get(`/api/v1/exclusions?${query}`).expect(200);
    return (body.data as Exclusion[]).map(({ target }) => target);
  };

  it('adds one for each target of the text, in its order, by the name of who asks', async () => {
    const added = await add({
      scope: 'zone',
      zoneId: DEFAULT_ZONE_ID,
      targets: '10.0.0.5/32, 2001:db8::/64 # lab\n10.0.0.9-20\nPump.invalid',
      reason: ' fragile ',
    });
    expect(added.map(({ target }) => target)).toEqual(['10.0.0.5/32', '2001:db8::/64', '10.0.0.9-20', 'Pump.invalid']);
    expect(added[0]).toMatchObject({
      scope: 'zone',
      zone: { id: DEFAULT_ZONE_ID, name: 'default' },
      site: null,
      reason: 'fragile',
      author: 'test operator',
      enabled: true,
      active: true,
      expiresAt: null,
    });
  });

  it('adds none when one token is bad', async () => {
    const wish = { scope: 'global', targets: '10.0.0.1\n10.0.0.256\nx,`id`' };
    const { body } = await operator().post('/api/v1/exclusions').send(wish).expect(422);
    expect(body.issues).toEqual([
      expect.objectContaining({ path: 'targets', line: 2, column: 1, token: '10.0.0.256' }),
      expect.objectContaining({ path: 'targets', line: 3, column: 3, token: '`id`' }),
    ]);
    expect(await targets('')).toEqual([]);
  });

  it('is inactive once it is disabled or expired, and can be changed and deleted', async () => {
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const [exclusion] = await add({ scope: 'global', targets: '10.0.0.1', expiresAt });
    const path = `/api/v1/exclusions/${exclusion?.id}`;
    expect(exclusion).toMatchObject({ active: true, expiresAt });
    const disabled = await operator().patch(path).send({ enabled: false, expiresAt: null }).expect(200);
    expect(disabled.body).toMatchObject({ enabled: false, active: false, expiresAt: null, reason: '' });
    const past = await operator().patch(path).send({ expiresAt: '2020-01-01T00:00:00Z' }).expect(422);
    expect(past.body.issues).toEqual([expect.objectContaining({ path: 'expiresAt' })]);
    await operator().patch(path).send({ enabled: true, reason: 'back' }).expect(200);
    await console.database.query(`UPDATE exclusion SET expires_at = now() - interval '1 second'`);
    const { body } = await operator().get('/api/v1/exclusions').expect(200);
    expect(body.data).toEqual([expect.objectContaining({ enabled: true, active: false, reason: 'back' })]);
    await operator().delete(path).expect(204);
    await operator().delete(path).expect(404);
    await operator().patch(`/api/v1/exclusions/${noOne}`).send({}).expect(404);
  });

  it('sorts, filters and searches on the server', async () => {
    const soon = new Date(Date.now() + 60_000).toISOString();
    const later = new Date(Date.now() + 120_000).toISOString();
    const siteId = await aSite('office 7');
    await add({ scope: 'site', siteId, targets: 'b.invalid', expiresAt: later });
    await add({ scope: 'global', targets: 'c.invalid', reason: '100% sure' });
    await add({ scope: 'zone', zoneId: DEFAULT_ZONE_ID, targets: 'A.invalid', expiresAt: soon });
    expect(await targets('')).toEqual(['A.invalid', 'c.invalid', 'b.invalid']);
    expect(await targets('sort_by=createdAt&sort_order=asc')).toEqual(['b.invalid', 'c.invalid', 'A.invalid']);
    expect(await targets('sort_by=target&sort_order=asc')).toEqual(['A.invalid', 'b.invalid', 'c.invalid']);
    expect(await targets('sort_by=scope&sort_order=asc')).toEqual(['c.invalid', 'b.invalid', 'A.invalid']);
    expect(await targets('sort_by=expiresAt&sort_order=asc')).toEqual(['A.invalid', 'b.invalid', 'c.invalid']);
    expect(await targets('sort_by=expiresAt&sort_order=desc')).toEqual(['b.invalid', 'A.invalid', 'c.invalid']);
    expect(await targets('scope=zone')).toEqual(['A.invalid']);
    expect(await targets(`site_id=${siteId}`)).toEqual(['b.invalid']);
    expect(await targets('search=0%25')).toEqual(['c.invalid']);
    expect(await targets('search=OFFICE')).toEqual(['b.invalid']);
  });

  it('keeps a stable order of what was added together, page by page', async () => {
    const wanted = Array.from({ length: 25 }, (_, at) => `10.0.0.${at}`);
    await add({ scope: 'global', targets: wanted.join(' ') });
    const pages = await Promise.all(
      [1, 2, 3].map((page) => operator().get(`/api/v1/exclusions?sort_by=scope&page_size=10&page=${page}`)),
    );
    const found = pages.flatMap(({ body }) => body.data as Exclusion[]);
    expect(new Set(found.map(({ target }) => target))).toEqual(new Set(wanted));
    // Equal in the sort column, so the id decides: never the order in which Postgres happens to find them.
    expect(found.map(({ id }) => id)).toEqual(found.map(({ id }) => id).sort());
  });

  it('lets viewers look and only operators change', async () => {
    const viewer = console.asRole('viewer');
    const wish = { scope: 'global', targets: '10.0.0.1' };
    expect((await viewer.post('/api/v1/exclusions').send(wish)).status).toBe(403);
    expect((await viewer.get('/api/v1/exclusions')).status).toBe(200);
  });
});
