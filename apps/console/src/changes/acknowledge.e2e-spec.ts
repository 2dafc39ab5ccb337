import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Change, Page } from '@scanfleet/contracts';
import { aConsole, DEFAULT_ZONE, type TestConsole } from '../../test/harness.js';
import { until } from '../../test/until.js';
import { Bus } from '../platform/realtime/bus.js';

const path = '/api/v1/changes/acknowledge';
const back = '/api/v1/changes/unacknowledge';

describe('changes that somebody knows', () => {
  let console: TestConsole;
  let ids: string[];
  const told: string[] = [];
  const bus = () => console.app.get(Bus, { strict: false });
  beforeAll(async () => {
    console = await aConsole();
    bus().subscribe('realtime', ({ type }) => void told.push(type));
  });
  afterAll(() => console.close());
  beforeEach(async () => {
    await console.empty('change', 'host');
    const [host] = await console.database.query<{ id: string }>(
      `INSERT INTO host (zone_id, address, status, status_since, first_seen_at) VALUES ($1, '10.0.0.1', 'up', now(), now())
       RETURNING id`,
      [DEFAULT_ZONE],
    );
    const rows = await console.database.query<{ id: string }>(
      `INSERT INTO change (host_id, kind, protocol, port, at)
       SELECT $1, 'port_opened', 'tcp', port, now() FROM generate_series(1, 3) AS port RETURNING id`,
      [host?.id],
    );
    ids = rows.map(({ id }) => id);
  });

  /** Waits for all that was told so far: what is told later arrives later. */
  const flush = async (): Promise<void> => {
    await bus().publish('realtime', { type: 'zones_changed' });
    await until(() => told.includes('zones_changed'));
    told.splice(told.indexOf('zones_changed'), 1);
  };
  const say = async (body: object, status = 200) =>
    (await console.asRole('operator').post(path).send(body).expect(status)).body;
  const takeBack = async (body: object) => (await console.asRole('operator').post(back).send(body).expect(200)).body;
  const list = async (query: object = {}): Promise<Change[]> => {
    const sorted = { sort_order: 'asc', ...query };
    const { body } = await console.asRole('viewer').get('/api/v1/changes').query(sorted).expect(200);
    return (body as Page<Change>).data;
  };

  it('are shown with who said so, when, and why, in lists and in the timeline of the host, and can be left out', async () => {
    expect(await say({ changeIds: ids.slice(0, 2), note: '  a planned move ' })).toEqual({ acknowledged: 2 });
    const [first, second, third] = await list();
    expect(first?.acknowledged).toEqual({ at: expect.any(String), by: 'test operator', note: 'a planned move' });
    expect(Math.abs(Date.parse(first?.acknowledged?.at ?? '') - Date.now())).toBeLessThan(600_000);
    expect(second?.acknowledged).toEqual(first?.acknowledged);
    expect(third?.acknowledged).toBeNull();
    expect((await list({ acknowledged: 'true' })).map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect((await list({ acknowledged: 'false' })).map(({ id }) => id)).toEqual(ids.slice(2));
    const { body } = await console
      .asRole('viewer')
      .get(`/api/v1/hosts/${first?.hostId}/changes?sort_order=asc`)
      .expect(200);
    expect((body as Page<Change>).data).toEqual(await list());
  });

  it('stay as the first one said, however often it is said, and by how many at once', async () => {
    await say({ changeIds: ids.slice(0, 1), note: 'first' });
    const [before] = await list();
    const answers = await Promise.all([1, 2, 3].map(() => say({ changeIds: ids, note: 'later' })));
    expect(answers).toEqual([1, 2, 3].map(() => ({ acknowledged: 3 })));
    expect((await list()).map(({ acknowledged }) => acknowledged?.note)).toEqual(['first', 'later', 'later']);
    expect((await list())[0]).toEqual(before);
  });

  it('are counted; ids of none are not, whether there could be such a one or not', async () => {
    const changeIds = [...ids, ...ids, '987654321', '9999999999999999999'];
    expect(await say({ changeIds })).toEqual({ acknowledged: 3 });
    expect(await say({ changeIds: ['987654321'] })).toEqual({ acknowledged: 0 });
    expect((await list())[0]?.acknowledged?.note).toBe('');
  });

  it('are taken back, with all that was said, and can be known again', async () => {
    await say({ changeIds: ids.slice(0, 2), note: 'by mistake' });
    await flush();
    told.length = 0;
    expect(await takeBack({ changeIds: [...ids.slice(1), '987654321', '9999999999999999999'] })).toEqual({
      unacknowledged: 1,
    });
    expect(await takeBack({ changeIds: ids.slice(1) })).toEqual({ unacknowledged: 0 });
    await flush();
    expect(told.filter((type) => type === 'changes_acknowledged')).toHaveLength(1);
    expect((await list()).map(({ acknowledged }) => acknowledged?.note)).toEqual(['by mistake', undefined, undefined]);
    await say({ changeIds: ids, note: 'on purpose' });
    expect((await list()).map(({ acknowledged }) => acknowledged?.note)).toEqual([
      'by mistake',
      'on purpose',
      'on purpose',
    ]);
  });

  it('are told to browsers, once they are written, and not again when nothing is new', async () => {
    await flush();
    told.length = 0;
    await say({ changeIds: ids });
    await say({ changeIds: ids });
    await flush();
    expect(told.filter((type) => type === 'changes_acknowledged')).toHaveLength(1);
  });

  it.each([
    ['no change', { changeIds: [] }, 'changeIds', 'name at least one change'],
    ['too many', { changeIds: Array.from({ length: 501 }, (_, id) => String(id)) }, 'changeIds', 'at most 500'],
    ['what is no id', { changeIds: ['1; DROP TABLE change'] }, 'changeIds.0', ''],
    ['a note of a book', { changeIds: ['1'], note: 'x'.repeat(1001) }, 'note', 'at most 1000 characters'],
    ['a note with NUL', { changeIds: ['1'], note: 'a\0b' }, 'note', ''],
    ['a field that there is not', { changeIds: ['1'], by: 'somebody else' }, '', 'by'],
  ])('are refused that name %s', async (_, body, field, words) => {
    const { issues } = await say(body, 400);
    expect(issues).toContainEqual(expect.objectContaining({ path: field, message: expect.stringContaining(words) }));
  });

  it('need an operator', async () => {
    await console.asRole('viewer').post(path).send({ changeIds: ids }).expect(403);
    await console.request.post(path).send({ changeIds: ids }).expect(401);
    expect(await list({ acknowledged: 'true' })).toEqual([]);
    await say({ changeIds: ids });
    await console.asRole('viewer').post(back).send({ changeIds: ids }).expect(403);
    await console.request.post(back).send({ changeIds: ids }).expect(401);
    expect(await list({ acknowledged: 'true' })).toHaveLength(3);
  });
});
