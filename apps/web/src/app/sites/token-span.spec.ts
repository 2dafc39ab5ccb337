import { describe, expect, it } from '@jest/globals';
import { tokenSpan } from './token-span.js';

const text = '10.0.0.1 bad\n\n  worse # note\nlast';
const marked = (issue: Parameters<typeof tokenSpan>[1]): string => {
  const { start, end } = tokenSpan(text, issue);
  return text.slice(start, end);
};

describe('tokenSpan', () => {
  it('finds a token by line and column', () => {
    expect(marked({ line: 1, column: 10, token: 'bad' })).toBe('bad');
    expect(marked({ line: 3, column: 3, token: 'worse' })).toBe('worse');
    expect(marked({ line: 4, column: 1, token: 'last' })).toBe('last');
  });

  it('marks the rest of the line when no token is named', () => {
    expect(marked({ line: 3, column: 3 })).toBe('worse # note');
  });

  it('stays inside a text that has become shorter since', () => {
    expect(marked({ line: 99, column: 1, token: 'gone' })).toBe('last');
    expect(marked({ line: 1, column: 500, token: 'x' }).length).toBeLessThanOrEqual(1);
  });
});
