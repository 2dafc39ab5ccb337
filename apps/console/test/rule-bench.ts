import { randomUUID } from 'node:crypto';
import {
  type AlertMessage,
  type AlertRuleRequest,
  alertRuleRequest,
  type ChangeKind,
  type Rehearsal,
  type ScanEvent,
  type UpdateAlertRuleRequest,
} from '@scanfleet/contracts';
import type { z } from 'zod';
import { AlertsBell } from '../src/alerts/outbox/alerts-bell.js';
import { Outbox } from '../src/alerts/outbox/outbox.js';
import { AlertFigures } from '../src/alerts/rules/alert-figures.js';
import { CertificateTeller } from '../src/alerts/rules/certificate-teller.js';
import { Confirmations } from '../src/alerts/rules/confirmations.js';
import { DueSender } from '../src/alerts/rules/due-sender.js';
import { EventTeller } from '../src/alerts/rules/event-teller.js';
import { LookJudge } from '../src/alerts/rules/look-judge.js';
import { LookStarter } from '../src/alerts/rules/look-starter.js';
import { MuteDesk } from '../src/alerts/rules/mute-desk.js';
import { Rehearser } from '../src/alerts/rules/rehearser.js';
import { RuleBook } from '../src/alerts/rules/rule-book.js';
import { RuleMessages } from '../src/alerts/rules/rule-messages.js';
import { RuleStore } from '../src/alerts/rules/rule-store.js';
import { Settler } from '../src/alerts/rules/settler.js';
import { Teller } from '../src/alerts/rules/teller.js';
import { EngineRegistry } from '../src/engines/engine-registry.js';
import { ExclusionRules } from '../src/exclusions/exclusion-rules.js';
import type { Database } from '../src/platform/database/database.js';
import { Draining } from '../src/platform/draining.js';
import { Metrics } from '../src/platform/metrics/metrics.js';
import { ScanCommandStore } from '../src/scan-commands/scan-command-store.js';
import { EngineSlots } from '../src/scans/ledger/engine-slots.js';
import { ScanCreator } from '../src/scans/scan-creator.js';
import { ScanDrafter } from '../src/scans/scan-drafter.js';
import { SizeGuard } from '../src/scans/size-guard.js';
import { SiteStore } from '../src/sites/site-store.js';
import { aConfig, aLogger, DEFAULT_ZONE } from './harness.js';
import { IngestBench } from './ingest-bench.js';
import { nmapReport, type WrittenHost } from './nmap-report.js';
import type { HeldClock } from './workbench.js';

/** A change as a scan may find it. */
export interface TestChange {
  address: string;
  kind: ChangeKind;
  port?: number;
  protocol?: string;
  before?: unknown;
  after?: unknown;
  /** Names of the host. */
  names?: string[];
  acknowledged?: boolean;
}

/** What the teller of one console is made of. */
export interface TestTeller {
  readonly teller: Teller;
  readonly certificates: CertificateTeller;
  readonly metrics: Metrics;
  readonly logLines: readonly string[];
}

export type RuleWish = Partial<z.input<typeof alertRuleRequest>>;

/** Tellers on a real database with all their neighbours, and short words for what happens and what is told of it. */
export class RuleBench {
  readonly store: RuleStore;
  readonly mutes: MuteDesk;
  readonly rehearser: Rehearser;

  private constructor(readonly ingest: IngestBench) {
    this.store = new RuleStore(this.clock, this.bell());
    this.mutes = new MuteDesk(this.database, this.clock, this.bell());
    this.rehearser = new Rehearser(this.database, this.clock, this.config());
  }

  static async open(): Promise<RuleBench> {
    return new RuleBench(await IngestBench.open());
  }

  get database(): Database {
    return this.ingest.database;
  }

  get clock(): HeldClock {
    return this.ingest.ledgers.bench.clock;
  }

  close(): Promise<void> {
    return this.ingest.close();
  }

  /** Nothing has happened and nobody is told of anything; the clock stands at a time of day of the first of March. */
  async clear(time = '12:00:00'): Promise<void> {
    await this.ingest.clear();
    for (const table of [
      'alert_message',
      'alert_rule',
      'alert_mute',
      'alert_channel',
      'site',
      'scan_event',
      'exclusion',
    ])
      await this.database.query(`DELETE FROM ${table}`);
    this.setClock(`2026-03-01T${time}Z`);
  }

  /** Moves the clock to an instant, forward or back. */
  setClock(instant: string): void {
    this.clock.pass((new Date(instant).getTime() - this.clock.now().getTime()) / 1000);
  }

  passHours(hours: number): void {
    this.clock.pass(hours * 3600);
  }

  /** The teller of another console. */
  teller({ database = this.database, outbox = this.outbox() } = {}): TestTeller {
    const { bus } = this.ingest.ledgers.bench;
    const { ledgers } = this.ingest;
    const config = this.config();
    const { logger, lines } = aLogger('error');
    const metrics = new Metrics();
    const rules = new RuleBook(this.clock, logger);
    const figures = new AlertFigures(metrics, database, this.clock);
    const bell = this.bell();
    const messages = new RuleMessages(this.clock, config, outbox, bell, figures);
    const sites = new SiteStore(database, this.clock, bus);
    const drafter = new ScanDrafter(
      ...([database, sites, new ScanCommandStore(database, this.clock)] as const),
      ...([new EngineRegistry(database, this.clock, bus), new ExclusionRules(this.clock)] as const),
      ...([ledgers.resolver, new EngineSlots(this.clock)] as const),
    );
    const creator = new ScanCreator(database, drafter, new SizeGuard(config), ledgers.store, ledgers.blackouts);
    const confirmations = new Confirmations(this.clock, messages);
    const events = new EventTeller(database, this.clock, config, rules, messages, confirmations);
    const certificates = new CertificateTeller(database, this.clock, rules, messages);
    const teller = new Teller(
      ...([database, this.clock, config, ledgers.queue, bus, new Draining(), events] as const),
      new LookStarter(database, ledgers.exclusions, creator, sites),
      new LookJudge(database, this.clock, rules, messages),
      new Settler(database, this.clock, rules, messages),
      new DueSender(database, this.clock, rules, messages, bell),
      certificates,
      logger,
    );
    return { teller, certificates, metrics, logLines: lines };
  }

  outbox(): Outbox {
    return new Outbox(this.clock, this.ingest.ledgers.bench.bus, this.bell());
  }

  async aChannel(name = 'ops'): Promise<string> {
    const id = randomUUID();
    await this.database.query(
      `INSERT INTO alert_channel (id, name, kind, enabled, settings, target, created_by, created_at, updated_at)
       VALUES ($1, $2, 'webhook', true, '{}', 'https://hooks.example.org/…', 'ann', now(), now())`,
      [id, name],
    );
    return id;
  }

  /** A rule; without a wish, it tells of every change at once. */
  aRule(wish: RuleWish = {}): Promise<string> {
    const request = this.request(wish);
    return this.database.transaction((tx) => this.store.create(tx, request, 'ann'));
  }

  request(wish: RuleWish = {}): AlertRuleRequest {
    const everything: RuleWish = {
      changes: ['host_new', 'host_up', 'host_down', 'host_gone', 'port_opened', 'port_closed', 'service_changed'],
    };
    return alertRuleRequest.parse({ name: `rule ${randomUUID()}`, ...(wish.events ? {} : everything), ...wish });
  }

  async change(ruleId: string, change: UpdateAlertRuleRequest): Promise<void> {
    await this.database.transaction((tx) => this.store.update(tx, ruleId, change));
  }

  rehearse(wish: RuleWish, days = 30): Promise<Rehearsal> {
    return this.rehearser.rehearse({ rule: this.request(wish), days });
  }

  async aSite(name = 'Office', recipients: { scan?: string[]; difference?: string[] } = {}): Promise<string> {
    const id = randomUUID();
    await this.database.query(
      `INSERT INTO site (id, zone_id, name, targets, address_count, name_count, scan_mail_recipients, difference_mail_recipients,
         created_at, updated_at)
       VALUES ($1, $2, $3, '10.0.0.0/8', 1, 0, $4, $5, now(), now())`,
      [id, DEFAULT_ZONE, name, recipients.scan ?? [], recipients.difference ?? []],
    );
    return id;
  }

  /** An event of a scan; one of its own unless told. At its end come the changes that it found. */
  async happens(
    event: ScanEvent,
    wish: { changes?: TestChange[]; siteId?: string; zoneId?: string; scanId?: string; origin?: string } = {},
  ): Promise<string> {
    const { changes = [], siteId = null, zoneId = DEFAULT_ZONE, scanId = randomUUID(), origin = 'person' } = wish;
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO scan (id, zone_id, site_id, site_name, state, command_name, scanner, options_text, options, target_summary, plan,
           address_set, excluded_set, planned_addresses, shard_count, created_by, created_at, started_at, origin)
         VALUES ($1, $2, $3, (SELECT name FROM site WHERE id = $3), 'completed', 'everything', 'nmap', '', '[]', '10.0.0.0/8', '{}',
           '10.0.0.0-10.255.255.255', '', 16777216, 1, 'ann', $4, $4, $5) ON CONFLICT (id) DO NOTHING`,
        [scanId, zoneId, siteId, now, origin],
      );
      for (const change of changes) {
        await tx.query(
          `INSERT INTO host (zone_id, address, status, status_since, names, first_seen_at) VALUES ($1, $2, 'up', $3, $4, $3)
           ON CONFLICT (zone_id, address) DO UPDATE SET names = excluded.names`,
          [zoneId, change.address, now, change.names ?? []],
        );
        await tx.query(
          `INSERT INTO change (host_id, scan_id, kind, protocol, port, before, after, at, acknowledged_at)
           SELECT id, $3, $4, $5, $6, $7, $8, $9, $10 FROM host WHERE zone_id = $1 AND address = $2`,
          [
            ...[
              zoneId,
              change.address,
              scanId,
              change.kind,
              change.port === undefined ? null : (change.protocol ?? 'tcp'),
            ],
            ...[change.port ?? null, toJson(change.before), toJson(change.after), now],
            change.acknowledged === true ? now : null,
          ],
        );
      }
      await tx.query(
        `INSERT INTO scan_event (scan_id, event, facts, at)
         SELECT id, $2, jsonb_build_object('siteId', site_id, 'siteName', site_name, 'zoneId', zone_id, 'origin', origin,
           'scheduleName', schedule_name, 'command', command_name, 'targets', target_summary, 'createdBy', created_by, 'state', state,
           'partial', $2 = 'partial', 'reason', CASE WHEN $2 = 'failed' THEN 'nmap crashed' END,
           'plannedAddresses', planned_addresses::text, 'hostsUp', hosts_up, 'openPorts', open_ports, 'startedAt', started_at,
           'finishedAt', finished_at, 'blackout', NULL, 'changeMark',
           (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM change_id_seq)::text), $3
         FROM scan WHERE id = $1`,
        [scanId, event, now],
      );
    });
    return scanId;
  }

  /** A whole nmap scan of a site that saw these hosts, as ingest takes it. */
  async scanHosts(
    hosts: readonly WrittenHost[],
    { siteId = null, ports }: { siteId?: string | null; ports?: string } = {},
  ): Promise<string> {
    const report = await this.ingest.aReport();
    await this.database.query(
      `UPDATE scan SET site_id = $2, site_name = (SELECT name FROM site WHERE id = $2) WHERE id = $1`,
      [report.scanId, siteId],
    );
    this.clock.pass(60);
    const seconds = String(Math.floor(this.clock.now().getTime() / 1000));
    await this.ingest.arrive(
      report,
      nmapReport(
        hosts.map((host) => ({ start: seconds, end: seconds, ...host })),
        { ports },
      ),
    );
    await this.ingest.finish(report);
    await this.ingest.ingest(report);
    return report.scanId;
  }

  /** Lets an engine scan a shard, which sees these hosts: that of the only scan that waits, or of one with such options. */
  async engineScans(
    hosts: readonly WrittenHost[],
    { ports, options = '%' }: { ports?: string; options?: string } = {},
  ): Promise<void> {
    const { ledgers } = this.ingest;
    const engine = await ledgers.anEngine();
    const others = `state = 'queued' AND scan_id NOT IN (SELECT id FROM scan WHERE options_text LIKE $1)`;
    await this.database.query(`UPDATE shard SET not_before = '2999-01-01' WHERE ${others}`, [options]);
    const held = await ledgers.leaseOne(engine);
    await this.database.query(`UPDATE shard SET not_before = NULL WHERE ${others}`, [options]);
    this.clock.pass(60);
    const seconds = String(Math.floor(this.clock.now().getTime() / 1000));
    const told = hosts.map((host) => ({ start: seconds, end: seconds, ...host }));
    await ledgers.append(held, 0, nmapReport(told, { ports }));
    await ledgers.finish(held, { kind: 'completed', exitCode: 0, signal: null, stderrTail: '' });
    const [report] = await this.database.query<{ id: string }>(`SELECT id FROM report WHERE shard_id = $1`, [
      held.shardId,
    ]);
    await this.ingest.aWorker().run(report?.id ?? '');
  }

  /** The scans that were made to look a second time, oldest first. */
  looks(): Promise<Record<string, unknown>[]> {
    return this.database.query(
      `SELECT id, state, created_by, options_text, address_set, priority, site_id, engine_id, time_limit_seconds
       FROM scan WHERE origin = 'confirmation' ORDER BY created_at, options_text`,
    );
  }

  /** All messages that were written, oldest first. */
  async messages(): Promise<AlertMessage[]> {
    const rows = await this.database.query<{ body: AlertMessage }>(
      `SELECT body FROM alert_message ORDER BY created_at, body->>'at', kind`,
    );
    return rows.map(({ body }) => body);
  }

  /** Messages in short: their subjects without the name of the program. */
  async subjects(): Promise<string[]> {
    return (await this.messages()).map(({ subject }) => subject.replace('[Scanfleet] ', ''));
  }

  /** Lines of all messages in short, such as `port_opened 10.0.0.1 tcp/80`. */
  async lines(): Promise<string[]> {
    return (await this.messages()).flatMap(({ lines }) =>
      lines.map(({ kind, address, protocol, port }) =>
        port === null ? `${kind} ${address}` : `${kind} ${address} ${protocol}/${port}`,
      ),
    );
  }

  async forgetMessages(): Promise<void> {
    await this.database.query(`DELETE FROM alert_message`);
  }

  private bell(): AlertsBell {
    return new AlertsBell(this.ingest.ledgers.bench.bus);
  }

  private config() {
    return aConfig({ databaseUrl: 'postgres://unused', publicUrl: 'https://scans.example.org' });
  }
}

function toJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
