import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Scans that spread over pools of engines: limits and budgets, stages, runs, and what was dropped from scope. */
export class Fleet1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(pools);
    await runner.query(limits);
    await runner.query(scans);
    await runner.query(shards);
    await runner.query(names);
    await runner.query(absences);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE stage_find, shard_run, scope_name;
      ALTER TABLE sweep DROP COLUMN away_since, DROP COLUMN resumed_at;
      ALTER TABLE shard DROP COLUMN stage, DROP COLUMN pinned_pool_id, DROP COLUMN options, DROP COLUMN part_index,
        DROP COLUMN part_count, DROP COLUMN dropped_set, DROP COLUMN dropped_count, DROP COLUMN leased_rate,
        DROP COLUMN split_from, DROP COLUMN failed_on;
      ALTER TABLE scan DROP COLUMN pool_id, DROP COLUMN priority, DROP COLUMN max_rate, DROP COLUMN randomised,
        DROP COLUMN follow_up_text, DROP COLUMN follow_up, DROP COLUMN held, DROP COLUMN time_limit_seconds, DROP COLUMN retried_at, DROP COLUMN planned_probes,
        DROP COLUMN dropped_addresses, DROP COLUMN follow_up_addresses, DROP COLUMN follow_up_done;
      ALTER TABLE scan_command DROP COLUMN follow_up;
      ALTER TABLE site DROP COLUMN default_pool_id, DROP COLUMN max_shards, DROP COLUMN max_rate;
      ALTER TABLE join_token DROP COLUMN require_approval;
      ALTER TABLE engine_token DROP COLUMN ends_when_replaced;
      ALTER TABLE engine DROP COLUMN approved, DROP COLUMN draining, DROP COLUMN max_shards, DROP COLUMN load,
        DROP COLUMN rotate_token, DROP COLUMN remote_address;
      DROP INDEX zone_name;
      ALTER TABLE zone DROP COLUMN max_shards, ADD CONSTRAINT zone_name_key UNIQUE (name);
      DROP TABLE engine_pool_member, engine_pool`);
  }
}

const pools = `
CREATE TABLE engine_pool (
  id uuid PRIMARY KEY,
  zone_id uuid NOT NULL REFERENCES zone,
  name text NOT NULL,
  description text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX engine_pool_name ON engine_pool (lower(name));

-- An engine may be in several pools, all of its zone.
CREATE TABLE engine_pool_member (
  pool_id uuid NOT NULL REFERENCES engine_pool ON DELETE CASCADE,
  engine_id uuid NOT NULL REFERENCES engine ON DELETE CASCADE,
  PRIMARY KEY (pool_id, engine_id)
);
CREATE INDEX engine_pool_member_engine ON engine_pool_member (engine_id);`;

const limits = `
-- Shards that may run at a time; null = no limit.
ALTER TABLE zone ADD COLUMN max_shards integer CHECK (max_shards > 0), DROP CONSTRAINT zone_name_key;
CREATE UNIQUE INDEX zone_name ON zone (lower(name));
ALTER TABLE site ADD COLUMN default_pool_id uuid REFERENCES engine_pool ON DELETE SET NULL,
  ADD COLUMN max_shards integer CHECK (max_shards > 0),
  -- Packets a second that all engines together may send to the site; null = no limit.
  ADD COLUMN max_rate integer CHECK (max_rate > 0);
ALTER TABLE engine
  -- False until an admin has approved it; it gets no work before.
  ADD COLUMN approved boolean NOT NULL DEFAULT true,
  -- Finishes what it has and gets nothing new.
  ADD COLUMN draining boolean NOT NULL DEFAULT false,
  ADD COLUMN max_shards integer CHECK (max_shards > 0),
  -- What it said of its machine last: { cpuPercent, memoryFreeBytes, diskFreeBytes }.
  ADD COLUMN load jsonb,
  -- The engine is to fetch a new token with its next check-in.
  ADD COLUMN rotate_token boolean NOT NULL DEFAULT false,
  -- Where it last came from, to tell engines that wait for approval apart.
  ADD COLUMN remote_address text;
-- Still good until the token that was issued after it is used for the first time.
ALTER TABLE engine_token ADD COLUMN ends_when_replaced boolean NOT NULL DEFAULT false;
ALTER TABLE join_token ADD COLUMN require_approval boolean NOT NULL DEFAULT true;
-- Options of the nmap that looks at what the command found, for a command of two stages.
ALTER TABLE scan_command ADD COLUMN follow_up text;`;

const scans = `
ALTER TABLE scan
  -- Set when only engines of this pool may work on it.
  ADD COLUMN pool_id uuid REFERENCES engine_pool ON DELETE SET NULL,
  ADD COLUMN priority text NOT NULL DEFAULT 'normal' CHECK (priority IN ('low', 'normal', 'high')),
  -- Packets a second of all its engines together, on top of what the site allows.
  ADD COLUMN max_rate integer CHECK (max_rate > 0),
  ADD COLUMN randomised boolean NOT NULL DEFAULT false,
  -- Options of the second stage, as text and typed; null for a scan of one stage.
  ADD COLUMN follow_up_text text,
  ADD COLUMN follow_up jsonb,
  -- An order to the whole scan that also holds for shards of the second stage that do not exist yet.
  ADD COLUMN held text CHECK (held IN ('pause', 'cancel')),
  ADD COLUMN time_limit_seconds integer CHECK (time_limit_seconds > 0),
  -- When failed shards were last queued again: the time limit counts from here.
  ADD COLUMN retried_at timestamptz,
  ADD COLUMN planned_probes numeric(60, 0) NOT NULL DEFAULT 0,
  -- Addresses that were planned and are not scanned, because they were excluded later.
  ADD COLUMN dropped_addresses numeric(40, 0) NOT NULL DEFAULT 0,
  -- Addresses given to the second stage, and those covered by it.
  ADD COLUMN follow_up_addresses numeric(40, 0) NOT NULL DEFAULT 0,
  ADD COLUMN follow_up_done numeric(40, 0) NOT NULL DEFAULT 0;`;

const shards = `
ALTER TABLE shard
  ADD COLUMN stage smallint NOT NULL DEFAULT 1 CHECK (stage IN (1, 2)),
  ADD COLUMN pinned_pool_id uuid REFERENCES engine_pool ON DELETE SET NULL,
  -- Typed options of this shard where they are not the scan's.
  ADD COLUMN options jsonb,
  -- Masscan's own sharding: this is part part_index of part_count over the same addresses and ports.
  ADD COLUMN part_index integer NOT NULL DEFAULT 1,
  ADD COLUMN part_count integer NOT NULL DEFAULT 1 CHECK (part_count >= part_index AND part_index >= 1),
  -- Addresses of the shard that were excluded after planning: never probed, not waited for.
  ADD COLUMN dropped_set text NOT NULL DEFAULT '',
  ADD COLUMN dropped_count numeric(40, 0) NOT NULL DEFAULT 0,
  -- Packets a second that the present lease may send, taken from the budget of site and scan; null = no budget.
  ADD COLUMN leased_rate integer,
  ADD COLUMN split_from uuid REFERENCES shard ON DELETE SET NULL,
  -- Engines on which a run of it failed since it last covered something new.
  ADD COLUMN failed_on jsonb NOT NULL DEFAULT '[]',
  DROP CONSTRAINT shard_ordered_check,
  ADD CONSTRAINT shard_ordered_check CHECK (ordered IN ('pause', 'cancel', 'replan', 'split'));

-- Every lease that was ever given for a shard: who, when, which addresses, and how it ended.
CREATE TABLE shard_run (
  shard_id uuid NOT NULL REFERENCES shard ON DELETE CASCADE,
  epoch integer NOT NULL,
  scan_id uuid NOT NULL REFERENCES scan ON DELETE CASCADE,
  engine_id uuid REFERENCES engine,
  engine_name text NOT NULL,
  leased_set text NOT NULL,
  leased_count numeric(40, 0) NOT NULL,
  manifest_hash text NOT NULL,
  leased_at timestamptz NOT NULL,
  -- Null when the scanner was never seen running.
  started_at timestamptz,
  ended_at timestamptz,
  -- completed, stopped, failed, refused or lost; null while it runs.
  outcome text,
  reason text,
  detail text,
  PRIMARY KEY (shard_id, epoch)
);
CREATE INDEX shard_run_scan ON shard_run (scan_id, leased_at);
CREATE INDEX shard_run_lost ON shard_run (ended_at) WHERE outcome = 'lost';

-- What the first stage found and the second has not been given yet, or has: one row for each address and time found.
CREATE TABLE stage_find (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  scan_id uuid NOT NULL REFERENCES scan ON DELETE CASCADE,
  address inet NOT NULL,
  -- Open ports as nmap writes them ("T:22,80"); empty when the stage only found the host.
  ports text NOT NULL,
  found_at timestamptz NOT NULL,
  -- The shard of the second stage that looks at it.
  shard_id uuid REFERENCES shard ON DELETE SET NULL
);
CREATE INDEX stage_find_waiting ON stage_find (scan_id, id) WHERE shard_id IS NULL;
-- Deleting a shard asks for its finds.
CREATE INDEX stage_find_shard ON stage_find (shard_id) WHERE shard_id IS NOT NULL;
CREATE UNIQUE INDEX stage_find_once ON stage_find (scan_id, address, ports);`;

const names = `
-- The last good answers for host names among exclusions and among targets of waiting scans. All consoles use the same.
CREATE TABLE scope_name (
  name text PRIMARY KEY,
  address_set text NOT NULL,
  asked_at timestamptz NOT NULL
);`;

const absences = `
-- The last time in which no console was there to run the task, or no database; null = it never happened.
ALTER TABLE sweep ADD COLUMN away_since timestamptz, ADD COLUMN resumed_at timestamptz;`;
