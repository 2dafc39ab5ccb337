import type { EngineScanner, FailureReason, Manifest } from '@scanfleet/contracts';
import { readOptions, type ScanOption } from '@scanfleet/scan-options';
import { AddressSet, BadAddress, BadAddressSet } from '@scanfleet/targets';
import { sha256Hex } from '../sha256.js';
import type { LocalPolicy } from './local-policy.js';

export interface Refusal {
  kind: 'refused';
  reason: FailureReason;
  detail: string;
}

/** A manifest that was checked against everything that this engine knows. */
export interface AcceptedShard {
  kind: 'accepted';
  manifest: Manifest;
  options: ScanOption[];
  targets: AddressSet;
  excluded: AddressSet;
  family: 4 | 6;
  scanner: EngineScanner;
}

/**
 * Judges a leased shard before anything is started: hash, address sets, one family, the owner's policy, options by the engine's
 * own table, scanner. The console is not trusted with any of it.
 */
export function readShard(
  manifest: Manifest,
  { policy, scanners }: { policy: LocalPolicy; scanners: readonly EngineScanner[] },
): AcceptedShard | Refusal {
  const hash = sha256Hex(`${manifest.addressSet}\n${manifest.excludedSet}`);
  if (hash !== manifest.hash) return refuse('manifest_invalid', 'the hash does not belong to the address sets');
  // Without a part of its own nmap would scan all of it, and the console would believe that it was the part.
  if (manifest.part && manifest.scanner !== 'masscan') {
    return refuse('manifest_invalid', `${manifest.scanner} cannot scan a part of an address set`);
  }
  const sets = readSets(manifest);
  if ('reason' in sets) return sets;
  const { targets, excluded } = sets;
  if (targets.isEmpty()) return refuse('nothing_to_scan', 'the address set is empty');
  if (targets.overlaps(excluded)) return refuse('manifest_invalid', 'the address set holds excluded addresses');
  const family = familyOf(targets);
  if (!family) return refuse('manifest_invalid', 'IPv4 and IPv6 are in one shard; nmap takes one family at a time');
  const objection = policy.objection(targets);
  if (objection) return refuse('outside_policy', objection);
  const read = readOptions(manifest.scanner, manifest.options, policy.allowance);
  if (!read.ok) return refuse('option_refused', read.problems.map(({ message }) => message).join(' '));
  if (!policy.allowsScanner(manifest.scanner)) {
    return refuse('outside_policy', `the owner of this engine does not allow ${manifest.scanner}`);
  }
  const scanner = scanners.find(({ name }) => name === manifest.scanner);
  if (!scanner) return refuse('scanner_missing', `${manifest.scanner} is not installed on this engine`);
  return { kind: 'accepted', manifest, options: read.options, targets, excluded, family, scanner };
}

function refuse(reason: FailureReason, detail: string): Refusal {
  return { kind: 'refused', reason, detail: detail.slice(0, 1000) };
}

function readSets(manifest: Manifest): { targets: AddressSet; excluded: AddressSet } | Refusal {
  try {
    return { targets: AddressSet.parse(manifest.addressSet), excluded: AddressSet.parse(manifest.excludedSet) };
  } catch (error) {
    if (error instanceof BadAddressSet || error instanceof BadAddress) return refuse('manifest_invalid', error.message);
    throw error;
  }
}

function familyOf(targets: AddressSet): 4 | 6 | null {
  const hasIpv4 = !targets.ofFamily(4).isEmpty();
  const hasIpv6 = !targets.ofFamily(6).isEmpty();
  if (hasIpv4 && hasIpv6) return null;
  return hasIpv4 ? 4 : 6;
}
