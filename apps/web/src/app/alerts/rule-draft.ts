import type { AlertKind, AlertRule, AlertRuleRequest, DigestMode, ScanEvent } from '@scanfleet/contracts';
import type * as z from 'zod';

/** An alert rule as its form has it: flat, numbers may be missing while they are typed. */
export interface RuleDraft {
  readonly name: string;
  readonly enabled: boolean;
  readonly events: readonly ScanEvent[];
  readonly changes: readonly AlertKind[];
  readonly siteIds: readonly string[];
  readonly addresses: string;
  readonly ports: string;
  readonly service: string;
  readonly hostName: string;
  readonly channelIds: readonly string[];
  readonly digest: DigestMode;
  readonly digestAt: string;
  readonly isQuiet: boolean;
  readonly quietFrom: string;
  readonly quietTo: string;
  readonly zone: string;
  readonly flapHours: number | null;
  readonly reprobes: boolean;
  readonly certificateDays: number | null;
}

/** Where what the console says of a rule is shown in the form. */
export const ruleFields = {
  'filter.siteIds': 'siteIds',
  'filter.addresses': 'addresses',
  'filter.ports': 'ports',
  'filter.service': 'service',
  'filter.hostName': 'hostName',
  'quiet.from': 'quietFrom',
  'quiet.to': 'quietTo',
  quiet: 'isQuiet',
  confirm: 'reprobes',
} as const;

/** What fields of a rule are called in its form, by their path. */
const FIELD_NAMES: Readonly<Record<string, string>> = {
  channelIds: 'Channels',
  'filter.siteIds': 'Sites',
  'filter.addresses': 'Addresses',
  'filter.ports': 'Ports',
  'filter.service': 'Service',
  'filter.hostName': 'Host name',
  digestAt: 'Sent at',
  'quiet.from': 'Quiet from',
  'quiet.to': 'Quiet until',
  zone: 'Time zone',
  flapHours: 'Hours of rest',
  certificateDays: 'Days before a certificate expires',
};

/** What is wrong with a rule, with the field as its form calls it: `Hours of rest must be at least 0`. */
export function ruleProblem({ path, message }: Pick<z.core.$ZodIssue, 'path' | 'message'>): string {
  const lengths = path.map((_, index) => path.length - index);
  const name = lengths.map((length) => FIELD_NAMES[path.slice(0, length).join('.')]).find((each) => each !== undefined);
  return name === undefined ? message : `${name} ${message}`;
}

const DEFAULT_CERTIFICATE_DAYS = 30;

/** The form of a new rule: it tells of trouble with scans and of all that appears. */
export function newRuleDraft(zone: string): RuleDraft {
  return {
    name: '',
    enabled: true,
    events: ['failed', 'partial'],
    changes: ['host_new', 'port_opened'],
    siteIds: [],
    addresses: '',
    ports: '',
    service: '',
    hostName: '',
    channelIds: [],
    digest: 'immediate',
    digestAt: '08:00',
    isQuiet: false,
    quietFrom: '22:00',
    quietTo: '07:00',
    zone,
    flapHours: 0,
    reprobes: false,
    certificateDays: DEFAULT_CERTIFICATE_DAYS,
  };
}

export function ruleDraftOf(rule: AlertRule): RuleDraft {
  const { filter, quiet, confirm } = rule;
  return {
    name: rule.name,
    enabled: rule.enabled,
    events: rule.events,
    changes: rule.changes,
    siteIds: filter.siteIds,
    addresses: filter.addresses,
    ports: filter.ports,
    service: filter.service,
    hostName: filter.hostName,
    channelIds: rule.channelIds,
    digest: rule.digest,
    digestAt: rule.digestAt,
    isQuiet: quiet !== null,
    quietFrom: quiet?.from ?? '22:00',
    quietTo: quiet?.to ?? '07:00',
    zone: rule.zone,
    flapHours: rule.flapHours,
    reprobes: confirm === 'reprobe',
    certificateDays: rule.certificateDays,
  };
}

/** The request that such a form stands for. */
export function ruleRequestOf(draft: RuleDraft): AlertRuleRequest {
  const { name, enabled, digest, digestAt, zone } = draft;
  return {
    name: name.trim(),
    enabled,
    events: [...draft.events],
    changes: [...draft.changes],
    filter: {
      kind: 'fields',
      siteIds: [...draft.siteIds],
      addresses: draft.addresses,
      ports: draft.ports.trim(),
      service: draft.service.trim(),
      hostName: draft.hostName.trim(),
    },
    channelIds: [...draft.channelIds],
    digest,
    // A field that is not shown may have been emptied before.
    digestAt: digestAt || '08:00',
    quiet: draft.isQuiet ? { from: draft.quietFrom, to: draft.quietTo } : null,
    zone: zone.trim() || 'UTC',
    flapHours: draft.flapHours ?? 0,
    confirm: draft.reprobes ? 'reprobe' : 'none',
    certificateDays: draft.certificateDays ?? DEFAULT_CERTIFICATE_DAYS,
  };
}

/** The request of a rule that exists, as the rehearsal takes it. */
export function requestOfRule(rule: AlertRule): AlertRuleRequest {
  return ruleRequestOf(ruleDraftOf(rule));
}
