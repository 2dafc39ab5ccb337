import { enginePoolsApi, enginesApi, zonesApi } from '@scanfleet/contracts';
import { found, on } from './answer.js';
import { engineNow, poolNow, zoneNow, type FakeZone } from './fake-fleet.js';
import type { FakeWorld } from './fake-world.js';
import { fakeId, minutesAgo } from './ids.js';
import { matches, pageOfList } from './pages.js';
import { Refusal } from './refusal.js';

/** Engines, join tokens, pools and zones. */
export const fleetAnswers = [
  on(enginesApi.list, (world, { query }) =>
    pageOfList(
      world.engines
        .map((engine) => engineNow(world, engine))
        .filter(
          (engine) =>
            matches([engine.name, engine.zone.name, engine.version], query.search) &&
            (query.approval === undefined || engine.approved === (query.approval === 'approved')),
        ),
      query,
    ),
  ),
  on(enginesApi.get, (world, { params }) => engineNow(world, found(world.engines, params.engineId, 'engine'))),
  on(enginesApi.shards, (world, { params }) => {
    const engine = found(world.engines, params.engineId, 'engine');
    return {
      data: world.engineWork.filter((work) => work.engineId === engine.id).map(({ shard }) => shard),
      waitingInZone: world.scans
        .filter((scan) => scan.zone.id === engine.zone.id)
        .reduce((sum, scan) => sum + scan.shards.filter((shard) => shard.state === 'queued').length, 0),
    };
  }),
  on(enginesApi.update, (world, { params, body: { poolIds, ...change } }) => {
    const engine = found(world.engines, params.engineId, 'engine');
    if (world.engines.some((each) => each !== engine && each.name === change.name)) throw nameTaken('engine');
    const strangers = (poolIds ?? []).filter(
      (id) => !world.pools.some((pool) => pool.id === id && pool.zone.id === engine.zone.id),
    );
    if (strangers.length > 0) throw outsideZone('poolIds', 'a pool');
    Object.assign(engine, change);
    if (poolIds)
      for (const pool of world.pools) {
        const others = pool.engineIds.filter((id) => id !== engine.id);
        pool.engineIds = poolIds.includes(pool.id) ? [...others, engine.id] : others;
      }
    return engineNow(world, engine);
  }),
  on(enginesApi.approve, (world, { params }) => {
    const engine = found(world.engines, params.engineId, 'engine');
    engine.approved = true;
    return engineNow(world, engine);
  }),
  on(enginesApi.renewToken, (world, { params }) => {
    const engine = found(world.engines, params.engineId, 'engine');
    engine.tokenRotating = true;
    return engineNow(world, engine);
  }),
  on(enginesApi.remove, (world, { params }) => {
    world.engines = world.engines.filter((engine) => engine.id !== params.engineId);
    return {};
  }),
  on(enginesApi.rotateToken, () => ({ token: 'sfe_newEngineTokenShownOnce', prefix: 'sfe_newE' })),
  on(enginesApi.revokeToken, (world, { params }) => {
    Object.assign(found(world.engines, params.engineId, 'engine'), { tokenPrefix: null, tokenRotating: false });
    return {};
  }),
  on(enginesApi.listJoinTokens, (world) => ({ data: world.joinTokens })),
  on(enginesApi.createJoinToken, (world, { body }) => {
    const { id, name } = zoneOf(world, body.zoneId);
    const token = {
      id: fakeId('token', 9),
      prefix: 'sfj_T9aa',
      zone: { id, name },
      createdAt: minutesAgo(0),
      expiresAt: minutesAgo(-body.expiresInMinutes),
      requireApproval: body.requireApproval,
      usedAt: null,
      usedBy: null,
    };
    world.joinTokens = [token, ...world.joinTokens];
    return { ...token, token: 'sfj_T9aaJoinTokenShownOnce' };
  }),
  on(enginesApi.deleteJoinToken, (world, { params }) => {
    world.joinTokens = world.joinTokens.filter((token) => token.id !== params.tokenId);
    return {};
  }),

  on(enginePoolsApi.list, (world, { query }) =>
    pageOfList(
      world.pools
        .filter(
          (pool) =>
            matches([pool.name, pool.description], query.search) &&
            (query.zone_id === undefined || pool.zone.id === query.zone_id),
        )
        .map((pool) => poolNow(world, pool)),
      query,
    ),
  ),
  on(enginePoolsApi.get, (world, { params }) => poolNow(world, found(world.pools, params.poolId, 'pool'))),
  on(enginePoolsApi.create, (world, { body }) => {
    if (world.pools.some((pool) => pool.name === body.name)) throw nameTaken('pool');
    const { id, name } = zoneOf(world, body.zoneId);
    refuseStrangers(world, id, body.engineIds);
    const pool = {
      id: fakeId('pool', world.pools.length + 1),
      name: body.name,
      description: body.description,
      zone: { id, name },
      engineIds: body.engineIds,
      createdAt: minutesAgo(0),
      updatedAt: minutesAgo(0),
    };
    world.pools = [...world.pools, pool];
    return poolNow(world, pool);
  }),
  on(enginePoolsApi.update, (world, { params, body }) => {
    const pool = found(world.pools, params.poolId, 'pool');
    if (world.pools.some((each) => each !== pool && each.name === body.name)) throw nameTaken('pool');
    refuseStrangers(world, pool.zone.id, body.engineIds ?? []);
    return poolNow(world, Object.assign(pool, body, { updatedAt: minutesAgo(0) }));
  }),
  on(enginePoolsApi.remove, (world, { params }) => {
    const scan = world.scans.find((each) => each.pool?.id === params.poolId && each.state === 'running');
    if (scan)
      throw new Refusal(409, { code: 'pool_in_use', message: 'A running scan needs this pool. Stop it first.' });
    world.pools = world.pools.filter((pool) => pool.id !== params.poolId);
    for (const site of world.sites) if (site.defaultPool?.id === params.poolId) site.defaultPool = null;
    return {};
  }),

  on(zonesApi.list, (world) => ({ data: world.zones.map((zone) => zoneNow(world, zone)) })),
  on(zonesApi.get, (world, { params }) => zoneNow(world, found(world.zones, params.zoneId, 'zone'))),
  on(zonesApi.create, (world, { body }) => {
    if (world.zones.some((zone) => zone.name === body.name)) throw nameTaken('zone');
    const zone = { ...body, id: fakeId('zone', world.zones.length + 1), createdAt: minutesAgo(0) };
    world.zones = [...world.zones, zone];
    return zoneNow(world, zone);
  }),
  on(zonesApi.update, (world, { params, body }) => {
    const zone = found(world.zones, params.zoneId, 'zone');
    if (world.zones.some((each) => each !== zone && each.name === body.name)) throw nameTaken('zone');
    return zoneNow(world, Object.assign(zone, body));
  }),
  on(zonesApi.remove, (world, { params }) => {
    const { siteCount, engineCount } = zoneNow(world, found(world.zones, params.zoneId, 'zone'));
    if (siteCount + engineCount > 0)
      throw new Refusal(409, {
        code: 'zone_in_use',
        message: `${siteCount} sites and ${engineCount} engines are in this zone. Delete or retire them first.`,
      });
    world.zones = world.zones.filter((zone) => zone.id !== params.zoneId);
    return {};
  }),
] as const;

/** The zone that a request names, or the one that each console begins with. */
export function zoneOf(world: FakeWorld, id: string | undefined): FakeZone {
  return found(world.zones, id ?? fakeId('zone', 1), 'zone');
}

function refuseStrangers(world: FakeWorld, zoneId: string, engineIds: readonly string[]): void {
  const isStranger = (id: string): boolean =>
    !world.engines.some((engine) => engine.id === id && engine.zone.id === zoneId);
  if (engineIds.some(isStranger)) throw outsideZone('engineIds', 'an engine');
}

function outsideZone(path: string, what: string): Refusal {
  return new Refusal(422, {
    code: 'invalid_input',
    message: 'A pool and its engines are of one zone.',
    issues: [{ path, message: `names ${what} of another zone` }],
  });
}

function nameTaken(what: string): Refusal {
  return new Refusal(409, {
    code: `${what}_name_taken`,
    message: `There is such ${what === 'engine' ? 'an' : 'a'} ${what} already.`,
    issues: [{ path: 'name', message: `is the name of another ${what}` }],
  });
}
