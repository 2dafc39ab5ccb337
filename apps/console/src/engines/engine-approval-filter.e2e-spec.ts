import type { Engine } from '@scanfleet/contracts';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { aConsole, type TestConsole } from '../../test/harness.js';

let console: TestConsole;
beforeAll(async () => {
  console = await aConsole();
});
afterAll(() => console.close());

it('lists engines that wait for approval apart from the others', async () => {
  await console.anEngine({ name: 'working' });
  const { engineId } = await console.anEngine({ name: 'waiting' });
  await console.database.query('UPDATE engine SET approved = false WHERE id = $1', [engineId]);
  const names = async (query: string): Promise<string[]> => {
    const { body } = await console.asRole('viewer').get(`/api/v1/engines${query}`).expect(200);
    return (body.data as Engine[]).map(({ name }) => name);
  };
  expect(await names('?approval=waiting')).toEqual(['waiting']);
  expect(await names('?approval=approved')).toEqual(['working']);
  expect(await names('')).toEqual(['waiting', 'working']);
});
