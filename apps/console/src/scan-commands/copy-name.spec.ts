import { displayName } from '@scanfleet/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { copyName } from './copy-name.js';

/** Names come from stored commands, so the contract took them once. */
const acceptableName = fc
  .string({ minLength: 1, maxLength: 120, unit: 'binary' })
  .filter((name) => displayName.safeParse(name).success);

describe('copyName', () => {
  it.each([
    ['SYN scan', [], 'SYN scan (copy)'],
    ['SYN scan', ['syn scan (copy)'], 'SYN scan (copy 2)'],
    ['SYN scan (copy)', ['syn scan (copy)'], 'SYN scan (copy 2)'],
    ['SYN scan (copy 2)', ['syn scan (copy)', 'syn scan (copy 2)'], 'SYN scan (copy 3)'],
  ])('names a copy of %j beside %j', (name, taken, copy) => {
    expect(copyName(name, new Set(taken))).toBe(copy);
  });

  it('always finds a free name that the contract takes', () => {
    fc.assert(
      fc.property(acceptableName, fc.nat(30), (name, copies) => {
        const taken = new Set<string>();
        for (let copy = 0; copy <= copies; copy++) {
          const made = copyName(name, taken);
          expect(taken.has(made.toLowerCase())).toBe(false);
          expect(displayName.safeParse(made).success).toBe(true);
          expect(made.isWellFormed()).toBe(true);
          taken.add(made.toLowerCase());
        }
      }),
    );
  });
});
