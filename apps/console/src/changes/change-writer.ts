import { Injectable } from '@nestjs/common';
import { copyLine, copyRows } from '../platform/database/copy-rows.js';
import type { Tx } from '../platform/database/tx.js';
import { postgresJson } from '../scans/ledger/postgres-text.js';
import { LARGEST_ID } from './bounds.js';
import type { HostChange } from './host-change.js';

/** Keeps changes; the only writer of the table. */
@Injectable()
export class ChangeWriter {
  async record(tx: Tx, scanId: string, changes: readonly HostChange[]): Promise<void> {
    await copyRows(
      tx,
      'change (scan_id, host_id, kind, protocol, port, before, after, at)',
      changes.map(({ hostId, kind, protocol, port, before, after, at }) =>
        copyLine([scanId, hostId, kind, protocol, port, jsonOrNull(before), jsonOrNull(after), at]),
      ),
    );
  }

  /**
   * Records changes that a statement finds by itself, for sets too large to be read and written again.
   * @param statement `found`: its WITH list; `changes`: what selects host_id, scan_id, kind, before, after and at from it.
   *   Program text only.
   * @returns how many there were
   */
  async recordFound(tx: Tx, statement: { found: string; changes: string; parameters: unknown[] }): Promise<number> {
    const rows = await tx.query<{ count: number }>(
      `WITH ${statement.found}, told AS (
         INSERT INTO change (host_id, scan_id, kind, before, after, at)
         SELECT host_id, scan_id, kind, before, after, at FROM (${statement.changes}) AS change RETURNING 1
       ) SELECT count(*)::int AS count FROM told`,
      statement.parameters,
    );
    return rows[0]?.count ?? 0;
  }

  /**
   * Notes that somebody knows changes. Who said so first, and when, stays; ids of none are passed over.
   * @returns how many of them are there, and whether any was not known before
   */
  async acknowledge(
    tx: Tx,
    { ids, by, note, at }: { ids: readonly string[]; by: string; note: string; at: Date },
  ): Promise<{ known: number; news: boolean }> {
    const rows = await tx.query<{ known: number; news: boolean }>(
      `WITH known AS (
         SELECT id, acknowledged_at FROM change WHERE id = ANY ($1::bigint[]) ORDER BY id FOR NO KEY UPDATE
       ), noted AS (
         UPDATE change SET acknowledged_at = $2, acknowledged_by = $3, acknowledged_note = $4
         FROM known WHERE change.id = known.id AND known.acknowledged_at IS NULL RETURNING 1
       ) SELECT (SELECT count(*)::int FROM known) AS known, EXISTS (SELECT FROM noted) AS news`,
      [possible(ids), at, by, note],
    );
    return rows[0] ?? { known: 0, news: false };
  }

  /**
   * Takes back that somebody knows changes; ids of none are passed over.
   * @returns how many of them were known
   */
  async unacknowledge(tx: Tx, ids: readonly string[]): Promise<number> {
    const rows = await tx.query(
      `WITH known AS (
         SELECT id FROM change WHERE id = ANY ($1::bigint[]) ORDER BY id FOR NO KEY UPDATE
       ) UPDATE change SET acknowledged_at = NULL, acknowledged_by = NULL, acknowledged_note = NULL
         FROM known WHERE change.id = known.id AND change.acknowledged_at IS NOT NULL RETURNING change.id`,
      [possible(ids)],
    );
    return rows.length;
  }
}

/** Those that could be ids of changes. */
function possible(ids: readonly string[]): string[] {
  return ids.filter((id) => BigInt(id) <= LARGEST_ID);
}

function jsonOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : postgresJson(value);
}
