import { fakeId } from './fake/ids.js';

/** Every page behind the sign-in, with one that exists where it needs an id. */
export const pages: readonly string[] = [
  '/dashboard',
  '/hosts',
  '/hosts/3',
  '/changes',
  '/scans',
  `/scans/${fakeId('scan', 2)}`,
  `/scans/${fakeId('scan', 3)}?view=shards`,
  `/scans/${fakeId('scan', 2)}?view=plan`,
  `/scans/new?site=${fakeId('site', 1)}`,
  '/sites',
  `/sites/${fakeId('site', 1)}`,
  '/sites/new',
  `/sites/${fakeId('site', 1)}/edit`,
  '/exclusions',
  '/exclusions?add=true',
  '/commands',
  `/commands/${fakeId('command', 9)}`,
  `/commands/${fakeId('command', 9)}/edit`,
  '/commands/new',
  '/engines',
  `/engines/${fakeId('engine', 4)}`,
  '/account',
  '/admin/users',
  '/admin/api-keys',
];
