import { describe, expect, it } from '@jest/globals';
import { AddressSet } from './address-set.js';
import { scannerTargetLines } from './scanner-target-lines.js';

describe('lines for the files of scanners', () => {
  it.each([
    ['', []],
    ['10.0.0.7', ['10.0.0.7']],
    ['10.0.0.1-10.0.0.4', ['10.0.0.1', '10.0.0.2/31', '10.0.0.4']],
    ['0.0.0.0/0', ['0.0.0.0/0']],
    ['2001:db8::/32', ['2001:db8::/32']],
    ['2001:db8::1-2001:db8::2', ['2001:db8::1', '2001:db8::2']],
    ['10.0.0.0/31,2001:db8::/127', ['10.0.0.0/31', '2001:db8::/127']],
    ['::ffff:10.0.0.1', ['10.0.0.1']],
  ])('say %j as %j', (text, lines) => {
    expect(scannerTargetLines(AddressSet.parse(text))).toEqual(lines);
  });
});
