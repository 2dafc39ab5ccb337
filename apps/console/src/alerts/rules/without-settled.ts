import { type AlertLine } from '@scanfleet/contracts';
import { parseAddress } from '@scanfleet/targets';
import type { Tx } from '../../platform/database/tx.js';
import type { Mutes } from './mutes.js';
import { type Parcel, sizeOf } from './parcel.js';

/**
 * Parcels without the lines that somebody has acknowledged or muted while they waited; those that have nothing left to tell are
 * left out. Only lines that were kept can be looked at: of the others there is just a number.
 */
export async function withoutSettled(tx: Tx, parcels: readonly Parcel[], mutes: Mutes): Promise<Parcel[]> {
  const acknowledged = await acknowledgedAmong(
    tx,
    parcels.flatMap(({ lines }) => lines),
  );
  return parcels
    .map((parcel) => {
      const known = parcel.lines.filter(({ changeId }) => changeId !== null && acknowledged.has(changeId));
      const muted = parcel.lines.filter(
        (line) =>
          !known.includes(line) && mutes.mutes({ ...line, ip: parseAddress(line.address) }, parcel.site?.id ?? null),
      );
      return without(parcel, { known, muted });
    })
    .filter((parcel) => sizeOf(parcel) > 0);
}

function without(
  parcel: Parcel,
  { known, muted }: { known: readonly AlertLine[]; muted: readonly AlertLine[] },
): Parcel {
  if (known.length + muted.length === 0) return parcel;
  const gone = new Set([...known, ...muted]);
  const counts: Record<string, number> = { ...parcel.counts };
  for (const { kind } of gone) counts[kind] = (counts[kind] ?? 0) - 1;
  const { leftOut } = parcel;
  return {
    ...parcel,
    lines: parcel.lines.filter((line) => !gone.has(line)),
    counts: Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
    leftOut: {
      ...leftOut,
      acknowledged: leftOut.acknowledged + known.length,
      muted: leftOut.muted + muted.length,
    },
  };
}

async function acknowledgedAmong(tx: Tx, lines: readonly AlertLine[]): Promise<Set<string>> {
  const ids = lines.flatMap(({ changeId }) => changeId ?? []);
  if (ids.length === 0) return new Set();
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM change WHERE id = ANY ($1::bigint[]) AND acknowledged_at IS NOT NULL`,
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}
