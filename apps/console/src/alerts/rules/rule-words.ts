import { AlertKind, type AlertRuleRequest, DigestMode, ScanEvent } from '@scanfleet/contracts';
import { kindWords } from './count-words.js';

/** Names of what a rule points to. */
export interface RuleNames {
  readonly channels: readonly string[];
  readonly sites: readonly string[];
}

/** What scans do that have such events. */
const eventVerbs: Readonly<Record<ScanEvent, string>> = {
  started: 'start',
  paused: 'are paused',
  resumed: 'go on',
  completed: 'complete',
  partial: 'fail in part',
  failed: 'fail',
  cancelled: 'are cancelled',
};

/** Longest part of a text that a person wrote and that is said again. */
const LONGEST = 80;
const MOST_NAMED = 4;

/** A rule in a sentence: `Tells Ops of scans that fail, and of new hosts and ports opened on ports 22, of the site Office: at once, …`. */
export function ruleWords(rule: AlertRuleRequest, names: RuleNames): string {
  const told = [eventsOf(rule), changesOf(rule)].filter((text) => text !== '').join(', and of ');
  const how = [timingOf(rule), ...caresOf(rule)].join('; ');
  return `Tells ${audienceOf(rule, names)} of ${told}${placeOf(rule, names)}: ${how}.`;
}

function audienceOf({ channelIds }: AlertRuleRequest, { channels }: RuleNames): string {
  return channelIds.length === 0 ? 'nobody, for it has no channel,' : listed(channels);
}

function eventsOf({ events }: AlertRuleRequest): string {
  const chosen = Object.values(ScanEvent).filter((event) => events.includes(event));
  const verbs = chosen.map((event) => eventVerbs[event]);
  return chosen.length === 0 ? '' : `scans that ${listed(verbs, 'or', verbs.length)}`;
}

function changesOf({ changes, filter, certificateDays }: AlertRuleRequest): string {
  const chosen = Object.values(AlertKind).filter((kind) => changes.includes(kind));
  if (chosen.length === 0) return '';
  const words = chosen.map((kind) =>
    kind === AlertKind.CertificateExpiring
      ? `certificates that expire within ${counted(certificateDays, 'day')}`
      : kindWords(kind),
  );
  return `${listed(words, 'and', chosen.length)}${narrowingOf(filter)}`;
}

/** What narrows changes; events of scans are narrowed by site alone. */
function narrowingOf({ addresses, ports, service, hostName }: AlertRuleRequest['filter']): string {
  const parts = [
    addresses.trim() === '' ? '' : `at ${shortened(addresses.trim().replaceAll(/\s+/g, ' '))}`,
    ports === '' ? '' : `on ports ${shortened(ports)}`,
    service === '' ? '' : `with a service like ${shortened(service)}`,
    hostName === '' ? '' : `of hosts named like ${shortened(hostName)}`,
  ].filter((text) => text !== '');
  return parts.length === 0 ? '' : ` ${parts.join(' ')}`;
}

function placeOf({ filter }: AlertRuleRequest, { sites }: RuleNames): string {
  const gone = filter.siteIds.length - sites.length;
  if (filter.siteIds.length === 0) return '';
  const named = gone > 0 ? [...sites, counted(gone, 'deleted site')] : sites;
  return `, of ${filter.siteIds.length === 1 ? 'the site' : 'the sites'} ${listed(named)}`;
}

function timingOf({ digest, digestAt, quiet, zone }: AlertRuleRequest): string {
  const silent = quiet === null ? '' : `, not from ${quiet.from} to ${quiet.to}`;
  const zoned = digest === DigestMode.Daily || quiet !== null ? ` (${zone})` : '';
  switch (digest) {
    case DigestMode.Immediate:
      return `at once, one message a scan${silent}${zoned}`;
    case DigestMode.Hourly:
      return `as an hourly digest${silent}${zoned}`;
    case DigestMode.Daily:
      return `as a daily digest at ${digestAt}${silent}${zoned}`;
  }
}

function caresOf({ changes, flapHours, confirm }: AlertRuleRequest): string[] {
  const found = changes.some((kind) => kind !== AlertKind.CertificateExpiring);
  if (!found) return [];
  return [
    ...(confirm === 'reprobe' ? ['changes once a second look has confirmed them'] : []),
    ...(flapHours > 0
      ? [`what goes to and fro once, and then when it has been the same for ${counted(flapHours, 'hour')}`]
      : []),
  ];
}

function counted(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`;
}

function listed(texts: readonly string[], word = 'and', most = MOST_NAMED): string {
  const shown = texts.slice(0, texts.length > most ? most - 1 : most).map(shortened);
  const more = texts.length - shown.length;
  const all = more > 0 ? [...shown, `${more} more`] : shown;
  const last = all.at(-1) ?? '';
  return all.length < 2 ? last : `${all.slice(0, -1).join(', ')} ${word} ${last}`;
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1).toWellFormed()}…` : text;
}
