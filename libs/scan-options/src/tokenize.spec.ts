import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { quote, tokenize } from './tokenize.js';

function wordsOf(text: string): string[] {
  return tokenize(text).tokens.map((token) => token.text);
}

describe('tokenize', () => {
  it.each([
    ['-sS -p 80', ['-sS', '-p', '80']],
    ['  -sS\n\t-p\r\n80  ', ['-sS', '-p', '80']],
    [`'a b' "c d" e\\ f`, ['a b', 'c d', 'e f']],
    [`a'b'"c"d`, ['abcd']],
    [String.raw`"a\"b\\c\d"`, [String.raw`a"b\c\d`]],
    [String.raw`'a\b'`, [String.raw`a\b`]],
    [`'' ""`, ['', '']],
    ['$HOME * ~ `x` # y', ['$HOME', '*', '~', '`x`', '#', 'y']],
    ['', []],
  ])('splits %j', (text, words) => {
    expect(tokenize(text).problems).toEqual([]);
    expect(wordsOf(text)).toEqual(words);
  });

  it('says at which column each word begins', () => {
    expect(tokenize('-sS  "-p"\n80').tokens.map(({ column }) => column)).toEqual([1, 6, 11]);
  });

  it.each([
    [`-sS 'x`, 5],
    ['-sS "x', 5],
    [`-sS ab"x`, 7],
    ['-sS \\', 5],
  ])('points at what is not closed in %j', (text, column) => {
    const { problems } = tokenize(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ code: 'unclosed_quote', column });
  });

  it('shows characters that cannot be seen by their code', () => {
    const { tokens, problems } = tokenize('-s\u0000S ok');
    expect(tokens.map(({ text }) => text)).toEqual(['ok']);
    expect(problems[0]).toMatchObject({ option: '-sU+0000S', code: 'bad_character', column: 1 });
  });

  it('reads back every word it quotes', () => {
    const printable = fc.stringMatching(/^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u02ff]*$/u);
    fc.assert(
      fc.property(fc.array(printable), (words) => {
        expect(wordsOf(words.map(quote).join(' '))).toEqual(words);
      }),
    );
  });
});
