import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileArgv } from './compile-argv.js';
import { findRule, optionCatalog, optionWords } from './option-table.js';
import { OptionClass, Scanner } from './option-types.js';
import type { ScanOption, ValueKind } from './option-types.js';
import { parseOptions } from './parse-options.js';
import { formatOptions, readOptions } from './read-options.js';
import { injectionCorpus } from './test-data/injection-corpus.js';

const files = { targets: '/run/t', excludes: '/run/e', report: '/run/r' };
const ownOptions: Record<Scanner, readonly string[]> = {
  nmap: ['--privileged', '--unprivileged', '-6', '-v', '--no-stylesheet', '--stats-every', '--excludefile'],
  masscan: ['--excludefile'],
};

function valueOf(kind: ValueKind): fc.Arbitrary<string | undefined> {
  const port = fc.integer({ min: 1, max: 65535 }).map(String);
  switch (kind.kind) {
    case 'none':
      return fc.constant(undefined);
    case 'integer':
      return fc.integer({ min: kind.min, max: kind.max }).map((n) => String(n - (n % (kind.multipleOf ?? 1))));
    case 'number':
      return fc.constantFrom(String(kind.max), '0.5');
    case 'time':
      return fc.constantFrom(`${kind.maxMs}ms`, `${kind.maxMs}ms`, '10');
    case 'timing':
      return fc.constantFrom('0', '3', 'insane');
    case 'nmap-ports':
      return fc.constantFrom('80', '-', '-100', 'U:53,T:1-', 'roxy', 'http*');
    case 'masscan-ports':
      return fc.constantFrom('80', '-', 'U:53,T:80');
    case 'port-list':
      return fc.array(port, { minLength: 1, maxLength: 4 }).map((ports) => ports.join(','));
    case 'protocol-list':
      return fc.constantFrom('1', '0-255', '6,17');
    case 'tcp-flags':
      return fc.constantFrom('SYN', '255');
    case 'scripts':
      return fc.constantFrom('default', 'ssh-*', 'default and not (http-* or ssl-*)', 'http-title,ssl-cert');
    case 'script-args':
      return fc.constantFrom('vulns.short', `http.useragent="a 'b"`, 'smbusername=x,smbpassword="--oX, y"');
    case 'word':
      return fc.constantFrom(...kind.words);
    case 'text':
      return fc.constant('x');
  }
}

/** Texts made of words that mean something to the scanner, good ones and bad ones mixed. */
function optionText(scanner: Scanner): fc.Arbitrary<string> {
  const good = optionCatalog(scanner).filter(({ classification }) => classification === OptionClass.Allowed);
  const written = fc.constantFrom(...good).chain((option) =>
    fc
      .record({
        value: valueOf(option.value),
        name: fc.constantFrom(option.name, ...option.aliases),
        join: fc.constantFrom(' ', '=', ''),
      })
      .map(({ value, name, join }) => (value === undefined ? name : name + join + quoteForTest(value))),
  );
  const bad = fc.constantFrom(...injectionCorpus.map(([, text]) => text), ...optionWords(scanner), '--', '-', 'x');
  const word = fc.oneof(
    { weight: 30, arbitrary: written },
    { weight: 1, arbitrary: bad },
    { weight: 1, arbitrary: fc.string() },
  );
  return fc.array(word, { maxLength: 6 }).map((words) => words.join(' '));
}

function quoteForTest(value: string): string {
  return /[\s"']/u.test(value) ? `"${value.replaceAll('"', '\\"')}"` : value;
}

/** Walks an argv as getopt does and throws at every word that is neither an option of the table nor its value. */
function walk(scanner: Scanner, argv: readonly string[]): string[] {
  const names: string[] = [];
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    if (['-iL', '-oX'].includes(word)) {
      at += 1;
      continue;
    }
    const attached = /^-(?:T|P[A-Z])/u.exec(word)?.[0];
    const name = attached ?? word.split('=')[0] ?? '';
    if (ownOptions[scanner].includes(name)) continue;
    const rule = findRule(scanner, name);
    if (rule?.name !== name || rule.classification !== OptionClass.Allowed)
      throw new Error(`not of the table: ${word}`);
    names.push(name);
    if (rule.value.kind === 'none' && word !== name) throw new Error(`has a value: ${word}`);
    if (rule.value.kind !== 'none' && word === name && !rule.valueOptional) at += 1;
  }
  return names;
}

describe.each(Object.values(Scanner))('whatever parses for %s', (scanner) => {
  const parsed = (text: string): ScanOption[] | undefined => {
    const result = parseOptions(scanner, text);
    return result.ok ? result.options : undefined;
  };

  it('is compiled into options of the table and their values only', () => {
    let accepted = 0;
    fc.assert(
      fc.property(optionText(scanner), (text) => {
        const options = parsed(text);
        if (options === undefined) return;
        accepted += 1;
        const argv = compileArgv({ scanner, options, family: 4, privileged: true, files });
        const names = walk(scanner, argv);
        for (const { name } of options) expect(names).toContain(name);
      }),
      { numRuns: 3000 },
    );
    expect(accepted).toBeGreaterThan(300);
  });

  it('is written as text and read back to the same options', () => {
    fc.assert(
      fc.property(optionText(scanner), (text) => {
        const options = parsed(text);
        if (options !== undefined) expect(parsed(formatOptions(options))).toEqual(options);
      }),
      { numRuns: 3000 },
    );
  });

  it('passes as typed options unchanged', () => {
    fc.assert(
      fc.property(optionText(scanner), (text) => {
        const options = parsed(text);
        if (options !== undefined)
          expect(readOptions(scanner, JSON.parse(JSON.stringify(options)))).toEqual({ ok: true, options });
      }),
      { numRuns: 3000 },
    );
  });

  it('never throws, whatever the text and whatever the JSON', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: 'binary' }), optionText(scanner)),
        fc.jsonValue(),
        (text, json) => {
          const result = parseOptions(scanner, text);
          if (!result.ok) {
            expect(result.problems.length).toBeGreaterThan(0);
            for (const { column } of result.problems) expect(column).toBeGreaterThan(0);
          }
          readOptions(scanner, json);
          readOptions(scanner, [{ name: text, value: text }]);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
