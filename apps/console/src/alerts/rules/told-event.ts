import { type AlertScan, type Reference, ScanEvent, type ScanState, type ScanSummary } from '@scanfleet/contracts';

/** What a scan was at the moment of an event, as the ledger writes it down. Times are texts as Postgres writes them in JSON. */
export interface EventFacts {
  readonly siteId: string | null;
  readonly siteName: string | null;
  readonly zoneId: string;
  readonly origin: ScanSummary['origin'];
  readonly scheduleName: string | null;
  readonly command: string;
  readonly targets: string;
  readonly createdBy: string;
  readonly state: ScanState;
  readonly partial: boolean;
  readonly reason: string | null;
  readonly plannedAddresses: string;
  readonly hostsUp: number;
  readonly openPorts: number;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly blackout: string | null;
  /** The highest number of a change at that moment; those of the scan up to here are all its changes so far. */
  readonly changeMark: string | null;
}

/** A row of `scan_event`. */
export interface EventRow {
  readonly id: string;
  readonly scan_id: string;
  readonly event: ScanEvent;
  readonly facts: EventFacts;
  readonly at: Date;
}

export const eventColumns = 'e.id, e.scan_id, e.event, e.facts, e.at';

const ends: ReadonlySet<ScanEvent> = new Set([
  ScanEvent.Completed,
  ScanEvent.Partial,
  ScanEvent.Failed,
  ScanEvent.Cancelled,
]);
/** The same as a list of SQL. */
export const endEvents = [...ends].map((event) => `'${event}'`).join(', ');

/** Whether a scan ended with an event: its changes are told then. */
export function isEnd({ event }: Pick<EventRow, 'event'>): boolean {
  return ends.has(event);
}

export function siteOf({ facts }: EventRow): Reference | null {
  const { siteId: id, siteName: name } = facts;
  return id === null || name === null ? null : { id, name };
}

/** An event as messages tell it. */
export function toldScan({ scan_id: id, event, facts, at }: EventRow, publicUrl: string | null): AlertScan {
  const { state, partial, command, targets, createdBy, plannedAddresses, hostsUp, openPorts } = facts;
  return {
    id,
    event,
    state,
    partial,
    reason: facts.reason ?? (facts.blackout === null ? null : `The blackout "${facts.blackout}" is open.`),
    command,
    targets,
    schedule: facts.scheduleName,
    createdBy,
    startedAt: utc(facts.startedAt),
    finishedAt: utc(facts.finishedAt),
    plannedAddresses,
    hostsUp,
    openPorts,
    at: at.toISOString(),
    url: scanUrl(publicUrl, id),
  };
}

export function scanUrl(publicUrl: string | null, scanId: string): string | null {
  return publicUrl === null ? null : `${publicUrl}/scans/${scanId}`;
}

function utc(text: string | null): string | null {
  return text === null ? null : new Date(text).toISOString();
}
