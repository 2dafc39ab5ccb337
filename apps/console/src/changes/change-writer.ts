import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';
import type { HostChange } from './host-change.js';

/** Keeps changes; the only writer of the table. */
@Injectable()
export class ChangeWriter {
  async record(tx: Tx, scanId: string, changes: readonly HostChange[]): Promise<void> {
    if (changes.length === 0) return;
    await tx.query(
      `INSERT INTO change (scan_id, host_id, kind, protocol, port, before, after, at)
       SELECT $1::uuid, host_id, kind, protocol, port, before, after, at
       FROM unnest($2::bigint[], $3::text[], $4::text[], $5::int[], $6::jsonb[], $7::jsonb[], $8::timestamptz[])
         AS found (host_id, kind, protocol, port, before, after, at)`,
      [
        scanId,
        changes.map(({ hostId }) => hostId),
        changes.map(({ kind }) => kind),
        changes.map(({ protocol }) => protocol),
        changes.map(({ port }) => port),
        changes.map(({ before }) => jsonOrNull(before)),
        changes.map(({ after }) => jsonOrNull(after)),
        changes.map(({ at }) => at),
      ],
    );
  }
}

function jsonOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
