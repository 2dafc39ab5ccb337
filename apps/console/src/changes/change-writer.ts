import { Injectable } from '@nestjs/common';
import { copyLine, copyRows } from '../platform/database/copy-rows.js';
import type { Tx } from '../platform/database/tx.js';
import { postgresJson } from '../scans/ledger/postgres-text.js';
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
}

function jsonOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : postgresJson(value);
}
