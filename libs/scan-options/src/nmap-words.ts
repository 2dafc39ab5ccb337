import { findRule, optionWords } from './option-table.js';
import { Scanner } from './option-types.js';
import type { OptionRule } from './option-types.js';

/** One option as found in a word: its row, and the value that was attached to it. */
export type WordReading =
  | { kind: 'option'; written: string; rule: OptionRule; attached?: string }
  | { kind: 'refused'; written: string; rule?: OptionRule; why: string };

/** Every long name nmap's getopt knows, without dashes: all spellings of more than one letter after `--`, and these. */
const longOnly = ['oA', 'oN', 'oM', 'oG', 'oS', 'oH', 'oX', 'iL', 'iR', 'sI', 'rH', 'vv', 'ff'];
const longNames: readonly string[] = [
  ...optionWords(Scanner.Nmap)
    .filter((word) => word.startsWith('--'))
    .map((word) => word.slice(2)),
  ...longOnly,
];
const shortLetters = '46AbDdeFfghIiMmnOopPqRrSsTVv';
const withValue = 'bDegiMmopST';
const withOptionalRest = 'dOv';

function rowOf(word: string): OptionRule | undefined {
  return findRule(Scanner.Nmap, word);
}

function longRule(name: string): OptionRule | undefined {
  return name === 'ff' ? rowOf('-f') : longOnly.includes(name) ? rowOf(`-${name}`) : rowOf(`--${name}`);
}

function unknown(written: string, why = 'nmap 7.93 does not have this option. Check the spelling'): WordReading {
  return { kind: 'refused', written, why };
}

/** Whole words nmap would understand but that hide what they do: abbreviations, long names after one dash. */
function hidden(written: string, name: string): WordReading {
  const rule = longRule(name);
  const full = rule?.name ?? `--${name}`;
  return {
    kind: 'refused',
    written,
    ...(rule === undefined ? {} : { rule }),
    why: `nmap reads it as ${full}. Write ${full} in full`,
  };
}

function abbreviated(written: string, name: string): WordReading | undefined {
  if (name === '') return undefined;
  const candidates = longNames.filter((long) => long.startsWith(name));
  const [only] = candidates;
  if (only === undefined) return undefined;
  if (candidates.length === 1) return hidden(written, only);
  const all = candidates.map((long) => `--${long}`).join(', ');
  return unknown(written, `it could be short for ${all}. Write the option in full`);
}

/**
 * Reads one word that begins with a dash the way nmap's `getopt_long_only` would ("46Ab:D:d::e:Ffg:hIi:M:m:nO::o:P::p:qRrS:s::T:Vv::"
 * and the table of long names, nmap 7.93), but takes only full and plain spellings: what getopt would complete or
 * bundle in a way a reader can miss is refused with the spelling to use.
 */
export function readNmapWord(word: string): WordReading[] {
  const equals = word.indexOf('=');
  const head = equals < 0 ? word : word.slice(0, equals);
  const attached = equals < 0 ? {} : { attached: word.slice(equals + 1) };
  if (word.startsWith('--')) {
    const rule = head.length > 3 ? (longOnly.includes(head.slice(2)) ? undefined : rowOf(head)) : undefined;
    if (rule !== undefined) return [{ kind: 'option', written: head, rule, ...attached }];
    if (longOnly.includes(head.slice(2))) return [hidden(head, head.slice(2))];
    return [abbreviated(head, head.slice(2)) ?? unknown(head)];
  }
  const name = head.slice(1);
  if (name === 'ff') return [...readLetters('-f'), ...readLetters('-f')];
  if (longOnly.includes(name)) {
    const rule = longRule(name);
    if (rule !== undefined) return [{ kind: 'option', written: head, rule, ...attached }];
  }
  if (longNames.includes(name)) return [hidden(head, name)];
  if (name.length > 1 || !shortLetters.includes(name)) {
    const long = abbreviated(head, name);
    if (long !== undefined) return [long];
  }
  return readLetters(word);
}

/** Reads bundled letters: `-sSU`, `-nF`, `-T4`, `-PS22`, `-p80`. */
function readLetters(word: string): WordReading[] {
  const readings: WordReading[] = [];
  for (let at = 1; at < word.length; at += 1) {
    const letter = word.charAt(at);
    const rest = word.slice(at + 1);
    if (letter === 's') return [...readings, ...readTechniques(rest)];
    if (letter === 'P') return [...readings, readPing(rest)];
    const rule = rowOf(`-${letter}`);
    if (rule === undefined || !shortLetters.includes(letter)) return [...readings, unknown(word)];
    if (withValue.includes(letter) || (withOptionalRest.includes(letter) && rest !== '')) {
      return [...readings, { kind: 'option', written: `-${letter}`, rule, ...(rest === '' ? {} : { attached: rest }) }];
    }
    readings.push({ kind: 'option', written: `-${letter}`, rule });
  }
  return readings.length === 0 ? [unknown(word)] : readings;
}

function readTechniques(letters: string): WordReading[] {
  if (letters === '') return [unknown('-s', 'it names no scan type. Write one such as -sS, -sT or -sU')];
  return [...letters].map((letter) => {
    const written = `-s${letter}`;
    const rule = rowOf(written);
    return rule === undefined ? unknown(written) : { kind: 'option', written, rule };
  });
}

function readPing(rest: string): WordReading {
  const written = `-P${rest.charAt(0)}`;
  const rule = rowOf(written);
  const attached = rest.slice(1);
  if (rule === undefined) return unknown(`-P${rest}`);
  return { kind: 'option', written, rule, ...(attached === '' ? {} : { attached }) };
}
