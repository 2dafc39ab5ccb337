import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HandMadeEngine } from '../../test/hand-made-engine.js';
import { aConsole, type TestConsole } from '../../test/harness.js';

describe('a long poll of a console with short leases', () => {
  let fleet: TestConsole;
  beforeAll(async () => {
    fleet = await aConsole({ settings: { leaseSeconds: 6 } });
  });
  afterAll(() => fleet.close());

  it('ends well before a lease that it brings would: an engine counts a lease from when it asked', async () => {
    const engine = await HandMadeEngine.at(fleet);
    const begun = Date.now();
    const answer = await engine.checkIn({ waitSeconds: 30 });
    expect(answer.leases).toEqual([]);
    expect(Date.now() - begun).toBeLessThan(5500);
  }, 60_000);
});
