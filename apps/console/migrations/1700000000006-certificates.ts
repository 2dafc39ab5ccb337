import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Certificates of services, hosts that are gone, and changes that somebody knows. */
export class Certificates1700000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(certificates);
    await runner.query(misses);
    await runner.query(acknowledgements);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE change DROP COLUMN acknowledged_at, DROP COLUMN acknowledged_by, DROP COLUMN acknowledged_note;
      DROP INDEX observation_down;
      ALTER TABLE host DROP COLUMN answers_discovery, DROP COLUMN misses;
      ALTER TABLE service DROP COLUMN certificate, DROP COLUMN certificate_expires_at`);
  }
}

const certificates = `
ALTER TABLE service
  -- { subject, issuer, fingerprint, validFrom, expiresAt } of the certificate that it showed last; null = none was seen.
  ADD COLUMN certificate jsonb,
  ADD COLUMN certificate_expires_at timestamptz;
CREATE INDEX service_expiring ON service (certificate_expires_at) WHERE certificate_expires_at IS NOT NULL AND state = 'open';`;

const misses = `
ALTER TABLE host
  -- Completed scans in a row that found it down.
  ADD COLUMN misses integer NOT NULL DEFAULT 0,
  -- Whether host discovery has ever found it. Of one that only port scans have found, the silence says nothing.
  ADD COLUMN answers_discovery boolean NOT NULL DEFAULT false;
UPDATE host SET answers_discovery = true WHERE status_reason IS NOT NULL AND status_reason <> 'user-set';
-- The few hosts that a scan found down, without reading all that it found up.
CREATE INDEX observation_down ON observation (scan_id, host_id) WHERE status = 'down';`;

const acknowledgements = `
ALTER TABLE change
  ADD COLUMN acknowledged_at timestamptz,
  ADD COLUMN acknowledged_by text,
  ADD COLUMN acknowledged_note text;`;
