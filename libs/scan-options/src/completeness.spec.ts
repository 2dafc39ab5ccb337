import { describe, expect, it } from '@jest/globals';
import { readMasscanWord } from './masscan-words.js';
import { readNmapWord } from './nmap-words.js';
import { describeOption, findRule, optionCatalog, optionWords } from './option-table.js';
import { OptionClass, Scanner } from './option-types.js';
import { builtInNames, documentedWords } from './test-data/option-words.js';

const singleDashLong = new Set(['oA', 'oN', 'oM', 'oG', 'oS', 'oH', 'oX', 'iL', 'iR', 'sI']);

describe('the option table', () => {
  it.each(documentedWords.nmap)('classifies %s of the nmap manual', (word) => {
    for (const reading of readNmapWord(word)) expect(reading.kind).toBe('option');
  });

  it.each(documentedWords.masscan)('classifies %s of the masscan manual', (word) => {
    const [reading] = readMasscanWord(word);
    expect(reading?.rule).toBeDefined();
  });

  it.each(builtInNames.nmap)('classifies %s of the table inside nmap', (name) => {
    if (['ff', 'rH', 'vv'].includes(name) || singleDashLong.has(name)) {
      for (const reading of readNmapWord(`-${name}`)) expect(reading.kind).toBe('option');
    } else {
      expect(findRule(Scanner.Nmap, `--${name}`)).toBeDefined();
    }
  });

  it.each(builtInNames.masscan)('classifies %s of the table inside masscan', (name) => {
    expect(findRule(Scanner.Masscan, `--${name}`)).toBeDefined();
  });

  it.each([...'46AbDdeFfghIiMmnOopPqRrSTVv'])('classifies the letter -%s of nmap', (letter) => {
    expect(findRule(Scanner.Nmap, `-${letter}`)).toBeDefined();
  });

  it.each(Object.values(Scanner))(
    'gives a reason for everything that is not allowed in %s, and none otherwise',
    (scanner) => {
      for (const option of optionCatalog(scanner)) {
        expect(option.summary).toMatch(/^[A-Z].*\.$/u);
        expect(option.reason === '').toBe(option.classification === OptionClass.Allowed);
        expect(option.reason.endsWith('.')).toBe(false);
      }
    },
  );

  it('describes an option by any spelling, and unknown ones as unknown', () => {
    expect(describeOption(Scanner.Nmap, '-sP')).toMatchObject({ name: '-sn', classification: 'allowed' });
    expect(describeOption(Scanner.Nmap, '--nonsense')).toMatchObject({ name: '--nonsense', classification: 'unknown' });
    expect(optionWords(Scanner.Nmap)).toContain('-sP');
  });

  it('never lets an owner allow files by path', () => {
    for (const scanner of Object.values(Scanner)) {
      for (const { reason, ownerMayAllow } of optionCatalog(scanner)) {
        if (/file|path|folder/u.test(reason)) expect(ownerMayAllow).toBe(false);
      }
    }
  });
});
