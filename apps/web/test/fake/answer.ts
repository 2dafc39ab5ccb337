import type { Endpoint, InputOf } from '@scanfleet/contracts';
import type * as z from 'zod';
import type { FakeWorld } from './fake-world.js';
import { notFound } from './refusal.js';

export type Answer = (world: FakeWorld, input: { params: never; query: never; body: never }) => unknown;

/** Pairs an endpoint with how the fake answers it, so that inputs and outputs can't differ from the contracts. */
export function on<E extends Endpoint>(
  target: E,
  answer: (world: FakeWorld, input: InputOf<E>) => z.input<E['response']>,
): readonly [string, Answer] {
  return [target.id, answer as unknown as Answer];
}

export function found<Item extends { readonly id: string }>(items: readonly Item[], id: string, what: string): Item {
  const item = items.find((each) => each.id === id);
  if (item === undefined) throw notFound(what);
  return item;
}
