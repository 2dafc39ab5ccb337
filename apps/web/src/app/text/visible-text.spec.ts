import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { visibleParts, visibleText } from './visible-text.js';

describe('visibleText', () => {
  it('leaves ordinary text of any script as it is', () => {
    for (const text of ['nginx 1.26', 'Grüße, мир, 世界', 'a\u0301 e\u0301', '👩‍💻'.replace('\u200d', '')])
      expect(visibleText(text)).toBe(text);
  });

  it.each([
    ['\u001b[31m', '␛[31m'],
    ['a\u0000b', 'a␀b'],
    ['\u007f', '␡'],
    ['\u009b1m', '‹U+009B›1m'],
    ['invoice\u202efdp', 'invoice‹U+202E›fdp'],
    ['zero\u200bwidth', 'zero‹U+200B›width'],
    ['\u2028', '‹U+2028›'],
    ['\ud800', '‹U+D800›'],
    ['\u{e0041}', '‹U+E0041›'],
    ['\u3164', '‹U+3164›'],
  ])('shows %j as %j', (text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  it('shows line ends too, unless the place keeps lines', () => {
    expect(visibleText('a\r\nb')).toBe('a␍␊b');
    expect(
      visibleParts('a\r\nb\tc', 'keep-lines')
        .map((part) => part.text)
        .join(''),
    ).toBe('a\nb\tc');
    expect(
      visibleParts('a\rb', 'keep-lines')
        .map((part) => part.text)
        .join(''),
    ).toBe('a␍b');
  });

  it('says which character a stand-in is for', () => {
    expect(visibleParts('x\u202ey')).toEqual([{ text: 'x' }, { text: '‹U+202E›', hidden: 'U+202E' }, { text: 'y' }]);
  });

  it('lets no control or format character through, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visibleText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
