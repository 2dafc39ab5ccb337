import { parseAddress } from '@scanfleet/targets';
import type { Reference } from '@scanfleet/contracts';
import type { Tx } from '../../platform/database/tx.js';
import { type Audience, concernsSite } from './audience.js';
import type { ShownCertificate } from './certificate-stage.js';
import { type ServiceNames, serviceTexts } from './found-change.js';

/** Certificates that are in memory at a time. */
const AT_ONCE = 1000;

interface CertificateRow extends ServiceNames {
  readonly host_id: string;
  readonly address: string;
  readonly host_names: string[];
  readonly protocol: string;
  readonly port: number;
  readonly subject: string | null;
  readonly fingerprint: string;
  readonly expires_at: Date;
  readonly site_id: string | null;
  readonly site_name: string | null;
  readonly acknowledged: boolean;
}

/** A certificate that an audience may be told of. */
export interface FoundCertificate extends ShownCertificate {
  /** The site whose scan saw the host last; of those that the audience names, if it names some. */
  readonly site: Reference | null;
  /** Somebody knows of it: the change that brought it is acknowledged. */
  readonly acknowledged: boolean;
}

/** The certificates that expire before an instant and that an audience wants to be told of, in bounded pieces. */
export async function* certificatesFor(tx: Tx, audience: Audience, until: Date): AsyncGenerator<FoundCertificate[]> {
  await tx.query(
    `DECLARE told_certificates NO SCROLL CURSOR FOR
     SELECT h.id AS host_id, host(h.address) AS address, h.names AS host_names, v.protocol, v.port, v.name, v.product, v.version,
       v.certificate->>'subject' AS subject, v.certificate->>'fingerprint' AS fingerprint,
       v.certificate_expires_at AS expires_at, seen.site_id, seen.site_name,
       EXISTS (SELECT FROM change c WHERE c.host_id = h.id AND c.kind = 'certificate_changed' AND c.protocol = v.protocol
         AND c.port = v.port AND c.after->>'fingerprint' = v.certificate->>'fingerprint' AND c.acknowledged_at IS NOT NULL) AS acknowledged
     FROM service v JOIN host h ON h.id = v.host_id
       LEFT JOIN LATERAL (
         SELECT site.id AS site_id, site.name AS site_name
         FROM observation o JOIN scan ON scan.id = o.scan_id JOIN site ON site.id = scan.site_id
         WHERE o.host_id = h.id AND ($2::uuid[] = '{}' OR site.id = ANY ($2)) ORDER BY o.observed_at DESC LIMIT 1) seen ON true
     WHERE v.state = 'open' AND v.certificate_expires_at <= $1 AND v.certificate->>'fingerprint' IS NOT NULL AND h.status <> 'gone'
     ORDER BY v.certificate_expires_at, h.address, v.protocol, v.port`,
    [until, [...audience.siteIds]],
  );
  for (let more = true; more;) {
    const rows = await tx.query<CertificateRow>(`FETCH ${AT_ONCE} FROM told_certificates`);
    yield rows.filter((row) => concerns(audience, row)).map(toCertificate);
    more = rows.length === AT_ONCE;
  }
  await tx.query(`CLOSE told_certificates`);
}

function concerns(audience: Audience, row: CertificateRow): boolean {
  const { address, host_names: names, protocol, port } = row;
  if (!concernsSite(audience, row.site_id)) return false;
  return audience.narrowing.fitsThing({
    ip: parseAddress(address),
    names,
    protocol,
    port,
    services: serviceTexts(row),
  });
}

function toCertificate(row: CertificateRow): FoundCertificate {
  const { site_id: id, site_name: name } = row;
  return {
    hostId: row.host_id,
    address: row.address,
    names: row.host_names,
    protocol: row.protocol,
    port: row.port,
    subject: row.subject ?? 'a certificate without a subject',
    fingerprint: row.fingerprint,
    expiresAt: row.expires_at,
    site: id === null || name === null ? null : { id, name },
    acknowledged: row.acknowledged,
  };
}
