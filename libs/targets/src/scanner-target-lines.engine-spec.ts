import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AddressSet } from './address-set.js';
import { formatAddress } from './address.js';
import { scannerTargetLines } from './scanner-target-lines.js';

/** The scanners only list what they would scan (`-sL`); they send nothing. */
const run = promisify(execFile);
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scanfleet-targets-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function fileOf(name: string, set: AddressSet): Promise<string> {
  const path = join(folder, name);
  await writeFile(
    path,
    scannerTargetLines(set)
      .map((line) => `${line}\n`)
      .join(''),
  );
  return path;
}

const listed = (output: string, pattern: RegExp): AddressSet =>
  AddressSet.parse([...output.matchAll(pattern)].map((found) => found[1]).join(','));

async function listedByNmap(targets: AddressSet, exclusions: AddressSet, family: 4 | 6): Promise<AddressSet> {
  const files = [await fileOf('include', targets.ofFamily(family)), await fileOf('exclude', exclusions)];
  const argv = ['-n', '-sL', ...(family === 6 ? ['-6'] : []), '-iL', files[0] ?? '', '--excludefile', files[1] ?? ''];
  const { stdout } = await run('nmap', argv);
  return listed(stdout, /^Nmap scan report for (\S+)$/gm);
}

async function listedByMasscan(targets: AddressSet, exclusions: AddressSet): Promise<AddressSet> {
  const files = [await fileOf('include', targets), await fileOf('exclude', exclusions)];
  const { stdout } = await run('masscan', [
    '--includefile',
    files[0] ?? '',
    '--excludefile',
    files[1] ?? '',
    '-p80',
    '-sL',
  ]);
  return listed(stdout, /^([0-9a-f.:]+)$/gm);
}

describe('the real scanners', () => {
  const targets = AddressSet.parse(
    '10.0.0.250-10.0.1.9,10.1.0.0/27,10.2.0.0-10.2.0.1,255.255.255.254/31,2001:db8::5-2001:db8::21,2001:db8::ffff:fffe/127',
  );
  const exclusions = AddressSet.parse('10.0.1.0-10.0.1.3,10.1.0.30/31,10.2.0.1,2001:db8::7-2001:db8::a,2001:db8::21');
  const wanted = targets.subtract(exclusions);

  it('nmap reads includes and excludes as exactly the set, in both families', async () => {
    const found = [await listedByNmap(targets, exclusions, 4), await listedByNmap(targets, exclusions, 6)];
    expect(AddressSet.uniteAll(found).toString()).toBe(wanted.toString());
  });

  it('masscan reads includes and excludes as exactly the set, both families at once', async () => {
    expect((await listedByMasscan(targets, exclusions)).toString()).toBe(wanted.toString());
  });

  it('nmap writes IPv6 addresses as this library does', async () => {
    const set = AddressSet.parse('2001:db8:0:1:1:1:1:1,2001:0:0:1::1,2001:db8::1:0:0:1,1::,::2');
    const { stdout } = await run('nmap', ['-n', '-sL', '-6', '-iL', await fileOf('spelling', set)]);
    const names = [...stdout.matchAll(/^Nmap scan report for (\S+)$/gm)].map((found) => found[1]);
    expect(names).toEqual([...set.addresses()].map(formatAddress));
  });
});
