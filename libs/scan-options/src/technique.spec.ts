import { describe, expect, it } from '@jest/globals';
import { Scanner } from './option-types.js';
import type { ScanOption } from './option-types.js';
import { parseOptions } from './parse-options.js';
import { formatOptions } from './read-options.js';
import { effectiveTechnique } from './technique.js';

function options(text: string): ScanOption[] {
  const result = parseOptions(Scanner.Nmap, text);
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.options;
}

describe('effectiveTechnique', () => {
  it.each([
    ['', 'syn'],
    ['-sS -sU', 'syn'],
    ['-sT', 'connect'],
    ['-sU', 'udp'],
    ['-sA', 'ack'],
    ['-sO', 'ip-protocol'],
    ['-sn', 'none'],
  ])('does %j as asked with raw sockets: %s', (text, technique) => {
    const asked = options(text);
    expect(effectiveTechnique(asked, true)).toEqual({ technique, options: asked, dropped: [], refused: [] });
  });

  it('does a connect scan without raw sockets, and says so', () => {
    const result = effectiveTechnique(options('-sS -sV -p 80'), false);
    expect(formatOptions(result.options)).toBe('-sT -sV -p 80');
    expect(result).toMatchObject({ technique: 'connect', dropped: [], refused: [] });
    expect(result.sentence).toBe('This engine has no raw sockets, so TCP connect (-sT) stands in for SYN (-sS).');
  });

  it('says nothing where nothing differs', () => {
    expect(effectiveTechnique(options('-sT -sV'), false).sentence).toBeUndefined();
    expect(effectiveTechnique(options('-sn -PS80'), false).sentence).toBeUndefined();
  });

  it('leaves out what needs raw sockets and names it', () => {
    const result = effectiveTechnique(options('-sT -O --traceroute -f -PE'), false);
    expect(formatOptions(result.options)).toBe('-sT');
    expect(result.dropped).toEqual(['-O', '--traceroute', '-f', '-PE']);
    expect(result.sentence).toContain('-O, --traceroute, -f, -PE');
  });

  it('keeps -A and says what it leaves out', () => {
    const result = effectiveTechnique(options('-sT -A'), false);
    expect(formatOptions(result.options)).toBe('-sT -A');
    expect(result.sentence).toBe('Without raw sockets -A leaves out the operating system and traceroute.');
  });

  it.each(['-sU', '-sA', '-sN', '-sO', '-sS -sU', '-sn -PU53', '-sn -PO'])('refuses %j without raw sockets', (text) => {
    const result = effectiveTechnique(options(text), false);
    expect(result.refused.length).toBe(1);
    expect(result.sentence).toContain(
      `cannot do ${result.refused.join()}. Remove it, or use an engine with raw sockets.`,
    );
  });

  it('leaves out over IPv6 what only IPv4 has', () => {
    const result = effectiveTechnique(options('-sn -PE -PP -PM'), true, 6);
    expect(formatOptions(result.options)).toBe('-sn -PE');
    expect(result.sentence).toBe('Over IPv6 nmap cannot do -PP, -PM, so it is left out.');
  });
});
