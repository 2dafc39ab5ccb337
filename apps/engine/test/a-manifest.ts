import { createHash, randomUUID } from 'node:crypto';
import type { Manifest } from '@scanfleet/contracts';

/** A manifest that an engine with the default policy accepts; the hash is made from the sets unless it is given. */
export function aManifest(given: Partial<Manifest> = {}): Manifest {
  const { addressSet = '127.0.0.1', excludedSet = '' } = given;
  return {
    scanId: randomUUID(),
    shardId: randomUUID(),
    epoch: 1,
    scanner: 'nmap',
    options: [{ name: '-sT' }, { name: '-Pn' }, { name: '-n' }, { name: '-p', value: '1-100' }],
    addressSet,
    excludedSet,
    hash: createHash('sha256').update(`${addressSet}\n${excludedSet}`).digest('hex'),
    userAgent: null,
    timeLimitSeconds: null,
    seed: 7,
    maxRate: null,
    part: null,
    ...given,
  };
}

/** Options of a scan that takes minutes: 2000 closed ports at 10 packets a second. */
export const slowOptions: Manifest['options'] = [
  { name: '-sT' },
  { name: '-Pn' },
  { name: '-n' },
  { name: '-p', value: '1-2000' },
  { name: '--max-rate', value: '10' },
];
