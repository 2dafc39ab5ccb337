import * as z from 'zod';
import { reference, timestamp, uuid } from './primitives.js';
import { scanState } from './scans.js';
import { ChangeKind } from './inventory.js';

/** What happens to a scan, as alert rules know it. `partial` is the end of a scan of which shards failed. */
export const ScanEvent = {
  Started: 'started',
  Paused: 'paused',
  Resumed: 'resumed',
  Completed: 'completed',
  Partial: 'partial',
  Failed: 'failed',
  Cancelled: 'cancelled',
} as const;
export type ScanEvent = (typeof ScanEvent)[keyof typeof ScanEvent];
export const scanEvent = z.enum(ScanEvent);

/** What alert rules tell of the inventory: its changes, and certificates that are about to expire. */
export const AlertKind = { ...ChangeKind, CertificateExpiring: 'certificate_expiring' } as const;
export type AlertKind = (typeof AlertKind)[keyof typeof AlertKind];

/** One change as a message tells it. */
export const alertLine = z.object({
  kind: z.enum(AlertKind),
  address: z.string(),
  /** First name of the host; null when none is known. */
  hostName: z.string().nullable(),
  protocol: z.string().nullable(),
  port: z.number().int().nullable(),
  /** The change in words, without address and port: `opened: ssh OpenSSH 9.2`. What hosts said is in it as they said it. */
  text: z.string(),
  at: timestamp,
  /** Id of the change; null for a certificate that is about to expire. */
  changeId: z.string().nullable(),
  /** Why it could not be confirmed by a second look, if one was asked for; else null. */
  unconfirmed: z.string().nullable(),
});
export type AlertLine = z.infer<typeof alertLine>;

export const alertScan = z.object({
  id: uuid,
  event: scanEvent,
  state: scanState,
  partial: z.boolean(),
  reason: z.string().nullable(),
  command: z.string(),
  targets: z.string(),
  schedule: z.string().nullable(),
  createdBy: z.string(),
  startedAt: timestamp.nullable(),
  finishedAt: timestamp.nullable(),
  plannedAddresses: z.string(),
  hostsUp: z.number().int(),
  openPorts: z.number().int(),
  at: timestamp,
  url: z.string().nullable(),
});
export type AlertScan = z.infer<typeof alertScan>;

/** What is told to people: one message for a scan, or one for all that a digest gathered. This is also a webhook's body. */
export const alertMessage = z.object({
  version: z.literal(1),
  id: uuid,
  /** `difference` is the mail of a site with what changed since its scan before. */
  kind: z.enum(['scan', 'changes', 'difference', 'digest', 'test']),
  severity: z.enum(['info', 'warning', 'problem']),
  subject: z.string(),
  rule: reference.nullable(),
  site: reference.nullable(),
  /** The events of scans that it tells; a digest may have several. */
  scans: z.array(alertScan),
  /** At most 200; `more` counts the others. */
  lines: z.array(alertLine),
  more: z.number().int(),
  counts: z.record(z.string(), z.number().int()),
  /** What was not told, and why. */
  leftOut: z.object({
    muted: z.number().int(),
    acknowledged: z.number().int(),
    flapping: z.number().int(),
    undone: z.number().int(),
  }),
  /** Where to look in the console; null when it does not know its own address. */
  url: z.string().nullable(),
  at: timestamp,
});
export type AlertMessage = z.infer<typeof alertMessage>;

/** Lines that one message lists. */
export const MOST_ALERT_LINES = 200;
