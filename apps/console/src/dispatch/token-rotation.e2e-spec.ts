import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { BusTopics } from '../platform/realtime/bus.js';
import { Bus } from '../platform/realtime/bus.js';
import { HandMadeEngine } from '../../test/hand-made-engine.js';
import { aConsole, type TestConsole } from '../../test/harness.js';

describe('a token that is renewed without downtime', () => {
  let fleet: TestConsole;
  let engine: HandMadeEngine;
  const told: BusTopics['realtime'][] = [];
  beforeAll(async () => {
    fleet = await aConsole();
    fleet.app.get(Bus, { strict: false }).subscribe('realtime', (event) => void told.push(event));
  });
  afterAll(() => fleet.close());
  beforeEach(async () => {
    await fleet.empty('engine');
    engine = await HandMadeEngine.at(fleet);
  });

  const admin = () => fleet.asRole('admin');
  const url = (rest = '') => `/api/v1/engines/${engine.engineId}${rest}`;
  const renew = () => admin().post(url('/token/renew'));
  const rotating = async (): Promise<boolean> => (await admin().get(url()).expect(200)).body.tokenRotating as boolean;
  const fetched = async (by = engine): Promise<HandMadeEngine> => {
    const { body } = await by.fetchToken().expect(201);
    return by.with(body.token as string);
  };
  const changes = (): number => told.splice(0).filter(({ type }) => type === 'engine_changed').length;

  it('is fetched when the console asks, and the old one ends with the first use of the new one', async () => {
    await engine.checkIn();
    expect((await engine.checkIn()).rotateToken).toBe(false);
    expect((await renew().expect(200)).body).toMatchObject({ tokenRotating: true });
    expect((await engine.checkIn()).rotateToken).toBe(true);
    const renewed = await fetched();
    await engine.ask().expect(200);
    expect(await rotating()).toBe(true);
    changes();
    expect((await renewed.checkIn()).rotateToken).toBe(false);
    expect(await rotating()).toBe(false);
    expect(changes()).toBeGreaterThan(0);
    await engine.ask().expect(401);
    await renewed.ask().expect(200);
  });

  it('is asked for in a check-in that waits, at once', async () => {
    const waiting = engine.checkIn({ waitSeconds: 20 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const asked = Date.now();
    await renew().expect(200);
    expect((await waiting).rotateToken).toBe(true);
    expect(Date.now() - asked).toBeLessThan(5000);
  });

  it('is asked for in every answer, but an engine that was told waits for its work as ever', async () => {
    await renew().expect(200);
    expect((await engine.checkIn({ waitSeconds: 20 })).rotateToken).toBe(true);
    const asked = Date.now();
    expect((await engine.checkIn({ waitSeconds: 1 })).rotateToken).toBe(true);
    expect(Date.now() - asked).toBeGreaterThanOrEqual(900);
  });

  it('is issued again after a lost answer, and the one that was lost ends', async () => {
    await renew().expect(200);
    const lost = await fetched();
    const second = await fetched();
    await lost.ask().expect(401);
    await engine.ask().expect(200);
    await second.ask().expect(200);
    await engine.ask().expect(401);
  });

  it('leaves one way in when the old token asks while the new one is used', async () => {
    for (let round = 0; round < 5; round++) {
      await renew().expect(200);
      const renewed = await fetched();
      const [used, again] = await Promise.all([renewed.ask(), engine.fetchToken()]);
      const third = again.status === 201 ? engine.with(again.body.token as string) : undefined;
      // Either the new one was used first and the old one is out, or the old one asked first and the new one is out.
      expect([used.status, again.status]).toEqual(third ? [401, 201] : [200, 401]);
      engine = third ?? renewed;
      await engine.ask().expect(200);
      expect(await rotating()).toBe(false);
    }
  });

  it('is refused to an engine that was not asked', async () => {
    const { body } = await engine.fetchToken().expect(409);
    expect(body.code).toBe('token_rotation_not_asked');
    await renew().expect(200);
    const renewed = await fetched();
    expect((await renewed.fetchToken().expect(409)).body.code).toBe('token_rotation_not_asked');
    await renewed.ask().expect(200);
  });

  it('is not asked of an engine of protocol 1, whose admin is told the way by hand', async () => {
    engine = await HandMadeEngine.at(fleet, { protocol: 1 });
    await engine.checkIn();
    const { body } = await renew().expect(409);
    expect(body).toMatchObject({ code: 'engine_too_old', message: expect.stringContaining(`POST ${url('/token')}`) });
    await fleet.database.query('UPDATE engine SET rotate_token = true');
    expect((await engine.checkIn()).rotateToken).toBe(false);
  });

  it('is not asked for any more once an admin gives out or revokes tokens by hand', async () => {
    await renew().expect(200);
    const renewed = await fetched();
    changes();
    const { body } = await admin().post(url('/token')).expect(201);
    expect(changes()).toBeGreaterThan(0);
    expect(await rotating()).toBe(false);
    await renewed.ask().expect(401);
    await engine.ask().expect(401);
    const byHand = engine.with(body.token as string);
    await byHand.ask().expect(200);
    await renew().expect(200);
    changes();
    await admin().delete(url('/token')).expect(204);
    expect(changes()).toBeGreaterThan(0);
    expect(await rotating()).toBe(false);
    await byHand.ask().expect(401);
    expect((await renew().expect(409)).body.code).toBe('engine_has_no_token');
    expect(await rotating()).toBe(false);
  });

  it('ends a check-in that waits when it is revoked, and not when it is replaced', async () => {
    await renew().expect(200);
    await engine.checkIn();
    const renewed = await fetched();
    const byOld = engine.ask({ waitSeconds: 2 }).then(({ status }) => status);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await renewed.ask().expect(200);
    await admin().patch(url()).send({ maxShards: 3 }).expect(200);
    expect(await byOld).toBe(200);
    const byNew = renewed.ask({ waitSeconds: 20 }).then(({ status }) => status);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await admin().delete(url('/token')).expect(204);
    expect(await byNew).toBe(401);
  });
});
