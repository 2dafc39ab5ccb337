import { describe, expect, it } from '@jest/globals';
import { checkScripts } from './check-scripts.js';
import { checkScriptArgs, formatScriptArgs, parseScriptArgs } from './script-args.js';
import { findScript, knownScripts, whyDangerous } from './script-danger.js';
import { parseScriptRule } from './script-expression.js';

function chosenBy(text: string): string[] {
  const rule = parseScriptRule(text);
  if (typeof rule === 'string') throw new Error(rule);
  return knownScripts.filter((script) => rule.matches(script)).map(({ name }) => name);
}

describe('parseScriptRule', () => {
  it.each([
    ['http-title', ['http-title']],
    ['HTTP-TITLE', []],
    ['ssh2-*', ['ssh2-enum-algos']],
    ['*-hostkey', ['ssh-hostkey']],
    ['ssh*host*key', ['ssh-hostkey']],
    ['DEFAULT and ssh-*', ['ssh-hostkey']],
    ['not not ssh-hostkey', ['ssh-hostkey']],
    ['ssh-hostkey and (false or true)', ['ssh-hostkey']],
    ['false', []],
  ])('chooses by %j', (text, names) => {
    expect(chosenBy(text)).toEqual(expect.arrayContaining(names));
    if (names.length < 2)
      expect(chosenBy(text)).toHaveLength(
        text === 'DEFAULT and ssh-*' ? chosenBy('default and ssh-*').length : names.length,
      );
  });

  it('reads everything behind an operator as its right side, as nmap does', () => {
    expect(chosenBy('false and true or ssh-hostkey')).toEqual([]);
    expect(chosenBy('(false and true) or ssh-hostkey')).toEqual(['ssh-hostkey']);
  });

  it.each(['', 'and', 'a and', 'not', '(a', 'a)', 'a b', 'a or or b', '()'])('refuses %j', (text) => {
    expect(typeof parseScriptRule(text)).toBe('string');
  });

  it('does not hang or overflow on long rules', () => {
    expect(typeof parseScriptRule('not '.repeat(150) + 'a')).toBe('string');
    expect(typeof parseScriptRule('('.repeat(5000))).toBe('string');
    expect(chosenBy('a*'.repeat(2000))).toEqual([]);
  });
});

describe('script danger', () => {
  it('knows the 604 scripts of nmap 7.93, each once', () => {
    expect(new Set(knownScripts.map(({ name }) => name)).size).toBe(604);
  });

  it('lets the default category pass, which -A and -sC run', () => {
    expect(checkScripts('default', [])).toEqual({ ok: true, value: 'default' });
    for (const script of knownScripts) {
      if (script.categories.includes('default')) expect(whyDangerous(script)).toBeUndefined();
    }
  });

  it.each([
    'targets-sniffer',
    'broadcast-ping',
    'whois-ip',
    'ssh-brute',
    'http-fetch',
    'firewall-bypass',
    'http-slowloris',
  ])('says why %s is dangerous', (name) => {
    const script = findScript(name);
    if (script === undefined) throw new Error('no such script');
    expect(whyDangerous(script)).toMatch(/^[a-z].*[a-z]$/u);
    expect(checkScripts(name, [])).toMatchObject({ ok: false, code: 'dangerous' });
    expect(checkScripts(name, [name])).toMatchObject({ ok: true });
  });

  it.each(['safe', 'vuln', 'discovery and http-*', 'auth'])('proposes a choice for %s that passes', (rule) => {
    const refused = checkScripts(rule, []);
    if (refused.ok) throw new Error('was accepted');
    const fix = /Write (.*)$/u.exec(refused.why)?.[1] ?? '';
    expect(checkScripts(fix, [])).toMatchObject({ ok: true });
  });
});

describe('script arguments', () => {
  it('reads quotes, flags and spaces like nmap', () => {
    expect(parseScriptArgs(`a=1, b="x, y",c='z',d , e=`)).toEqual([
      { name: 'a', value: '1' },
      { name: 'b', value: 'x, y' },
      { name: 'c', value: 'z' },
      { name: 'd' },
      { name: 'e', value: '' },
    ]);
  });

  it.each(['', 'a=b=c', 'a={b}', 'a="b', String.raw`a="b\"c"`, 'a=1,,b=2', 'a=1,', '=1', 'a="b"c', 'a=1\nb=2'])(
    'refuses %j',
    (text) => {
      expect(parseScriptArgs(text)).toBeUndefined();
    },
  );

  it('writes them so that they read back', () => {
    const pairs = [{ name: 'a', value: 'x y, z' }, { name: 'b' }, { name: 'c', value: '' }];
    expect(parseScriptArgs(formatScriptArgs(pairs))).toEqual(pairs);
  });

  it('takes credentials and paths on the target', () => {
    const text = 'smbusername=scan,smbpassword="p w",http-enum.basepath=/app/,mssql.timeout=10s';
    expect(checkScriptArgs(text)).toEqual({ ok: true, value: text });
  });
});
