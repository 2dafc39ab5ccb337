import type { Engine } from '@scanfleet/contracts';
import { visibleText } from '../text/visible-text.js';
import { engineState } from './engine-state.js';

/** An engine as an option of a `<select>`: one that may not work can't be chosen. */
export function engineChoice(engine: Engine): { id: string; disabled: boolean; label: string } {
  return {
    id: engine.id,
    disabled: !engine.enabled || !engine.approved,
    label: `${visibleText(engine.name)} (${engineState(engine).word})`,
  };
}
