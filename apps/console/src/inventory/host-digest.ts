import { hash } from 'node:crypto';
import type { PortCoverage } from '@scanfleet/scan-report';
import type { HostFacts, ServiceFacts } from '../changes/host-facts.js';

/**
 * Fingerprint of all that an observation would write to the inventory, and of what it asked. When a host's last applied
 * observation had the same one, applying this one changes nothing but times.
 */
export function hostDigest(facts: HostFacts, services: readonly ServiceFacts[], coverage: PortCoverage): string {
  const told = services.map(({ protocol, port, reason, name, product, version, detail }) =>
    [protocol, port, reason, name, product, version, detail].join('\0'),
  );
  return hash('sha256', `${JSON.stringify(facts)}\0\0${told.join('\0\0')}\0\0${askedBy(coverage)}`, 'base64url').slice(
    0,
    22,
  );
}

const asked = new WeakMap<PortCoverage, string>();

/** All hosts of a report share one coverage. */
function askedBy(coverage: PortCoverage): string {
  const known = asked.get(coverage);
  if (known !== undefined) return known;
  const text = coverage
    .protocols()
    .map((protocol) => `${protocol} ${coverage.text(protocol)}`)
    .join('\0');
  asked.set(coverage, text);
  return text;
}
