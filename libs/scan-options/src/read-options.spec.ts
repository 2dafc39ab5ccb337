import { describe, expect, it } from '@jest/globals';
import { Scanner } from './option-types.js';
import { readOptions } from './read-options.js';

describe('readOptions', () => {
  it('takes canonical options as they are', () => {
    const options = [{ name: '-sS' }, { name: '-p', value: '22,80' }, { name: '-T', value: '4' }];
    expect(readOptions(Scanner.Nmap, JSON.parse(JSON.stringify(options)))).toEqual({ ok: true, options });
  });

  it.each([
    ['no list', {}, 'bad_shape'],
    ['no object', ['-sS'], 'bad_shape'],
    ['nothing', [null], 'bad_shape'],
    ['no name', [{ value: 'x' }], 'bad_shape'],
    ['a name that is no text', [{ name: 5 }], 'bad_shape'],
    ['a value that is no text', [{ name: '-p', value: 80 }], 'bad_shape'],
    ['a null value', [{ name: '-p', value: null }], 'bad_shape'],
    ['more than name and value', [{ name: '-sS', shell: true }], 'bad_shape'],
    ['another spelling', [{ name: '-sP' }], 'bad_shape'],
    ['a value in another form', [{ name: '-p', value: '-' }], 'bad_shape'],
    ['a name with its value', [{ name: '-T4' }], 'unknown_option'],
    ['ours', [{ name: '-oX', value: '/tmp/x' }], 'ours'],
    ['dangerous', [{ name: '--datadir', value: '/tmp' }], 'dangerous'],
    ['a dangerous value', [{ name: '--script', value: '/tmp/x.nse' }], 'dangerous'],
    ['an unknown option', [{ name: '--nonsense' }], 'unknown_option'],
    ['a missing value', [{ name: '-p' }], 'bad_value'],
    ['a needless value', [{ name: '-sS', value: 'x' }], 'bad_value'],
    ['a hidden character', [{ name: '-p', value: '80\u0000' }], 'bad_character'],
    ['a repeated option', [{ name: '-sS' }, { name: '-sS' }], 'repeated'],
    ['options that exclude each other', [{ name: '-sn' }, { name: '-F' }], 'conflict'],
    ['a property of every object', [{ name: 'constructor' }], 'unknown_option'],
    ['too many', Array.from({ length: 201 }, () => ({ name: '-f' })), 'bad_shape'],
  ])('refuses %s', (_, json, code) => {
    const result = readOptions(Scanner.Nmap, json);
    expect(result).toMatchObject({ ok: false, problems: [{ code }] });
  });

  it('says which of the list is wrong', () => {
    const result = readOptions(Scanner.Nmap, [{ name: '-sS' }, { name: '-iR', value: '5' }]);
    expect(result).toMatchObject({ ok: false, problems: [{ option: '-iR', column: 2 }] });
  });
});
