import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The first tables: access, scope, engines, scans with their ledger, reports, observations, inventory, changes. */
export class Initial1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(access);
    await runner.query(scope);
    await runner.query(engines);
    await runner.query(scans);
    await runner.query(reports);
    await runner.query(inventory);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE change, service, host, observation, report_chunk, report, shard, scan, join_token, engine_token, engine,
        exclusion, site, scan_command, zone, api_key, sweep, sign_in_backoff,
        user_session, app_user CASCADE`);
  }
}

const access = `
CREATE TABLE app_user (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  password_hash text NOT NULL,
  role text NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
  disabled boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  last_sign_in_at timestamptz
);
CREATE UNIQUE INDEX app_user_name ON app_user (lower(name));

CREATE TABLE user_session (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES app_user ON DELETE CASCADE,
  token_hash bytea NOT NULL UNIQUE,
  user_agent text NOT NULL,
  remote_address text NOT NULL,
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX user_session_user ON user_session (user_id);

-- Failed sign-ins by name and by address; the subject is hashed, because people type passwords into name fields.
CREATE TABLE sign_in_backoff (
  subject bytea PRIMARY KEY,
  failures integer NOT NULL,
  locked_until timestamptz,
  last_attempt_at timestamptz NOT NULL
);
CREATE INDEX sign_in_backoff_age ON sign_in_backoff (last_attempt_at);

-- Tasks that run now and then in one of all consoles.
CREATE TABLE sweep (
  name text PRIMARY KEY,
  claimed_at timestamptz NOT NULL
);

CREATE TABLE api_key (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
  prefix text NOT NULL UNIQUE,
  key_hash bytea NOT NULL,
  created_by uuid REFERENCES app_user ON DELETE SET NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);`;

const scope = `
CREATE TABLE zone (
  id uuid PRIMARY KEY,
  name text NOT NULL UNIQUE,
  description text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL
);
INSERT INTO zone (id, name, description, created_at)
VALUES ('00000000-0000-4000-8000-000000000001', 'default', 'Sites and engines that were not put elsewhere', now());

CREATE TABLE scan_command (
  id uuid PRIMARY KEY,
  -- Set for built-in commands, so that a new version can update them in place.
  built_in_key text UNIQUE,
  name text NOT NULL,
  description text NOT NULL DEFAULT '',
  scanner text NOT NULL CHECK (scanner IN ('nmap', 'masscan')),
  options text NOT NULL,
  discovery boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX scan_command_name ON scan_command (lower(name));

CREATE TABLE engine (
  id uuid PRIMARY KEY,
  zone_id uuid NOT NULL REFERENCES zone,
  name text NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  version text,
  protocol integer,
  scanners jsonb NOT NULL DEFAULT '[]',
  policy jsonb,
  slots integer NOT NULL DEFAULT 0,
  last_error text,
  last_seen_at timestamptz,
  -- Whether browsers were last told that it is online.
  announced_online boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  -- Retired engines stay for the history of their shards.
  retired_at timestamptz
);
CREATE UNIQUE INDEX engine_name ON engine (lower(name)) WHERE retired_at IS NULL;

CREATE TABLE site (
  id uuid PRIMARY KEY,
  zone_id uuid NOT NULL REFERENCES zone,
  name text NOT NULL,
  description text NOT NULL DEFAULT '',
  targets text NOT NULL,
  address_count numeric(40, 0) NOT NULL,
  name_count integer NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  default_command_id uuid REFERENCES scan_command,
  default_engine_id uuid REFERENCES engine,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX site_name ON site (lower(name));

CREATE TABLE exclusion (
  id uuid PRIMARY KEY,
  scope text NOT NULL CHECK (scope IN ('global', 'zone', 'site')),
  zone_id uuid REFERENCES zone,
  site_id uuid REFERENCES site ON DELETE CASCADE,
  target text NOT NULL,
  reason text NOT NULL DEFAULT '',
  author text NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  expires_at timestamptz,
  created_at timestamptz NOT NULL,
  CHECK ((scope = 'global' AND zone_id IS NULL AND site_id IS NULL)
    OR (scope = 'zone' AND zone_id IS NOT NULL AND site_id IS NULL)
    OR (scope = 'site' AND zone_id IS NULL AND site_id IS NOT NULL))
);
CREATE INDEX exclusion_site ON exclusion (site_id);`;

const engines = `
CREATE TABLE engine_token (
  id uuid PRIMARY KEY,
  engine_id uuid NOT NULL REFERENCES engine ON DELETE CASCADE,
  prefix text NOT NULL UNIQUE,
  token_hash bytea NOT NULL,
  created_at timestamptz NOT NULL,
  revoked_at timestamptz
);
CREATE INDEX engine_token_engine ON engine_token (engine_id);

CREATE TABLE join_token (
  id uuid PRIMARY KEY,
  zone_id uuid NOT NULL REFERENCES zone,
  prefix text NOT NULL UNIQUE,
  token_hash bytea NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  used_by uuid REFERENCES engine
);`;

const scans = `
CREATE TABLE scan (
  id uuid PRIMARY KEY,
  zone_id uuid NOT NULL REFERENCES zone,
  site_id uuid REFERENCES site ON DELETE SET NULL,
  site_name text,
  -- Set when the scan was asked to run on one engine only.
  engine_id uuid REFERENCES engine,
  state text NOT NULL CHECK (state IN ('planned', 'running', 'paused', 'completed', 'cancelled', 'failed')),
  partial boolean NOT NULL DEFAULT false,
  reason text,
  command_id uuid REFERENCES scan_command ON DELETE SET NULL,
  command_name text NOT NULL,
  scanner text NOT NULL,
  options_text text NOT NULL,
  options jsonb NOT NULL,
  target_summary text NOT NULL,
  -- Snapshot of what the plan was made from: { targets, excluded, excludedAddresses, resolvedNames, excludedNames }.
  plan jsonb NOT NULL,
  -- Canonical address sets.
  address_set text NOT NULL,
  excluded_set text NOT NULL,
  planned_addresses numeric(40, 0) NOT NULL,
  shard_count integer NOT NULL,
  -- Addresses covered by all shards together.
  addresses_done numeric(40, 0) NOT NULL DEFAULT 0,
  hosts_up integer NOT NULL DEFAULT 0,
  hosts_down integer NOT NULL DEFAULT 0,
  open_ports integer NOT NULL DEFAULT 0,
  refused_addresses integer NOT NULL DEFAULT 0,
  problems jsonb NOT NULL DEFAULT '[]',
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  started_at timestamptz,
  finished_at timestamptz
);
CREATE INDEX scan_created ON scan (created_at DESC, id);
CREATE INDEX scan_site ON scan (site_id, created_at DESC);
CREATE INDEX scan_active ON scan (created_at) WHERE state IN ('planned', 'running', 'paused');

-- The ledger: one row a shard. The table is the work list; the queue is only the doorbell.
CREATE TABLE shard (
  id uuid PRIMARY KEY,
  scan_id uuid NOT NULL REFERENCES scan ON DELETE CASCADE,
  zone_id uuid NOT NULL REFERENCES zone,
  number integer NOT NULL,
  scanner text NOT NULL,
  state text NOT NULL CHECK (state IN ('queued', 'leased', 'scanning', 'delivered', 'paused', 'cancelled', 'failed')),
  -- An order that the engine has not confirmed yet, and since when.
  ordered text CHECK (ordered IN ('pause', 'cancel')),
  ordered_at timestamptz,
  epoch integer NOT NULL DEFAULT 0,
  -- Failed runs, and lost leases, since the shard last covered something new.
  attempts integer NOT NULL DEFAULT 0,
  lost_leases integer NOT NULL DEFAULT 0,
  not_before timestamptz,
  engine_id uuid REFERENCES engine,
  pinned_engine_id uuid REFERENCES engine,
  -- Engines that gave it back: { engineId: { reason, detail, fingerprint, until } }.
  refused_by jsonb NOT NULL DEFAULT '{}',
  -- Null in a leased or scanning shard: the lease has ended and the report waits to be ingested to its end.
  lease_expires_at timestamptz,
  address_set text NOT NULL,
  address_count numeric(40, 0) NOT NULL,
  -- Addresses whose hosts are complete in reports of this shard, of any epoch.
  covered_set text NOT NULL DEFAULT '',
  covered_count numeric(40, 0) NOT NULL DEFAULT 0,
  -- The manifest of the present epoch: what its engine may probe and its report may name.
  leased_set text NOT NULL DEFAULT '',
  leased_count numeric(40, 0) NOT NULL DEFAULT 0,
  percent real NOT NULL DEFAULT 0,
  estimated_end_at timestamptz,
  reason text,
  detail text,
  exit_code integer,
  stderr_tail text,
  argv jsonb,
  notes jsonb NOT NULL DEFAULT '[]',
  started_at timestamptz,
  finished_at timestamptz,
  UNIQUE (scan_id, number)
);
CREATE INDEX shard_queue ON shard (zone_id, scan_id, number) WHERE state = 'queued';
CREATE INDEX shard_leases ON shard (lease_expires_at) WHERE state IN ('leased', 'scanning');
CREATE INDEX shard_running ON shard (scan_id) WHERE state IN ('leased', 'scanning');
CREATE INDEX shard_engine ON shard (engine_id) WHERE state IN ('leased', 'scanning');`;

const reports = `
-- One report for each epoch of a shard that sent bytes.
CREATE TABLE report (
  id uuid PRIMARY KEY,
  shard_id uuid NOT NULL REFERENCES shard ON DELETE CASCADE,
  scan_id uuid NOT NULL REFERENCES scan ON DELETE CASCADE,
  epoch integer NOT NULL,
  engine_id uuid REFERENCES engine,
  format text NOT NULL,
  received_bytes bigint NOT NULL DEFAULT 0,
  ingested_bytes bigint NOT NULL DEFAULT 0,
  -- What a reader needs to go on at ingested_bytes.
  reader_context jsonb,
  -- True when no byte will follow: the engine finished it, or its lease was lost.
  closed boolean NOT NULL DEFAULT false,
  -- True when all that can be ingested has been.
  settled boolean NOT NULL DEFAULT false,
  -- The engine's word on how the run ended, applied to the shard once the report is settled.
  outcome jsonb,
  refusal text,
  sha256 text,
  -- Name of the sealed artifact; the chunks are gone then.
  artifact text,
  created_at timestamptz NOT NULL,
  UNIQUE (shard_id, epoch)
);
CREATE INDEX report_pending ON report (created_at) WHERE NOT settled;
CREATE INDEX report_scan ON report (scan_id);

CREATE TABLE report_chunk (
  report_id uuid NOT NULL REFERENCES report ON DELETE CASCADE,
  start_offset bigint NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (report_id, start_offset)
);
ALTER TABLE report_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;`;

const inventory = `
CREATE TABLE host (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  zone_id uuid NOT NULL REFERENCES zone,
  address inet NOT NULL,
  status text NOT NULL CHECK (status IN ('up', 'down', 'unknown', 'gone')),
  status_reason text,
  status_since timestamptz NOT NULL,
  names text[] NOT NULL DEFAULT '{}',
  mac macaddr,
  vendor text,
  os text,
  os_accuracy smallint,
  open_ports integer[] NOT NULL DEFAULT '{}',
  rtt_micros integer,
  -- The rest of what the last full look saw: OS matches, host scripts, traceroute, uptime, distance.
  detail jsonb NOT NULL DEFAULT '{}',
  -- Of the observation that was applied last: the same again changes nothing but the times below.
  digest text,
  -- When every open service was seen unchanged at once; spares a write to each of them.
  confirmed_at timestamptz,
  confirmed_scan_id uuid,
  first_seen_at timestamptz NOT NULL,
  last_seen_at timestamptz,
  last_scan_id uuid,
  UNIQUE (zone_id, address)
) WITH (fillfactor = 80);

-- What points at hosts has no foreign key: checking each row costs a fifth of the whole ingest, and one class alone makes
-- them (docs/decisions/0009-no-foreign-keys-to-hosts.md).
CREATE TABLE service (
  host_id bigint NOT NULL,
  protocol text NOT NULL,
  port integer NOT NULL,
  state text NOT NULL,
  reason text,
  name text,
  product text,
  version text,
  detail jsonb NOT NULL DEFAULT '{}',
  first_seen_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  last_scan_id uuid,
  PRIMARY KEY (host_id, protocol, port)
);

-- One host as one scan saw it.
CREATE TABLE observation (
  scan_id uuid NOT NULL REFERENCES scan ON DELETE CASCADE,
  address inet NOT NULL,
  host_id bigint NOT NULL,
  shard_id uuid NOT NULL,
  status text NOT NULL,
  open_ports integer NOT NULL,
  timed_out boolean NOT NULL DEFAULT false,
  duration_ms integer,
  -- The whole record. Only ever read whole, so it is kept as it was written.
  data json NOT NULL,
  observed_at timestamptz NOT NULL,
  PRIMARY KEY (scan_id, address)
);
-- Postgres' own compression costs as much as all the rest of writing a record; a server with lz4 compresses for next to
-- nothing, and on one without, usual records stay as they are within their rows.
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)) THEN
    ALTER TABLE observation ALTER COLUMN data SET COMPRESSION lz4;
  ELSE
    ALTER TABLE observation ALTER COLUMN data SET STORAGE EXTERNAL;
    ALTER TABLE observation SET (toast_tuple_target = 8160);
  END IF;
END $$;
CREATE INDEX observation_host ON observation (host_id, observed_at DESC);

CREATE TABLE change (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  host_id bigint NOT NULL,
  scan_id uuid,
  kind text NOT NULL,
  protocol text,
  port integer,
  before jsonb,
  after jsonb,
  at timestamptz NOT NULL
);
CREATE INDEX change_host ON change (host_id, at DESC);
CREATE INDEX change_scan ON change (scan_id);
CREATE INDEX change_at ON change (at DESC, id DESC);`;
