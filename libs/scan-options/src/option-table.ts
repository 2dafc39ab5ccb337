import { masscanAllowed } from './masscan-allowed.js';
import { masscanDangerous, masscanNoUse, masscanOurs } from './masscan-refused.js';
import { nmapAllowed } from './nmap-allowed.js';
import { nmapDangerous, nmapNoUse, nmapOurs } from './nmap-refused.js';
import { OptionClass, Scanner } from './option-types.js';
import type { OptionRule, ValueKind } from './option-types.js';

const rules: Record<Scanner, readonly OptionRule[]> = {
  [Scanner.Nmap]: [...nmapAllowed, ...nmapOurs, ...nmapDangerous, ...nmapNoUse],
  [Scanner.Masscan]: [...masscanAllowed, ...masscanOurs, ...masscanDangerous, ...masscanNoUse],
};

function index(table: readonly OptionRule[]): ReadonlyMap<string, OptionRule> {
  const byWord = new Map<string, OptionRule>();
  for (const rule of table) {
    for (const word of [rule.name, ...rule.aliases]) {
      if (byWord.has(word)) throw new Error(`the option ${word} is in the table twice`);
      byWord.set(word, rule);
    }
  }
  return byWord;
}

const words: Record<Scanner, ReadonlyMap<string, OptionRule>> = {
  [Scanner.Nmap]: index(rules[Scanner.Nmap]),
  [Scanner.Masscan]: index(rules[Scanner.Masscan]),
};

/** The row of a canonical name or another spelling; nothing when the table does not have it. */
export function findRule(scanner: Scanner, word: string): OptionRule | undefined {
  return words[scanner].get(word);
}

/** Every spelling of every option, canonical names and others. */
export function optionWords(scanner: Scanner): string[] {
  return [...words[scanner].keys()];
}

/** What a person needs to know about one option. */
export interface OptionDescription {
  name: string;
  aliases: readonly string[];
  summary: string;
  classification: OptionClass;
  value: ValueKind;
  valueOptional: boolean;
  /** Why it is refused and what to do instead; empty when it is allowed. */
  reason: string;
  ownerMayAllow: boolean;
}

/** Describes an option by any of its spellings; a name that is in no table is described as unknown. */
export function describeOption(scanner: Scanner, name: string): OptionDescription {
  const rule = findRule(scanner, name);
  if (rule === undefined) {
    return {
      name,
      aliases: [],
      summary: `${scanner} does not have this option.`,
      classification: OptionClass.Unknown,
      value: { kind: 'none' },
      valueOptional: false,
      reason: `${scanner} does not have it`,
      ownerMayAllow: false,
    };
  }
  const { repeatable: _, ...description } = rule;
  return description;
}

/** Every option of a scanner, allowed ones first; for completion and for the reference page. */
export function optionCatalog(scanner: Scanner): OptionDescription[] {
  return rules[scanner].map((rule) => describeOption(scanner, rule.name));
}
