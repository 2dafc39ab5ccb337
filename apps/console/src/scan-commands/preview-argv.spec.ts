import { BUILT_IN_COMMANDS } from '@scanfleet/scan-options';
import { describe, expect, it } from '@jest/globals';
import { previewArgv, unprivilegedNote } from './preview-argv.js';
import { readOptionText } from './read-option-text.js';

describe('previewArgv', () => {
  it('shows the scanner, its options, and stand-ins for the files of a run', () => {
    const { options } = readOptionText('nmap', '-sS -p 22');
    const argv = previewArgv({ scanner: 'nmap', options, userAgent: null });
    expect(argv[0]).toBe('nmap');
    expect(argv.join(' ')).toMatch(/ -sS -p 22 .*(?=.*targets\.txt)(?=.*excludes\.txt)(?=.*report\.xml)/);
  });

  it('shows the user agent that the configuration sets', () => {
    const { options } = readOptionText('nmap', '-sS -sC');
    expect(previewArgv({ scanner: 'nmap', options, userAgent: 'Acme audit' }).join(' ')).toContain('Acme audit');
  });

  it.each(BUILT_IN_COMMANDS)('can show the built-in command $key', ({ scanner, options }) => {
    const argv = previewArgv({ scanner, options: readOptionText(scanner, options).options, userAgent: null });
    expect(argv[0]).toBe(scanner);
  });
});

describe('unprivilegedNote', () => {
  it.each([
    ['nmap', '-sT', null],
    ['nmap', '-sS', expect.stringContaining('-sT')],
    ['nmap', '-sU', expect.stringContaining('-sU')],
    ['masscan', '-p 80', expect.stringContaining('raw sockets')],
  ] as const)('says what %s %s does without raw sockets', (scanner, text, note) => {
    expect(unprivilegedNote(scanner, readOptionText(scanner, text).options)).toEqual(note);
  });
});
