import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Alert rules, what waits to be told, mutes, and who of a site gets mails. */
export class Alerts1700000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(rules);
    await runner.query(waiting);
    await runner.query(certificates);
    await runner.query(sites);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE site DROP COLUMN scan_mail_recipients, DROP COLUMN difference_mail_recipients;
      DROP TABLE alert_certificate_told, alert_confirmation, alert_held, alert_item, alert_mute, alert_rule_channel, alert_rule`);
  }
}

const rules = `
CREATE TABLE alert_rule (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  enabled boolean NOT NULL,
  events text[] NOT NULL,
  changes text[] NOT NULL,
  -- As the contract has it: { kind: 'fields', siteIds, addresses, ports, service, hostName }.
  filter jsonb NOT NULL,
  digest text NOT NULL CHECK (digest IN ('immediate', 'hourly', 'daily')),
  digest_at text NOT NULL,
  quiet jsonb,
  zone text NOT NULL,
  flap_hours integer NOT NULL CHECK (flap_hours >= 0),
  confirm text NOT NULL CHECK (confirm IN ('none', 'reprobe')),
  certificate_days integer NOT NULL CHECK (certificate_days > 0),
  muted_until timestamptz,
  -- It tells of what happens from then on.
  enabled_at timestamptz NOT NULL,
  last_message_at timestamptz,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX alert_rule_name ON alert_rule (lower(name));

CREATE TABLE alert_rule_channel (
  rule_id uuid NOT NULL REFERENCES alert_rule ON DELETE CASCADE,
  channel_id uuid NOT NULL REFERENCES alert_channel,
  PRIMARY KEY (rule_id, channel_id)
);
CREATE INDEX alert_rule_channel_channel ON alert_rule_channel (channel_id);

-- Every field that is given must fit.
CREATE TABLE alert_mute (
  id uuid PRIMARY KEY,
  site_id uuid REFERENCES site ON DELETE CASCADE,
  addresses text NOT NULL,
  ports text NOT NULL,
  until timestamptz NOT NULL,
  reason text NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX alert_mute_until ON alert_mute (until);
CREATE INDEX alert_mute_site ON alert_mute (site_id);`;

const waiting = `
-- What a rule has to tell of one event, or of one look at certificates, and does not tell yet.
CREATE TABLE alert_item (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  rule_id uuid NOT NULL REFERENCES alert_rule ON DELETE CASCADE,
  -- confirming: a second look is on its way; waiting: for the end of quiet hours or a digest.
  state text NOT NULL CHECK (state IN ('confirming', 'waiting')),
  due_at timestamptz,
  -- { scan, site, lines, more, counts, leftOut, at }
  parcel jsonb NOT NULL,
  -- How many things it tells of.
  size integer NOT NULL,
  CHECK ((state = 'waiting') = (due_at IS NOT NULL))
);
CREATE INDEX alert_item_due ON alert_item (due_at) WHERE state = 'waiting';
CREATE INDEX alert_item_rule ON alert_item (rule_id, id);

-- For rules that wait until things are at rest: each thing that moved lately, what was told of it last, what it is now, and
-- what there is to tell if it stays so.
CREATE TABLE alert_held (
  rule_id uuid NOT NULL REFERENCES alert_rule ON DELETE CASCADE,
  host_id bigint NOT NULL,
  facet text NOT NULL,
  -- Empty and -1 for what has no port.
  protocol text NOT NULL,
  port integer NOT NULL,
  told text NOT NULL,
  state text NOT NULL,
  -- Moves since it was told.
  moves integer NOT NULL,
  last_at timestamptz NOT NULL,
  settle_at timestamptz NOT NULL,
  line jsonb,
  site jsonb,
  PRIMARY KEY (rule_id, host_id, facet, protocol, port)
);
CREATE INDEX alert_held_settle ON alert_held (settle_at);

-- A second look at changes of an item. Its scan is made after the transaction that wishes for it.
CREATE TABLE alert_confirmation (
  id uuid PRIMARY KEY,
  item_id bigint NOT NULL REFERENCES alert_item ON DELETE CASCADE,
  look text NOT NULL CHECK (look IN ('hosts', 'ports')),
  -- The scan that found the changes.
  scan_id uuid NOT NULL,
  change_ids bigint[] NOT NULL,
  -- TCP ports that are asked again, and whether what listens there is.
  ports integer[] NOT NULL,
  versions boolean NOT NULL,
  state text NOT NULL CHECK (state IN ('wanted', 'looking', 'done')),
  confirm_scan_id uuid,
  -- When the changes are told without it.
  deadline_at timestamptz NOT NULL
);
CREATE INDEX alert_confirmation_item ON alert_confirmation (item_id);
CREATE INDEX alert_confirmation_open ON alert_confirmation (deadline_at) WHERE state <> 'done';
CREATE INDEX alert_confirmation_scan ON alert_confirmation (confirm_scan_id) WHERE state = 'looking';`;

const certificates = `
-- How far a rule has told that a certificate expires: 1 = within the days of the rule, 2 = within a quarter of them, 3 = expired.
CREATE TABLE alert_certificate_told (
  rule_id uuid NOT NULL REFERENCES alert_rule ON DELETE CASCADE,
  host_id bigint NOT NULL,
  protocol text NOT NULL,
  port integer NOT NULL,
  fingerprint text NOT NULL,
  expires_at timestamptz NOT NULL,
  stage smallint NOT NULL,
  PRIMARY KEY (rule_id, host_id, protocol, port, fingerprint)
);`;

const sites = `
ALTER TABLE site
  ADD COLUMN scan_mail_recipients text[] NOT NULL DEFAULT '{}',
  ADD COLUMN difference_mail_recipients text[] NOT NULL DEFAULT '{}';`;
