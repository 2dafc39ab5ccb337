import { parseScriptRule } from './script-expression.js';
import type { ScriptEntry } from './script-expression.js';
import { dangerousCategoriesOf, findScript, knownScripts, scriptCategories, whyDangerous } from './script-danger.js';
import { ProblemCode } from './option-types.js';
import type { CheckedValue } from './option-types.js';

function bad(why: string): CheckedValue {
  return { ok: false, code: ProblemCode.BadValue, why };
}

function danger(why: string): CheckedValue {
  return { ok: false, code: ProblemCode.Dangerous, why };
}

/**
 * Checks the value of `--script`: a comma-separated list of rules. A rule is worked out over the scripts of nmap 7.93 just as nmap
 * would; it is refused when it names anything by path, a script nmap does not have, or chooses a dangerous script that
 * the owner of the engine has not allowed.
 */
export function checkScripts(value: string, allowedScripts: readonly string[]): CheckedValue {
  if (/[/\\~]|\.\./u.test(value))
    return danger('it names a path; scripts are loaded by name from nmap itself only. Write names or categories');
  if (/\.nse\b/iu.test(value)) return danger('it names a file; leave ".nse" away');
  if (value.includes('+')) return bad('"+" forces scripts onto every port. Remove the "+"');
  const rules = value.split(',').map((rule) => rule.trim().replaceAll(/\s+/gu, ' '));
  for (const text of rules) {
    const problem = checkRule(text, allowedScripts);
    if (problem !== undefined) return problem;
  }
  return { ok: true, value: rules.join(',') };
}

function checkRule(text: string, allowedScripts: readonly string[]): CheckedValue | undefined {
  if (text === '') return bad('it holds an empty entry. Name a script or category');
  const rule = parseScriptRule(text);
  if (typeof rule === 'string') return bad(`"${text}" ${rule}`);
  for (const word of rule.words) {
    if (!/^[A-Za-z0-9*_-]+$/u.test(word)) return bad(`"${word}" is not the name of a script or category`);
    if (!isKnownWord(word)) return bad(`nmap 7.93 has no script or category "${word}". Check the name`);
  }
  const dangerous = knownScripts.filter(
    (script) => rule.matches(script) && whyDangerous(script) !== undefined && !allowedScripts.includes(script.name),
  );
  const [first] = dangerous;
  return first === undefined ? undefined : danger(chosenDanger(text, first, dangerous));
}

function isKnownWord(word: string): boolean {
  const category = word.toLowerCase();
  if (category === 'all' || scriptCategories.has(category) || findScript(word) !== undefined) return true;
  if (!word.includes('*')) return false;
  const rule = parseScriptRule(word);
  return typeof rule !== 'string' && knownScripts.some((script) => rule.matches(script));
}

const longestFix = 20;

function chosenDanger(rule: string, first: ScriptEntry, all: readonly ScriptEntry[]): string {
  const why = whyDangerous(first) ?? '';
  if (rule === first.name) return `"${rule}" ${why}. Remove it, or ask the owner of the engine to allow it`;
  const leaveOut = new Set(all.flatMap((script) => dangerousCategoriesOf(script)));
  for (const script of all) if (dangerousCategoriesOf(script).length === 0) leaveOut.add(script.name);
  const others = all.length === 1 ? '' : ` (and ${all.length - 1} more like it)`;
  const fix =
    leaveOut.size > longestFix
      ? 'Name the scripts you need, or write default'
      : `Write (${rule}) and not (${[...leaveOut].join(' or ')})`;
  return `"${rule}" chooses "${first.name}", which ${why}${others}. ${fix}`;
}
