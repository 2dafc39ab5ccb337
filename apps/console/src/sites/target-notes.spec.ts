import { AddressSet, parseTargetList } from '@scanfleet/targets';
import { describe, expect, it } from '@jest/globals';
import { specialNotes, targetNotes } from './target-notes.js';

describe('specialNotes', () => {
  it.each([
    ['127.0.0.0/8', ['127.0.0.0/8 is loopback: only engines whose owner allows it will scan it.']],
    ['127.0.0.1', ['127.0.0.1 is loopback: only engines whose owner allows it will scan it.']],
    ['::1', ['::1 is loopback: only engines whose owner allows it will scan it.']],
    [
      '169.254.169.254',
      ['169.254.169.254 is a cloud metadata service: only engines whose owner allows it will scan it.'],
    ],
    ['10.0.0.0/8', []],
  ])('of %s', (text, notes) => {
    expect(specialNotes(AddressSet.parse(text))).toEqual(notes);
  });

  it('names two blocks at most', () => {
    const [note] = specialNotes(AddressSet.parse('127.0.0.1,127.0.0.3,127.0.0.5'));
    expect(note).toMatch(/^127\.0\.0\.1, 127\.0\.0\.3 and more are loopback/);
  });
});

describe('targetNotes', () => {
  it('says what was read differently, and which host names wait to be resolved', () => {
    const { targets } = parseTargetList('10.0.0.5/24\nprinter.invalid scanner.invalid');
    const exclusion = { id: 'x', target: 'a.invalid', scope: 'global' as const, reason: '', name: 'a.invalid' };
    const notes = targetNotes(targets, AddressSet.empty, [exclusion]);
    expect(notes).toEqual([
      expect.stringMatching(/^Line 1, column 1: .*10\.0\.0\.0/),
      '2 host names are resolved when a scan is planned; the counts leave them out.',
      'The exclusions hold host names: 1 host name is resolved and left out when a scan is planned.',
    ]);
  });
});
