import { Injectable } from '@nestjs/common';
import { ChangeKind, type ScanState } from '@scanfleet/contracts';
import { AddressSet } from '@scanfleet/targets';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/tx.js';
import type { Audience } from './audience.js';
import { ChangeSieve, openedPorts } from './change-sieve.js';
import { changeColumns, changeFrom, type ChangeRow, toFoundChange } from './change-stream.js';
import { LOOK_MINUTES } from './confirmations.js';
import { secondLook } from './confirmable.js';
import { facetSql, type FoundChange } from './found-change.js';
import { HeldThings } from './held-things.js';
import { judgeChange, type SecondSight, type Verdict } from './judge-change.js';
import { Mutes } from './mutes.js';
import { LineTally, type Parcel, sizeOf } from './parcel.js';
import { RuleBook } from './rule-book.js';
import { RuleMessages } from './rule-messages.js';

/** A look that is over, or whose time is. */
interface EndedLook {
  readonly id: string;
  readonly rule_id: string;
  /** Null when its scan was deleted, or there never was one. */
  readonly state: ScanState | null;
  readonly partial: boolean | null;
  readonly reason: string | null;
}

interface LookRow {
  readonly item_id: string;
  readonly look: 'hosts' | 'ports';
  readonly change_ids: string[];
  readonly confirm_scan_id: string | null;
}

interface SightRow extends ChangeRow {
  readonly answers_discovery: boolean;
  readonly seen: SecondSight['seen'];
  readonly port_state: string | null;
  readonly open_ports: number[] | null;
  readonly later: SecondSight['later'];
}

/** Tells what second looks have confirmed, drops what they have not, and says so where they could not tell. */
@Injectable()
export class LookJudge {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly rules: RuleBook,
    private readonly messages: RuleMessages,
  ) {}

  /**
   * Looks whose scan has ended or is gone, or whose time is over. The event of that end is told before, for what a look finds by
   * the way is told apart from what it was for.
   */
  ended(limit: number): Promise<EndedLook[]> {
    return this.database.query<EndedLook>(
      `SELECT c.id, i.rule_id, s.state, s.partial, s.reason
       FROM alert_confirmation c JOIN alert_item i ON i.id = c.item_id LEFT JOIN scan s ON s.id = c.confirm_scan_id
       WHERE c.state <> 'done' AND (c.deadline_at <= $1
         OR (c.state = 'looking' AND (s.id IS NULL OR s.state IN ('completed', 'failed', 'cancelled'))
           AND NOT EXISTS (SELECT FROM scan_event e WHERE e.scan_id = s.id AND e.alerted_at IS NULL)))
       ORDER BY c.deadline_at, c.id LIMIT $2`,
      [this.clock.now(), limit],
    );
  }

  /** Decides about the changes of a look that has ended. */
  async judge(look: EndedLook): Promise<void> {
    await this.conclude(look.id, look.rule_id, whyUnknown(look));
  }

  /** Tells the changes of a look that cannot be taken. */
  async giveUp(lookId: string, why: string): Promise<void> {
    const [look] = await this.database.query<{ rule_id: string }>(
      `SELECT i.rule_id FROM alert_confirmation c JOIN alert_item i ON i.id = c.item_id WHERE c.id = $1`,
      [lookId],
    );
    if (look) await this.conclude(lookId, look.rule_id, why);
  }

  /** The rule is locked first, as by all who write what hangs on it. */
  private async conclude(lookId: string, ruleId: string, why: string | null): Promise<void> {
    await this.database.transaction(async (tx) => {
      const audience = await this.rules.lock(tx, ruleId);
      const [look] = await tx.query<LookRow>(
        `SELECT item_id, look, change_ids, confirm_scan_id FROM alert_confirmation WHERE id = $1 AND state <> 'done' FOR UPDATE`,
        [lookId],
      );
      if (!look) return;
      if (audience === null) {
        // Disabled meanwhile: nothing of it is told, nor later.
        await tx.query(`DELETE FROM alert_item WHERE id = $1`, [look.item_id]);
        return;
      }
      await this.concludeFor(tx, audience, { ...look, id: lookId, why });
    });
  }

  private async concludeFor(
    tx: Tx,
    audience: Audience,
    look: LookRow & { id: string; why: string | null },
  ): Promise<void> {
    const [item] = await tx.query<{ parcel: Parcel }>(`SELECT parcel FROM alert_item WHERE id = $1 FOR UPDATE`, [
      look.item_id,
    ]);
    if (!item) return;
    const sieve = await this.sieveFor(tx, audience, item.parcel);
    for (const [change, verdict] of await this.verdicts(tx, audience, look)) {
      if (verdict.kind === 'undone') sieve.tally.leftOut.undone += 1;
      else if (verdict.kind === 'holds') sieve.takeConfirmed(verdict.change, null);
      else sieve.takeConfirmed(change, verdict.why);
      if (sieve.isFull) await sieve.flush();
    }
    await sieve.flush();
    const parcel = joined(item.parcel, sieve.tally);
    await tx.query(`UPDATE alert_confirmation SET state = 'done' WHERE id = $1`, [look.id]);
    const open = await tx.query(`SELECT FROM alert_confirmation WHERE item_id = $1 AND state <> 'done' LIMIT 1`, [
      look.item_id,
    ]);
    if (open.length > 0) {
      await tx.query(`UPDATE alert_item SET parcel = $2, size = $3 WHERE id = $1`, [
        look.item_id,
        JSON.stringify(parcel),
        sizeOf(parcel),
      ]);
      return;
    }
    await tx.query(`DELETE FROM alert_item WHERE id = $1`, [look.item_id]);
    if (sizeOf(parcel) > 0) await this.messages.hand(tx, audience, parcel);
  }

  private async sieveFor(tx: Tx, audience: Audience, { site, at }: Parcel): Promise<ChangeSieve> {
    const now = this.clock.now();
    const flaps = new HeldThings(tx, { id: audience.rule?.id ?? '', flapMs: audience.flapMs });
    return new ChangeSieve(audience, {
      ...{ site, at: new Date(at), now, mutes: (await Mutes.since(tx, now)).at(now) },
      ...{ flaps, looksAgain: false },
    });
  }

  private async verdicts(
    tx: Tx,
    audience: Audience,
    look: LookRow & { why: string | null },
  ): Promise<[FoundChange, Verdict][]> {
    const reachable = look.why === null ? await reachableIn(tx, look.confirm_scan_id) : AddressSet.empty;
    const rows = await this.sights(tx, look);
    return rows.flatMap((row) => {
      const change = toFoundChange(row);
      return told(change, audience).map((one): [FoundChange, Verdict] => {
        if (look.why !== null) return [one, { kind: 'unknown', why: look.why }];
        const reached = one.ip !== undefined && reachable.contains(one.ip);
        return [one, judgeChange(one, { ...sightOf(row, one), look: look.look, reached })];
      });
    });
  }

  private sights(tx: Tx, { change_ids, confirm_scan_id }: LookRow): Promise<SightRow[]> {
    return tx.query<SightRow>(
      `SELECT ${changeColumns}, h.answers_discovery,
         (SELECT json_build_object('status', o.status, 'timedOut', o.timed_out) FROM observation o
          WHERE o.scan_id = $2 AND o.address = h.address) AS seen,
         (SELECT p.state FROM service p WHERE p.host_id = c.host_id AND p.protocol = c.protocol AND p.port = c.port) AS port_state,
         CASE WHEN c.kind = '${ChangeKind.HostNew}' THEN ARRAY(
           SELECT p.port FROM service p WHERE p.host_id = c.host_id AND p.protocol = 'tcp' AND p.state = 'open') END AS open_ports,
         (SELECT json_build_object('kind', l.kind, 'after', l.after) FROM change l
          WHERE l.host_id = c.host_id AND l.id > c.id AND ${facetSql('l.kind')} = ${facetSql('c.kind')}
            AND l.protocol IS NOT DISTINCT FROM c.protocol AND l.port IS NOT DISTINCT FROM c.port
          ORDER BY l.id DESC LIMIT 1) AS later
       FROM ${changeFrom} WHERE c.id = ANY ($1::bigint[]) ORDER BY h.address, ${facetSql('c.kind')}, c.protocol, c.port, c.id`,
      [change_ids, confirm_scan_id],
    );
  }
}

/** Why a look says nothing; null when it does. */
function whyUnknown({ state, partial, reason }: EndedLook): string | null {
  switch (state) {
    case 'completed':
      return partial === true ? `part of the second look failed: ${reason ?? 'no reason is known'}` : null;
    case 'failed':
      return `the second look failed: ${reason ?? 'no reason is known'}`;
    case 'cancelled':
      return `the second look was cancelled: ${reason ?? 'no reason is known'}`;
    case 'planned':
    case 'running':
    case 'paused':
      return `the second look had not ended after ${LOOK_MINUTES} minutes`;
    case null:
      return 'the second look could not be started or was deleted';
  }
}

/** The change itself, or the ports that a new host lists: as it was told apart when the look was wished for. */
function told(change: FoundChange, { changes, narrowing }: Audience): readonly FoundChange[] {
  if (change.kind !== ChangeKind.HostNew || changes.has(ChangeKind.HostNew)) return [change];
  return openedPorts(change).filter((one) => narrowing.fits(one) && secondLook(one).look !== null);
}

function sightOf(row: SightRow, change: FoundChange): Omit<SecondSight, 'look' | 'reached'> {
  const openPorts = row.open_ports ?? [];
  const listed = row.kind !== change.kind && change.port !== null;
  return {
    seen: row.seen,
    answersDiscovery: row.answers_discovery,
    portState: listed ? (openPorts.includes(change.port) ? 'open' : 'closed') : row.port_state,
    openPorts,
    later: row.later,
  };
}

/** The addresses that a scan looked at: not those that were excluded after it was planned. */
async function reachableIn(tx: Tx, scanId: string | null): Promise<AddressSet> {
  const [scan] = await tx.query<{ address_set: string; dropped: string[] }>(
    `SELECT address_set, ARRAY(SELECT dropped_set FROM shard WHERE scan_id = scan.id) AS dropped FROM scan WHERE id = $1`,
    [scanId],
  );
  if (!scan) return AddressSet.empty;
  return AddressSet.parse(scan.address_set).subtract(
    AddressSet.uniteAll(scan.dropped.map((set) => AddressSet.parse(set))),
  );
}

function joined(parcel: Parcel, more: LineTally): Parcel {
  const tally = new LineTally();
  tally.addParcel(parcel);
  tally.addParcel(more);
  return { ...parcel, lines: tally.lines, more: tally.more, counts: tally.counts, leftOut: tally.leftOut };
}
