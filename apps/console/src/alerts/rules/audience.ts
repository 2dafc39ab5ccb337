import { type AlertKind, ChangeKind, type Reference, ScanEvent } from '@scanfleet/contracts';
import type { MessageTiming } from './due-time.js';
import { RuleNarrowing } from './rule-narrowing.js';

/** Who is told of what: a rule with its channels, or the mail recipients of a site. Made ready for many changes. */
export interface Audience {
  /** Null for the recipients of a site. */
  readonly rule: Reference | null;
  /** What their messages are called: those of a site are the mails of one of its two lists. */
  readonly mails: 'scan' | 'difference' | null;
  readonly channelIds: readonly string[];
  readonly mailTo: readonly string[];
  readonly events: ReadonlySet<ScanEvent>;
  readonly changes: ReadonlySet<AlertKind>;
  /** Empty = all, and scans without a site too. */
  readonly siteIds: ReadonlySet<string>;
  readonly narrowing: RuleNarrowing;
  /** 0 = everything is told. */
  readonly flapMs: number;
  /** Whether a second look comes before a change is told. */
  readonly confirm: boolean;
  readonly certificateDays: number;
  readonly timing: MessageTiming;
  /** They are told of what happens from then on. */
  readonly since: Date;
  /** Nothing is sent until then. */
  readonly mutedUntil: Date | null;
}

/** Whether an audience wants to hear of a site, or of what belongs to none. */
export function concernsSite({ siteIds }: Pick<Audience, 'siteIds'>, siteId: string | null): boolean {
  return siteIds.size === 0 || (siteId !== null && siteIds.has(siteId));
}

const atOnce = { digest: 'immediate', digestAt: '00:00', quiet: null, zone: 'UTC' } as const;
const everything = {
  channelIds: [],
  siteIds: new Set<string>(),
  flapMs: 0,
  confirm: false,
  certificateDays: 1,
  timing: atOnce,
  since: new Date(0),
  mutedUntil: null,
};
/** As in Scantron: that a scan goes on after a pause is no mail. */
const mailedEvents = new Set(Object.values(ScanEvent).filter((event) => event !== ScanEvent.Resumed));

/** The recipients of a site's mails, for an event of a scan of it. */
export function siteAudiences(site: {
  readonly scanMailRecipients: readonly string[];
  readonly differenceMailRecipients: readonly string[];
}): Audience[] {
  const narrowing = RuleNarrowing.of({ addresses: '', ports: '', service: '', hostName: '' });
  const of = (
    mails: 'scan' | 'difference',
    mailTo: readonly string[],
    told: Pick<Audience, 'events' | 'changes'>,
  ): Audience[] => (mailTo.length === 0 ? [] : [{ ...everything, ...told, rule: null, mails, mailTo, narrowing }]);
  return [
    ...of('scan', site.scanMailRecipients, { events: mailedEvents, changes: new Set() }),
    ...of('difference', site.differenceMailRecipients, {
      events: new Set(),
      changes: new Set(Object.values(ChangeKind)),
    }),
  ];
}
