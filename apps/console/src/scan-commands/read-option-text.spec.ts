import { BUILT_IN_COMMANDS } from '@scanfleet/scan-options';
import { describe, expect, it } from '@jest/globals';
import { Refusal } from '../platform/http/refusal.js';
import { DEFAULT_COMMAND_KEY } from './built-in-commands.js';
import { readOptionText } from './read-option-text.js';

function refusalOf(work: () => unknown): Refusal {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('readOptionText', () => {
  it('makes text canonical, so that reading it again changes nothing', () => {
    const once = readOptionText('nmap', '  -sS   -p1-1024 --script "default" ');
    expect(once.text).toBe('-sS -p 1-1024 --script default');
    expect(readOptionText('nmap', once.text)).toEqual(once);
  });

  it('refuses each bad option by column and name', () => {
    const refusal = refusalOf(() => readOptionText('nmap', '-sS -oX /etc/passwd --frobnicate'));
    expect(refusal.status).toBe(422);
    expect(refusal.issues).toEqual([
      expect.objectContaining({ path: 'options', line: 1, column: 5, token: '-oX' }),
      expect.objectContaining({ path: 'options', line: 1, column: 21, token: '--frobnicate' }),
    ]);
  });

  it.each(BUILT_IN_COMMANDS)('agrees with the built-in command $key on whether it only finds hosts', (command) => {
    expect(readOptionText(command.scanner, command.options).discovery).toBe(command.discovery);
  });

  it('knows the default command, which runs without privileges', () => {
    const command = BUILT_IN_COMMANDS.find(({ key }) => key === DEFAULT_COMMAND_KEY);
    expect(command).toMatchObject({ scanner: 'nmap', discovery: false, options: expect.stringContaining('-sT') });
  });
});
