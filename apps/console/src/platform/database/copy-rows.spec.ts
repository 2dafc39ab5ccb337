import { describe, expect, it } from '@jest/globals';
import { copyLine } from './copy-rows.js';

describe('a line for COPY', () => {
  it.each([
    [['a', 1, true, null, undefined], 'a\t1\ttrue\t\\N\t\\N\n'],
    [['', ''], '\t\n'],
    [['tab\there', 'line\nend', 'return\r', 'back\\slash'], 'tab\\there\tline\\nend\treturn\\r\tback\\\\slash\n'],
    [['\\N', '\\.'], '\\\\N\t\\\\.\n'],
    [[new Date('2026-03-01T12:00:00Z')], '2026-03-01T12:00:00.000Z\n'],
  ])('of %j', (values, line) => {
    expect(copyLine(values)).toBe(line);
  });
});
