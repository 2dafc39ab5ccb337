import { findRule, optionWords } from './option-table.js';
import { Scanner } from './option-types.js';
import type { OptionRule } from './option-types.js';
import type { WordReading } from './nmap-words.js';

function rowOf(word: string): OptionRule | undefined {
  return findRule(Scanner.Masscan, word);
}

/** masscan ignores case and `-`, `_`, `.` in names, and everything from `[` on (`EQUALS` in main-conf.c, 1.3.2). */
function folded(name: string): string {
  return (name.split('[')[0] ?? '').replaceAll(/[-_.]/gu, '').toLowerCase();
}

const byFolded = new Map(
  optionWords(Scanner.Masscan)
    .filter((word) => word.startsWith('--'))
    .map((word) => [folded(word), word]),
);

function unknown(written: string, why = 'masscan 1.3.2 does not have this option. Check the spelling'): WordReading {
  return { kind: 'refused', written, why };
}

const lettersWithValue = 'ceigpS';

/**
 * Reads one word that begins with a dash as masscan 1.3.2 would (`masscan_command_line` in main-conf.c), but takes only the
 * spellings of its manual: what masscan would fold, cut off or ignore is refused with the spelling to use.
 */
export function readMasscanWord(word: string): WordReading[] {
  return [word.startsWith('--') ? readLong(word) : readShort(word)];
}

function readLong(word: string): WordReading {
  const equals = word.indexOf('=');
  const head = equals < 0 ? word : word.slice(0, equals);
  const rule = rowOf(head);
  if (rule !== undefined)
    return { kind: 'option', written: head, rule, ...(equals < 0 ? {} : { attached: word.slice(equals + 1) }) };
  const name = (head.split(':')[0] ?? '').slice(2);
  // `http-header` is compared by its beginning only; whatever follows becomes the name of the header.
  const spelled = name.toLowerCase().startsWith('http-header') ? '--http-header' : byFolded.get(folded(name));
  const meant = spelled === undefined ? undefined : rowOf(spelled);
  if (spelled === undefined || meant === undefined) return unknown(head);
  const full = meant.name.startsWith('--') ? spelled : meant.name;
  return {
    kind: 'refused',
    written: head,
    rule: meant,
    why: `masscan reads it as ${full}. Write ${full} and its value after a space or "="`,
  };
}

function readShort(word: string): WordReading {
  const exact = rowOf(word);
  if (exact !== undefined) return { kind: 'option', written: word, rule: exact };
  if (/^-v+$/u.test(word) || /^-d+$/u.test(word)) return option(word.slice(0, 2));
  const letter = word.charAt(1);
  if (letter === 'o' || letter === 's' || letter === 'P') {
    const rule = rowOf(word.slice(0, 3));
    if (rule === undefined) return unknown(word);
    return { kind: 'refused', written: word, rule, why: `masscan reads it as ${rule.name}. Write ${rule.name} alone` };
  }
  if (letter === 'i' && /^-i[LR]/u.test(word)) return option(word.slice(0, 3));
  if (lettersWithValue.includes(letter)) return option(word.slice(0, 2), word.slice(2));
  const rule = rowOf(word.slice(0, 2));
  if (rule === undefined) return unknown(word);
  return { kind: 'refused', written: word, rule, why: `masscan reads it as ${rule.name}. Write ${rule.name} alone` };
}

function option(written: string, attached?: string): WordReading {
  const rule = rowOf(written);
  return rule === undefined
    ? unknown(written)
    : { kind: 'option', written, rule, ...(attached === undefined ? {} : { attached }) };
}
