import { describe, expect, it } from '@jest/globals';
import { codeOf, explainStart, StartProblem } from './start-problem.js';

const at = { host: '127.0.0.1', port: 8080 };
const coded = (code: string): Error => Object.assign(new Error('inner words'), { code });

describe('a failed start', () => {
  it.each([
    ['EADDRINUSE', 'Port 8080 on 127.0.0.1 is in use'],
    ['EADDRNOTAVAIL', 'has no address "127.0.0.1"'],
    ['EACCES', 'not permitted'],
    ['ENOSPC', 'The disk is full'],
    ['53100', 'The disk is full'],
    ['EROFS', 'read-only'],
  ])('is explained for %s', (code, words) => {
    const problems = explainStart(coded(code), at);
    expect(problems).toEqual([expect.stringContaining(words)]);
    expect(problems?.join()).not.toContain('inner words');
  });

  it('keeps its own sentences', () => {
    expect(explainStart(new StartProblem(['One.', 'Two.']), at)).toEqual(['One.', 'Two.']);
  });

  it('is a defect when nobody knows it', () => {
    expect(explainStart(new TypeError('x is not a function'), at)).toBeUndefined();
  });

  it('is found below what wraps it', () => {
    expect(codeOf(new Error('outer', { cause: coded('ENOSPC') }))).toBe('ENOSPC');
    expect(codeOf(new AggregateError([coded('ECONNREFUSED')]))).toBe('ECONNREFUSED');
    expect(codeOf('text')).toBeUndefined();
  });
});
