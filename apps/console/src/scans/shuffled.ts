import { createHash } from 'node:crypto';

/** The items in an order that looks random and is the same for the same seed: by the SHA-256 of seed and place. */
export function shuffled<T>(items: readonly T[], seed: string): T[] {
  const keyed = items.map((item, place) => ({
    item,
    key: createHash('sha256').update(`${seed} ${place}`).digest('hex'),
  }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ item }) => item);
}
