import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Schedules with what became of each occurrence, blackouts, and what happened to scans. */
export class Schedules1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(schedules);
    await runner.query(blackouts);
    await runner.query(scans);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE scan DROP COLUMN schedule_id, DROP COLUMN schedule_name, DROP COLUMN origin, DROP COLUMN live_hosts_only,
        DROP COLUMN blackout_id;
      DROP TABLE scan_event, blackout, schedule_run, schedule`);
  }
}

const schedules = `
CREATE TABLE schedule (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  description text NOT NULL DEFAULT '',
  site_id uuid NOT NULL REFERENCES site ON DELETE CASCADE,
  against text NOT NULL CHECK (against IN ('site', 'live_hosts')),
  -- Null = the default command of the site.
  command_id uuid REFERENCES scan_command,
  engine_id uuid REFERENCES engine,
  pool_id uuid REFERENCES engine_pool,
  priority text NOT NULL DEFAULT 'normal',
  max_rate integer,
  randomised boolean NOT NULL DEFAULT false,
  time_limit_seconds integer,
  -- DTSTART as wall-clock time of the zone. Nothing but a new recurrence moves it.
  start_local text NOT NULL,
  zone text NOT NULL,
  rules text NOT NULL,
  cron text,
  missed text NOT NULL CHECK (missed IN ('skip', 'once', 'all')),
  overlap text NOT NULL CHECK (overlap IN ('skip', 'queue', 'replace')),
  jitter_seconds integer NOT NULL DEFAULT 0,
  enabled boolean NOT NULL DEFAULT true,
  -- The first occurrence that nothing has been decided about; null = disabled, or none is left.
  next_occurrence_at timestamptz,
  -- The same with its jitter.
  next_run_at timestamptz,
  -- When the scheduler looks at it next: when it runs, or later while a blackout or a fault holds it back.
  look_at timestamptz,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX schedule_name ON schedule (lower(name));
CREATE INDEX schedule_due ON schedule (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX schedule_site ON schedule (site_id);
CREATE INDEX schedule_command ON schedule (command_id);
CREATE INDEX schedule_engine ON schedule (engine_id);
CREATE INDEX schedule_pool ON schedule (pool_id);

-- What was decided about each occurrence. Several that were skipped together share a row.
CREATE TABLE schedule_run (
  id uuid PRIMARY KEY,
  schedule_id uuid NOT NULL REFERENCES schedule ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('scheduled', 'manual')),
  occurrence_at timestamptz NOT NULL,
  last_occurrence_at timestamptz NOT NULL,
  occurrences integer NOT NULL DEFAULT 1,
  outcome text NOT NULL CHECK (outcome IN ('queued', 'started', 'skipped')),
  reason text,
  detail text,
  scan_id uuid,
  decided_at timestamptz NOT NULL
);
-- No occurrence is decided twice, whatever crashes and however many consoles run.
CREATE UNIQUE INDEX schedule_run_once ON schedule_run (schedule_id, occurrence_at) WHERE kind = 'scheduled';
CREATE INDEX schedule_run_newest ON schedule_run (schedule_id, occurrence_at DESC, id);
CREATE INDEX schedule_run_queued ON schedule_run (schedule_id) WHERE outcome = 'queued';
CREATE INDEX schedule_run_scan ON schedule_run (scan_id);
CREATE INDEX schedule_run_decided ON schedule_run (decided_at, id);`;

const blackouts = `
CREATE TABLE blackout (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  reason text NOT NULL DEFAULT '',
  scope text NOT NULL CHECK (scope IN ('global', 'site', 'engine')),
  site_id uuid REFERENCES site ON DELETE CASCADE,
  engine_id uuid REFERENCES engine ON DELETE CASCADE,
  start_local text NOT NULL,
  zone text NOT NULL,
  rules text NOT NULL,
  cron text,
  duration_seconds integer NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  -- The window that is open or comes next. Whoever gives out work looks at these times, so a blackout holds to the second
  -- even while no console is there to tell of it. Null = disabled, or none is left.
  window_start timestamptz,
  window_end timestamptz,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CHECK ((scope = 'global' AND site_id IS NULL AND engine_id IS NULL)
    OR (scope = 'site' AND site_id IS NOT NULL AND engine_id IS NULL)
    OR (scope = 'engine' AND site_id IS NULL AND engine_id IS NOT NULL))
);
CREATE UNIQUE INDEX blackout_name ON blackout (lower(name));
CREATE INDEX blackout_window ON blackout (window_start) WHERE window_start IS NOT NULL;
CREATE INDEX blackout_site ON blackout (site_id);
CREATE INDEX blackout_engine ON blackout (engine_id);`;

const scans = `
ALTER TABLE scan
  ADD COLUMN origin text NOT NULL DEFAULT 'person' CHECK (origin IN ('person', 'schedule', 'confirmation')),
  -- Set for a scan that a schedule started; the name stays when the schedule is gone.
  ADD COLUMN schedule_id uuid,
  ADD COLUMN schedule_name text,
  ADD COLUMN live_hosts_only boolean NOT NULL DEFAULT false,
  -- The blackout that has paused it; null when nothing has, or a person did.
  ADD COLUMN blackout_id uuid;
CREATE INDEX scan_schedule ON scan (schedule_id, created_at DESC) WHERE schedule_id IS NOT NULL;
CREATE INDEX scan_schedule_working ON scan (schedule_id, created_at)
  WHERE schedule_id IS NOT NULL AND state IN ('planned', 'running', 'paused');
CREATE INDEX scan_blackout ON scan (blackout_id) WHERE blackout_id IS NOT NULL;

-- What happened to scans, written in the transaction in which it happened. Alert rules are told from here, so that none is
-- forgotten; facts are what the scan was at that moment.
CREATE TABLE scan_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  scan_id uuid NOT NULL,
  event text NOT NULL,
  facts jsonb NOT NULL,
  at timestamptz NOT NULL,
  -- Null until alert rules have looked at it.
  alerted_at timestamptz
);
CREATE INDEX scan_event_open ON scan_event (id) WHERE alerted_at IS NULL;
CREATE INDEX scan_event_scan ON scan_event (scan_id, id);
CREATE INDEX scan_event_at ON scan_event (at);`;
