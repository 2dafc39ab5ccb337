import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aConsole, type TestConsole } from '../../test/harness.js';
import { DEFAULT_ZONE_ID } from './default-zone.js';

describe('GET /api/v1/zones', () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await aConsole();
  });
  afterAll(() => console.close());

  it('lists the default zone, which is there from the start', async () => {
    const answer = await console.asRole('viewer').get('/api/v1/zones').expect(200);
    expect(answer.body).toEqual({
      data: [expect.objectContaining({ id: DEFAULT_ZONE_ID, name: 'default' })],
    });
  });
});
