import { hash } from 'node:crypto';
import type { PortCoverage } from '@scanfleet/scan-report';
import type { HostFacts, ServiceFacts } from '../changes/host-facts.js';

/**
 * Fingerprint of all that an observation would write to the inventory, and of what it asked. When a host's last applied
 * observation had the same one, applying this one changes nothing but times.
 */
export function hostDigest(facts: HostFacts, services: readonly ServiceFacts[], coverage: PortCoverage): string {
  const asked = coverage.protocols().map((protocol) => [protocol, coverage.text(protocol)]);
  return hash('sha256', JSON.stringify([facts, services, asked]), 'base64url').slice(0, 22);
}
