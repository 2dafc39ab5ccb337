import { DeliveryState, type AlertDelivery } from '@scanfleet/contracts';
import type { AlertTone } from './alert-words.js';

interface DeliveryWords {
  readonly word: string;
  readonly tone: AlertTone;
}

const TONES: Readonly<Record<DeliveryState, AlertTone>> = {
  waiting: 'plain',
  delivered: 'good',
  dead: 'bad',
  dropped: 'quiet',
};

/** States in the order in which they are offered. */
export const deliveryStates = Object.values(DeliveryState);

/** Word and tone of a delivery. One that failed before and is to be tried again says so. */
export function deliveryWords(state: string, attempts: number): DeliveryWords {
  const known = deliveryStateOf(state);
  if (known === undefined) return { word: state, tone: 'plain' };
  return known === 'waiting' && attempts > 0
    ? { word: 'trying again', tone: 'warn' }
    : { word: known, tone: TONES[known] };
}

/** What trying a delivery again is called; undefined where there is nothing to try, or where that is done anyway. */
export function retryWord({
  state,
  attempts,
}: Pick<AlertDelivery, 'state' | 'attempts'>): 'Replay' | 'Try now' | undefined {
  if (state === DeliveryState.Dead) return 'Replay';
  return state === DeliveryState.Waiting && attempts > 0 ? 'Try now' : undefined;
}

/** Reads a state from a control or an answer; undefined for any other word. */
export function deliveryStateOf(word: string): DeliveryState | undefined {
  return deliveryStates.find((state) => state === word);
}
