import { describe, expect, it } from '@jest/globals';
import { mailListProblem, readMailList, writeMailList } from './mail-list.js';

describe('readMailList', () => {
  it('takes addresses by lines, commas and semicolons, each once', () => {
    expect(readMailList(' ops@example.org,\n\nnoc@example.org; ops@example.org\r\n')).toEqual([
      'ops@example.org',
      'noc@example.org',
    ]);
  });

  it('reads what was written', () => {
    const addresses = ['a@example.org', 'b@example.org'];
    expect(readMailList(writeMailList(addresses))).toEqual(addresses);
  });
});

describe('mailListProblem', () => {
  it('accepts nobody and good addresses', () => {
    expect([mailListProblem(''), mailListProblem('ops@example.org')]).toEqual([undefined, undefined]);
  });

  it('names the first address that is none, with one that is', () => {
    expect(mailListProblem('ops@example.org\nnobody\n@x')?.message).toBe(
      '"nobody" is no mail address; write one such as ops@example.org',
    );
  });

  it('refuses more than 50', () => {
    const text = Array.from({ length: 51 }, (_, index) => `n${index}@example.org`).join('\n');
    expect(mailListProblem(text)?.message).toBe('must have at most 50 addresses');
  });
});
