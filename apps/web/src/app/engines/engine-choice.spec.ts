import { describe, expect, it } from '@jest/globals';
import type { Engine } from '@scanfleet/contracts';
import { engineChoice } from './engine-choice.js';

const engine = {
  id: '1',
  name: 'fra\u202E-1',
  online: true,
  enabled: true,
  approved: true,
  draining: false,
  busySlots: 0,
};
const choice = (differs: Partial<Engine>) => engineChoice({ ...engine, ...differs } as Engine);

describe('engineChoice', () => {
  it('names the engine with its state, and shows what hides in the name', () => {
    expect(choice({})).toEqual({ id: '1', disabled: false, label: 'fra‹U+202E›-1 (online)' });
  });

  it('can\u2019t be taken while the engine may not work', () => {
    expect([choice({ enabled: false }).disabled, choice({ approved: false }).disabled]).toEqual([true, true]);
    expect(choice({ online: false }).disabled).toBe(false);
  });
});
