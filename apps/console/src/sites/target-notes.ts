import { type AddressSet, refusedUses, specialSet, type SpecialUse, type TargetLine } from '@scanfleet/targets';
import type { ReadExclusion } from '../exclusions/excluded-addresses.js';

/** Notes of one kind that are written out; the rest is counted. */
const MAX_NOTES = 10;
/** CIDR blocks named in a note. */
const MAX_BLOCKS = 2;

const useInWords: Partial<Record<SpecialUse, string>> = {
  metadata: 'a cloud metadata service',
  broadcast: 'broadcast',
  loopback: 'loopback',
  link_local: 'link-local',
  multicast: 'multicast',
  unspecified: 'unspecified ("this network")',
  reserved: 'reserved',
};

/** What a person should know of good targets before saving them; nothing of it keeps them from being saved. */
export function targetNotes(
  lines: readonly TargetLine[],
  addresses: AddressSet,
  exclusions: readonly ReadExclusion[],
): string[] {
  return [...specialNotes(addresses), ...readingNotes(lines), ...nameNotes(lines, exclusions)];
}

/** One note for each special use in the set, each address under its narrowest use only. */
export function specialNotes(addresses: AddressSet): string[] {
  const notes: string[] = [];
  let left = addresses;
  for (const use of refusedUses) {
    const special = left.intersect(specialSet(use));
    if (special.isEmpty()) continue;
    left = left.subtract(special);
    const blocks = special.cidrs().map((cidr) => cidr.replace(/(?<=\..*)\/32$|(?<=:.*)\/128$/, ''));
    const shown = blocks.slice(0, MAX_BLOCKS).join(', ') + (blocks.length > MAX_BLOCKS ? ' and more' : '');
    const verb = blocks.length > 1 ? 'are' : 'is';
    notes.push(`${shown} ${verb} ${useInWords[use] ?? use}: only engines whose owner allows it will scan it.`);
  }
  return notes;
}

/** What was understood differently from what was written. */
export function readingNotes(lines: readonly TargetLine[]): string[] {
  const noted = lines.filter((line) => line.note !== undefined);
  const shown = noted.slice(0, MAX_NOTES).map((line) => `Line ${line.line}, column ${line.column}: ${line.note}`);
  return noted.length > MAX_NOTES
    ? [...shown, `${noted.length - MAX_NOTES} more targets were read like these.`]
    : shown;
}

function nameNotes(lines: readonly TargetLine[], exclusions: readonly ReadExclusion[]): string[] {
  const named = new Set(lines.flatMap((line) => line.name ?? [])).size;
  const excluded = new Set(exclusions.flatMap((exclusion) => exclusion.name ?? [])).size;
  const notes = [];
  if (named > 0) notes.push(`${hostNames(named)} resolved when a scan is planned; the counts leave them out.`);
  if (excluded > 0) {
    notes.push(`The exclusions hold host names: ${hostNames(excluded)} resolved and left out when a scan is planned.`);
  }
  return notes;
}

function hostNames(count: number): string {
  return count === 1 ? '1 host name is' : `${count} host names are`;
}
