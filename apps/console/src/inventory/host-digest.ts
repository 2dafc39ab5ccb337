import { hash } from 'node:crypto';
import type { PortCoverage } from '@scanfleet/scan-report';
import type { HostFacts, ServiceFacts } from '../changes/host-facts.js';

/**
 * Fingerprint of all that an observation would write to the inventory but times, and of what it asked. No text holds NUL, so
 * it can stand between them. When a host's last applied
 * observation had the same one, applying this one changes nothing but times.
 */
export function hostDigest(facts: HostFacts, services: readonly ServiceFacts[], coverage: PortCoverage): string {
  const { names, mac, vendor, os, osAccuracy, steadyDetail } = facts;
  const host = [names.join('\0\0'), mac, vendor, os, osAccuracy, steadyDetail].join('\0');
  const told = services.map(({ protocol, port, reason, name, product, version, detail, certificate }) => {
    const service = [protocol, port, reason, name, product, version, detail].join('\0');
    // The detail holds what it was read from; but a host that was written before certificates were read is not the same.
    return certificate === null ? service : `${service}\0${certificate.fingerprint}`;
  });
  return hash('sha256', [host, ...told, askedBy(coverage)].join('\0\0\0'), 'base64url').slice(0, 22);
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
