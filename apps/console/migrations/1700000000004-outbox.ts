import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Channels, messages and their deliveries. */
export class Outbox1700000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(channels);
    await runner.query(outbox);
    await runner.query(indexes);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE alert_attempt, alert_delivery, alert_message, alert_allowed_host, alert_channel`);
  }
}

const channels = `
CREATE TABLE alert_channel (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('email', 'webhook', 'slack', 'teams', 'discord', 'syslog')),
  enabled boolean NOT NULL,
  -- What may be shown of its settings: of mail { to }, of syslog { host, port, transport, facility, ca }, of hooks {}.
  settings jsonb NOT NULL,
  -- What may not: { url, secret? } of hooks, sealed with the console's key.
  sealed text,
  target text NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX alert_channel_name ON alert_channel (lower(name));

CREATE TABLE alert_allowed_host (
  host text PRIMARY KEY,
  reason text NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL
);`;

const outbox = `
-- Rules, sites and scans may be deleted while the log still tells of them: no foreign keys.
CREATE TABLE alert_message (
  id uuid PRIMARY KEY,
  rule_id uuid,
  rule_name text,
  site_id uuid,
  -- The scans that it tells of; a digest may have several.
  scan_ids uuid[] NOT NULL,
  kind text NOT NULL,
  subject text NOT NULL,
  body jsonb NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE alert_delivery (
  -- Also the idempotency key of all its attempts.
  id uuid PRIMARY KEY,
  message_id uuid NOT NULL REFERENCES alert_message ON DELETE CASCADE,
  channel_id uuid REFERENCES alert_channel ON DELETE SET NULL,
  channel_name text,
  channel_kind text NOT NULL,
  target text NOT NULL,
  -- Recipients of a mail without a channel, and those of any mail that have it already.
  mail_to text[],
  mail_done text[] NOT NULL DEFAULT '{}',
  state text NOT NULL CHECK (state IN ('waiting', 'delivered', 'dead', 'dropped')),
  attempts integer NOT NULL DEFAULT 0,
  -- Failed attempts since it was written or replayed, and when the first of them began.
  tries integer NOT NULL DEFAULT 0,
  trying_since timestamptz,
  next_attempt_at timestamptz,
  -- Who tries it now, and until when nobody else may.
  claim uuid,
  claimed_until timestamptz,
  code integer,
  error text,
  created_at timestamptz NOT NULL,
  delivered_at timestamptz,
  -- Deliveries of one lane do not hold up those of another.
  lane text NOT NULL GENERATED ALWAYS AS (coalesce(channel_id::text, 'mail')) STORED,
  CHECK ((state = 'waiting') = (next_attempt_at IS NOT NULL)),
  CHECK ((state = 'delivered') = (delivered_at IS NOT NULL)),
  CHECK ((claim IS NULL) = (claimed_until IS NULL))
);

CREATE TABLE alert_attempt (
  delivery_id uuid NOT NULL REFERENCES alert_delivery ON DELETE CASCADE,
  number integer NOT NULL,
  at timestamptz NOT NULL,
  ok boolean NOT NULL,
  code integer,
  error text,
  milliseconds integer NOT NULL,
  PRIMARY KEY (delivery_id, number)
);`;

const indexes = `
CREATE INDEX alert_message_created ON alert_message (created_at);
CREATE INDEX alert_message_rule ON alert_message (rule_id);
CREATE INDEX alert_message_scans ON alert_message USING gin (scan_ids);

CREATE INDEX alert_delivery_due ON alert_delivery (lane, next_attempt_at, created_at) WHERE state = 'waiting';
CREATE INDEX alert_delivery_created ON alert_delivery (created_at, id);
CREATE INDEX alert_delivery_state ON alert_delivery (state, created_at);
CREATE INDEX alert_delivery_channel ON alert_delivery (channel_id, created_at);
CREATE INDEX alert_delivery_message ON alert_delivery (message_id);`;
