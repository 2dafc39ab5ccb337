import { AlertKind } from '@scanfleet/contracts';
import { parseAddress } from '@scanfleet/targets';
import type { Tx } from '../../platform/database/tx.js';
import type { Audience } from './audience.js';
import { certificateLine, stageTimes } from './certificate-stage.js';
import { certificatesFor, type FoundCertificate } from './certificate-stream.js';
import type { Mutes } from './mutes.js';
import { LineTally, type Parcel } from './parcel.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MOST_LINES = 20;

/** What a rule would have told of certificates, hour by hour: those that are known now, as if they had been known all the time. */
export async function rehearsedCertificates(
  tx: Tx,
  audience: Audience,
  { from, until, mutes }: { from: Date; until: Date; mutes: Mutes },
): Promise<{ at: Date; parcel: Parcel }[]> {
  if (!audience.changes.has(AlertKind.CertificateExpiring)) return [];
  const hours = new Map<number, LineTally>();
  const last = new Date(until.getTime() + audience.certificateDays * DAY);
  for await (const found of certificatesFor(tx, audience, last)) {
    for (const one of found) {
      for (const at of tellingTimes(one, audience.certificateDays, from)) {
        if (at > until) continue;
        const tally = hours.get(at.getTime()) ?? new LineTally(MOST_LINES);
        hours.set(at.getTime(), tally);
        take(tally, one, { at, mutes });
      }
    }
  }
  return [...hours]
    .map(([time, tally]) => ({ at: new Date(time), parcel: parcelOf(tally, new Date(time)) }))
    .sort((one, other) => one.at.getTime() - other.at.getTime());
}

function take(tally: LineTally, one: FoundCertificate, { at, mutes }: { at: Date; mutes: Mutes }): void {
  const thing = { ip: parseAddress(one.address), protocol: one.protocol, port: one.port };
  if (one.acknowledged) tally.leftOut.acknowledged += 1;
  else if (mutes.at(at).mutes(thing, one.site?.id ?? null)) tally.leftOut.muted += 1;
  else tally.add(AlertKind.CertificateExpiring, () => certificateLine(one, at));
}

/** The hours at which a certificate is told of: at the beginning for what was so by then, and once for each stage that follows. */
function tellingTimes({ expiresAt }: FoundCertificate, days: number, from: Date): Date[] {
  const times = stageTimes(expiresAt, days);
  const later = times.filter((time) => time > from).map((time) => new Date(Math.ceil(time.getTime() / HOUR) * HOUR));
  return later.length < times.length ? [from, ...later] : later;
}

function parcelOf({ lines, more, counts, leftOut }: LineTally, at: Date): Parcel {
  return { scan: null, scanId: null, site: null, lines, more, counts, leftOut, at: at.toISOString() };
}
