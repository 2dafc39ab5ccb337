import type { AlertLine } from '@scanfleet/contracts';
import { shortened } from './describe-change.js';

const DAY = 86_400_000;

/** How near its end a certificate is, for a rule that tells so many days before: told once each. 0 = not yet. */
export type CertificateStage = 0 | 1 | 2 | 3;

/** Within the days, within a quarter of them, expired. Pure. */
export function certificateStage(expiresAt: Date, days: number, now: Date): CertificateStage {
  const left = expiresAt.getTime() - now.getTime();
  if (left <= 0) return 3;
  if (left <= (days * DAY) / 4) return 2;
  return left <= days * DAY ? 1 : 0;
}

/** When each stage begins. */
export function stageTimes(expiresAt: Date, days: number): Date[] {
  const end = expiresAt.getTime();
  return [end - days * DAY, end - (days * DAY) / 4, end].map((time) => new Date(time));
}

/** A certificate with the service that shows it. */
export interface ShownCertificate {
  readonly hostId: string;
  readonly address: string;
  readonly names: readonly string[];
  readonly protocol: string;
  readonly port: number;
  readonly subject: string;
  readonly fingerprint: string;
  readonly expiresAt: Date;
}

/** A certificate as a message tells of it. */
export function certificateLine({ address, names, protocol, port, ...shown }: ShownCertificate, now: Date): AlertLine {
  return {
    kind: 'certificate_expiring',
    address,
    hostName: names[0] ?? null,
    protocol,
    port,
    text: shortened(`${shown.subject} ${whenWords(shown.expiresAt, now)}`),
    at: now.toISOString(),
    changeId: null,
    unconfirmed: null,
  };
}

function whenWords(expiresAt: Date, now: Date): string {
  const day = expiresAt.toISOString().slice(0, 10);
  const days = Math.floor(Math.abs(expiresAt.getTime() - now.getTime()) / DAY);
  const counted = days === 1 ? '1 day' : `${days} days`;
  if (expiresAt <= now) return days === 0 ? `expired today, ${day}` : `expired ${counted} ago, on ${day}`;
  return days === 0 ? `expires within a day, ${day}` : `expires in ${counted}, on ${day}`;
}
