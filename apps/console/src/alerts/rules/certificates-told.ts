import { AlertKind, type AlertLine } from '@scanfleet/contracts';
import type { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/tx.js';
import { certificateStage, type ShownCertificate } from './certificate-stage.js';

/** What was told of a certificate is kept so long after its end: a balanced service may show another one for a while. */
const KEPT_DAYS = 90;

/** Those of which this stage was not told yet, noted as told. */
export async function noteTold<Found extends ShownCertificate>(
  tx: Tx,
  ruleId: string,
  { shown, days, now }: { shown: readonly Found[]; days: number; now: Date },
): Promise<Found[]> {
  const rows = await tx.query<{ host_id: string; protocol: string; port: number }>(
    `INSERT INTO alert_certificate_told AS t (rule_id, host_id, protocol, port, fingerprint, expires_at, stage)
     SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::int[], $5::text[], $6::timestamptz[], $7::smallint[])
     ON CONFLICT (rule_id, host_id, protocol, port, fingerprint) DO UPDATE SET stage = excluded.stage WHERE t.stage < excluded.stage
     RETURNING host_id, protocol, port`,
    [
      ruleId,
      shown.map(({ hostId }) => hostId),
      shown.map(({ protocol }) => protocol),
      shown.map(({ port }) => port),
      shown.map(({ fingerprint }) => fingerprint),
      shown.map(({ expiresAt }) => expiresAt),
      shown.map(({ expiresAt }) => certificateStage(expiresAt, days, now)),
    ],
  );
  const keyOf = (host: string, protocol: string, port: number): string => `${host} ${protocol} ${port}`;
  const news = new Set(rows.map((row) => keyOf(row.host_id, row.protocol, row.port)));
  return shown.filter(({ hostId, protocol, port }) => news.has(keyOf(hostId, protocol, port)));
}

/** Forgets that lines about certificates were told, since they were not: the next look tells them, if they are still so. */
export async function takeBack(tx: Tx, ruleId: string, lines: readonly AlertLine[]): Promise<void> {
  const taken = lines.filter(({ kind }) => kind === AlertKind.CertificateExpiring);
  if (taken.length === 0) return;
  await tx.query(
    `DELETE FROM alert_certificate_told t USING host h,
       unnest($2::inet[], $3::text[], $4::int[]) AS line (address, protocol, port)
     WHERE t.rule_id = $1 AND h.id = t.host_id AND h.address = line.address AND t.protocol = line.protocol AND t.port = line.port`,
    [ruleId, taken.map(({ address }) => address), taken.map(({ protocol }) => protocol), taken.map(({ port }) => port)],
  );
}

/** Forgets what was told of certificates of services that are gone, and of those that ended long ago and are not shown any more. */
export async function forgetTold(database: Database, now: Date): Promise<void> {
  await database.query(
    `DELETE FROM alert_certificate_told t
     WHERE NOT EXISTS (SELECT FROM service v WHERE v.host_id = t.host_id AND v.protocol = t.protocol AND v.port = t.port)
       OR (t.expires_at < $1 AND NOT EXISTS (
         SELECT FROM service v WHERE v.host_id = t.host_id AND v.protocol = t.protocol AND v.port = t.port
           AND v.certificate->>'fingerprint' = t.fingerprint))`,
    [new Date(now.getTime() - KEPT_DAYS * 86_400_000)],
  );
}
