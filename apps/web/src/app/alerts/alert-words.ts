import { AlertKind, ScanEvent, type AlertLine, type AlertMessage } from '@scanfleet/contracts';
import { changeWords } from '../changes/describe-change.js';
import { countOf } from '../text/format-count.js';

export type AlertTone = 'good' | 'bad' | 'warn' | 'live' | 'quiet' | 'plain';

interface Words {
  readonly label: string;
  readonly tone: AlertTone;
}

/** How each event of a scan is called. */
export const eventWords: Readonly<Record<ScanEvent, Words>> = {
  started: { label: 'started', tone: 'live' },
  paused: { label: 'paused', tone: 'warn' },
  resumed: { label: 'resumed', tone: 'live' },
  completed: { label: 'completed', tone: 'good' },
  partial: { label: 'partial', tone: 'warn' },
  failed: { label: 'failed', tone: 'bad' },
  cancelled: { label: 'cancelled', tone: 'quiet' },
};

/** How each kind of line in a message is called: as the change that it tells, and one kind that is no change. */
export const alertKindWords: Readonly<Record<AlertKind, Words & { readonly many: string }>> = {
  ...changeWords,
  certificate_expiring: { label: 'certificate expiring', many: 'certificates expiring', tone: 'warn' },
};

/** What an event or kind means, for whoever chooses among them. */
const HINTS: Readonly<Record<ScanEvent | AlertKind, string>> = {
  started: 'its first shard is scanned',
  paused: 'by a person or a blackout',
  resumed: '',
  completed: 'all of it was scanned',
  partial: 'ended, but shards failed',
  failed: 'ended without a result',
  cancelled: 'by a person or its time limit',
  host_new: 'seen for the first time',
  host_up: 'answers again',
  host_down: 'stopped to answer',
  host_gone: 'missed in several scans',
  port_opened: '',
  port_closed: 'asked, and it is',
  service_changed: 'product or version',
  os_changed: '',
  name_changed: '',
  mac_changed: 'other hardware',
  certificate_changed: 'another fingerprint',
  certificate_expiring: 'some days before',
};

/** Events of scans to choose from. */
export const eventChoices = Object.values(ScanEvent).map((id) => ({
  id,
  name: eventWords[id].label,
  hint: HINTS[id],
}));

/** Kinds of change to choose from. */
export const kindChoices = Object.values(AlertKind).map((id) => ({
  id,
  name: alertKindWords[id].label,
  hint: HINTS[id],
}));

export const severityTones: Readonly<Record<AlertMessage['severity'], AlertTone>> = {
  info: 'plain',
  warning: 'warn',
  problem: 'bad',
};

/** What was not told and why, as parts of a sentence: `3 muted`, `1 known`; none when all was told. */
export function leftOutWords(leftOut: AlertMessage['leftOut']): readonly string[] {
  const { muted, acknowledged, flapping, undone } = leftOut;
  const parts: readonly (readonly [count: number, words: string])[] = [
    [muted, 'muted'],
    [acknowledged, 'acknowledged before'],
    [flapping, 'held back as going to and fro'],
    [undone, 'undone again'],
  ];
  return parts.filter(([count]) => count > 0).map(([count, words]) => `${countOf(count, 'change')} ${words}`);
}

/** How often each kind occurs, most first: `13 ports opened`. What a newer console counts besides keeps its own name. */
export function countWords(counts: AlertMessage['counts']): readonly string[] {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => counted(name, count));
}

function counted(name: string, count: number): string {
  const event = Object.values(ScanEvent).find((each) => each === name);
  if (event !== undefined) return `${countOf(count, 'scan')} ${eventWords[event].label}`;
  const kind = Object.values(AlertKind).find((each) => each === name);
  const { label, many } = kind === undefined ? { label: name, many: name } : alertKindWords[kind];
  return countOf(count, label, many);
}

/** What a line tells beyond its kind; nothing where it is `opened` of an opened port. */
export function lineText({ kind, text }: AlertLine): string {
  return ` ${alertKindWords[kind].label}`.endsWith(` ${text}`) ? '' : text;
}
