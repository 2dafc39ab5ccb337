/** Slots of a table, far more than names: a power of two. */
const SIZE = 1024;

/** A hash of a name as it is read, character by character, from 0 on. */
export function hashOn(hash: number, code: number): number {
  return (Math.imul(hash, 31) + code) | 0;
}

/** Finds names in a text without cutting them out of it. A name's number is its place in the list. */
export class KnownNames {
  private readonly slots: { readonly bytes: Uint8Array; readonly number: number }[] = [];

  constructor(names: readonly string[]) {
    for (const [number, name] of names.entries()) {
      let slot = hashOf(name) & (SIZE - 1);
      while (this.slots[slot] !== undefined) slot = (slot + 1) & (SIZE - 1);
      this.slots[slot] = { bytes: Buffer.from(name), number };
    }
  }

  /** The number of the name from `begin` to `end`, whose characters have this hash; -1 where it is not known. */
  find(text: Uint8Array, begin: number, end: number, hash: number): number {
    for (let slot = hash & (SIZE - 1); ; slot = (slot + 1) & (SIZE - 1)) {
      const entry = this.slots[slot];
      if (entry === undefined) return -1;
      if (entry.bytes.length === end - begin && stands(entry.bytes, text, begin)) return entry.number;
    }
  }
}

/** Whether a name stands at a place of a text that is long enough. */
function stands(name: Uint8Array, text: Uint8Array, begin: number): boolean {
  for (let i = 0; i < name.length; i += 1) if (name[i] !== text[begin + i]) return false;
  return true;
}

function hashOf(name: string): number {
  let hash = 0;
  for (let i = 0; i < name.length; i += 1) hash = hashOn(hash, name.charCodeAt(i));
  return hash;
}
