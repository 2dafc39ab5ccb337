import {
  INSIDE_HOST,
  alertChannelsApi,
  alertDeliveriesApi,
  alertRulesApi,
  type AlertChannel,
  type AlertDelivery,
  type AlertRule,
  type AlertRuleRequest,
  type ChannelSettings,
  type DeliveryDetail,
  type Reference,
  type Rehearsal,
} from '@scanfleet/contracts';
import { found, on } from './answer.js';
import { fakeCheckTargets } from './fake-checks.js';
import { fakeMessage } from './fake-messages.js';
import type { FakeWorld } from './fake-world.js';
import { fakeId, minutesAgo } from './ids.js';
import { matches, pageOfList } from './pages.js';
import { Refusal } from './refusal.js';

/** Alert rules, mutes, channels and deliveries. */
export const alertAnswers = [
  on(alertRulesApi.list, ({ alerts }, { query }) =>
    pageOfList(
      alerts.rules.filter(
        (rule) =>
          matches(rule.name, query.search) &&
          (query.enabled === undefined || String(rule.enabled) === query.enabled) &&
          (query.channel_id === undefined || rule.channelIds.includes(query.channel_id)),
      ),
      query,
    ),
  ),
  on(alertRulesApi.get, ({ alerts }, { params }) => found(alerts.rules, params.ruleId, 'alert_rule')),
  on(alertRulesApi.create, (world, { body }) => {
    checkRule(world, body, undefined);
    const rule: AlertRule = {
      ...body,
      id: fakeId('rule', world.alerts.rules.length + 1),
      channels: namesOf(world.alerts.channels, body.channelIds),
      sites: namesOf(world.sites, body.filter.siteIds),
      words: `Tells of ${[...body.events, ...body.changes].join(', ')}.`,
      mutedUntil: null,
      waiting: 0,
      lastMessageAt: null,
      createdBy: 'admin',
      createdAt: minutesAgo(0),
      updatedAt: minutesAgo(0),
    };
    world.alerts.rules = [...world.alerts.rules, rule];
    return rule;
  }),
  on(alertRulesApi.update, (world, { params, body }) => {
    const rule = found(world.alerts.rules, params.ruleId, 'alert_rule');
    const { filter, ...fields } = body;
    const change = { ...fields, filter: { ...rule.filter, ...filter } };
    checkRule(world, change, rule);
    Object.assign(rule, change, { updatedAt: minutesAgo(0) });
    return Object.assign(rule, {
      channels: namesOf(world.alerts.channels, rule.channelIds),
      sites: namesOf(world.sites, rule.filter.siteIds),
    });
  }),
  on(alertRulesApi.remove, ({ alerts }, { params }) => {
    alerts.rules = alerts.rules.filter((rule) => rule.id !== params.ruleId);
    return {};
  }),
  on(alertRulesApi.rehearse, (world, { body }) => {
    checkRule(world, { ...body.rule, name: '' }, undefined);
    return rehearsalOf(world, body.days);
  }),
  on(alertRulesApi.listMutes, ({ alerts }, { query }) =>
    pageOfList(
      alerts.mutes.filter((mute) => matches([mute.site?.name, mute.addresses, mute.reason], query.search)),
      query,
    ),
  ),
  on(alertRulesApi.mute, (world, { body }) => {
    checkPorts(body.ports, 'ports');
    const { siteId, ...rest } = body;
    const mute = {
      ...rest,
      id: fakeId('mute', world.alerts.mutes.length + 1),
      site: namesOf(world.sites, siteId === null ? [] : [siteId])[0] ?? null,
      createdBy: 'admin',
      createdAt: minutesAgo(0),
    };
    world.alerts.mutes = [...world.alerts.mutes, mute];
    return mute;
  }),
  on(alertRulesApi.unmute, ({ alerts }, { params }) => {
    alerts.mutes = alerts.mutes.filter((mute) => mute.id !== params.muteId);
    return {};
  }),

  on(alertChannelsApi.list, ({ alerts }, { query }) => ({
    ...pageOfList(
      alerts.channels.filter(
        (channel) =>
          matches(channel.name, query.search) &&
          (query.kind === undefined || channel.kind === query.kind) &&
          (query.enabled === undefined || String(channel.enabled) === query.enabled),
      ),
      query,
    ),
    mailProblem: alerts.mailProblem,
  })),
  on(alertChannelsApi.get, ({ alerts }, { params }) => found(alerts.channels, params.channelId, 'alert_channel')),
  on(alertChannelsApi.create, (world, { body }) => {
    const { name, enabled, settings } = body;
    refuseSettings(world, settings);
    const channel: AlertChannel = {
      ...shownOf(settings),
      id: fakeId('channel', world.alerts.channels.length + 1),
      name,
      enabled,
      ruleCount: 0,
      lastDelivery: null,
      createdBy: 'admin',
      createdAt: minutesAgo(0),
      updatedAt: minutesAgo(0),
    };
    world.alerts.channels = [...world.alerts.channels, channel];
    const isMade = settings.kind === 'webhook' && settings.secret === undefined;
    return { ...channel, secret: isMade ? 'whsec-T0pS3cretThatIsShownOnce' : null };
  }),
  on(alertChannelsApi.update, (world, { params, body }) => {
    const channel = found(world.alerts.channels, params.channelId, 'alert_channel');
    const { settings, ...rest } = body;
    if (settings) refuseSettings(world, settings);
    Object.assign(channel, rest, settings && shownOf(settings), { updatedAt: minutesAgo(0) });
    return { ...channel, secret: null };
  }),
  on(alertChannelsApi.remove, ({ alerts }, { params }) => {
    const { ruleCount } = found(alerts.channels, params.channelId, 'alert_channel');
    if (ruleCount > 0)
      throw new Refusal(409, {
        code: 'channel_in_use',
        message: `${ruleCount} alert rules use this channel. Take it out of them first.`,
      });
    alerts.channels = alerts.channels.filter((channel) => channel.id !== params.channelId);
    return {};
  }),
  on(alertChannelsApi.test, ({ alerts }) => alerts.test),
  on(alertChannelsApi.listAllowedHosts, ({ alerts }) => ({ data: alerts.allowedHosts })),
  on(alertChannelsApi.allowHost, ({ alerts }, { body }) => {
    const host = { ...body, createdBy: 'admin', createdAt: minutesAgo(0) };
    alerts.allowedHosts = [...alerts.allowedHosts, host];
    return host;
  }),
  on(alertChannelsApi.disallowHost, ({ alerts }, { params }) => {
    alerts.allowedHosts = alerts.allowedHosts.filter((each) => each.host !== params.host);
    return {};
  }),

  on(alertDeliveriesApi.list, ({ alerts }, { query }) =>
    pageOfList(
      alerts.deliveries
        .filter(
          (each) =>
            (query.state === undefined || each.state === query.state) &&
            (query.channel_id === undefined || each.channel?.id === query.channel_id) &&
            (query.rule_id === undefined || each.rule?.id === query.rule_id) &&
            (query.scan_id === undefined || each.scanId === query.scan_id) &&
            matches([each.subject, each.target, each.error], query.search),
        )
        .map(summaryOf),
      query,
    ),
  ),
  on(alertDeliveriesApi.get, ({ alerts }, { params }) => found(alerts.deliveries, params.deliveryId, 'alert_delivery')),
  on(alertDeliveriesApi.replay, ({ alerts }, { params }) => {
    const delivery = found(alerts.deliveries, params.deliveryId, 'alert_delivery');
    if (delivery.state === 'waiting') return summaryOf(Object.assign(delivery, { nextAttemptAt: minutesAgo(0) }));
    if (delivery.state !== 'dead') throw new Refusal(409, { code: 'delivery_not_dead', message: 'It has arrived.' });
    return summaryOf(revive(delivery));
  }),
  on(alertDeliveriesApi.replayAll, ({ alerts }, { body }) => {
    const dead = alerts.deliveries.filter(
      (each) => each.state === 'dead' && (body.channelId === undefined || each.channel?.id === body.channelId),
    );
    return { replayed: dead.map(revive).length };
  }),
] as const;

function namesOf(items: readonly Reference[], ids: readonly string[]): Reference[] {
  return ids.flatMap((id) => items.filter((item) => item.id === id).map(({ id, name }) => ({ id, name })));
}

/** @throws Refusal at the field that is wrong. */
function checkRule(world: FakeWorld, rule: Partial<AlertRuleRequest>, before: AlertRule | undefined): void {
  if (world.alerts.rules.some((each) => each !== before && each.name === rule.name))
    throw new Refusal(409, {
      code: 'alert_rule_name_taken',
      message: 'There is such a rule already.',
      issues: [{ path: 'name', message: 'is the name of another rule' }],
    });
  checkPorts(rule.filter?.ports ?? '', 'filter.ports');
  if (fakeCheckTargets(rule.filter?.addresses ?? '').nameCount > 0)
    throw invalid('filter.addresses', 'must hold no names; use the pattern of host names for them');
}

function checkPorts(ports: string, path: string): void {
  if (ports !== '' && !/^([TUS]:)?\d+(-\d+)?(,([TUS]:)?\d+(-\d+)?)*$/.test(ports))
    throw invalid(path, 'is no list of ports; write one such as 22,443,8000-8100');
}

function invalid(path: string, message: string): Refusal {
  return new Refusal(422, { code: 'invalid_input', message, issues: [{ path, message }] });
}

/** Good enough for the pages: hosts that look private are inside. */
function refuseSettings(world: FakeWorld, settings: ChannelSettings): void {
  if (settings.kind === 'email') {
    if (world.alerts.mailProblem !== null) throw invalid('settings.kind', world.alerts.mailProblem);
    return;
  }
  const [path, host] =
    settings.kind === 'syslog'
      ? ['settings.host', settings.host]
      : ['settings.url', new URL(settings.url).hostname.replace(/^\[|\]$/g, '')];
  const isInside = /^(127|10|192\.168)\.|^localhost$|^::1$/.test(host);
  if (!isInside || world.alerts.allowedHosts.some((each) => each.host === host)) return;
  const message = `leads inside, to ${host}; an admin can allow that host`;
  throw new Refusal(422, {
    code: 'invalid_input',
    message: `The channel leads inside, to ${host}.`,
    issues: [{ path, message, code: INSIDE_HOST, token: host }],
  });
}

function shownOf(settings: ChannelSettings): Pick<AlertChannel, 'kind' | 'target' | 'to' | 'syslog'> {
  switch (settings.kind) {
    case 'email':
      return { kind: 'email', target: settings.to[0] ?? '', to: settings.to, syslog: null };
    case 'syslog': {
      const { host, port, transport, facility } = settings;
      const syslog = { host, port, transport, facility };
      return { kind: 'syslog', target: `${transport}://${host}:${port}`, to: null, syslog };
    }
    case 'webhook':
    case 'slack':
    case 'teams':
    case 'discord':
      return { kind: settings.kind, target: `${new URL(settings.url).origin}/…`, to: null, syslog: null };
  }
}

function summaryOf({ message: _, log: __, ...delivery }: DeliveryDetail): AlertDelivery {
  return delivery;
}

function revive(delivery: DeliveryDetail): DeliveryDetail {
  return Object.assign(delivery, { state: 'waiting', error: null, nextAttemptAt: minutesAgo(0) });
}

function rehearsalOf(world: FakeWorld, days: number): Rehearsal {
  const count = Math.min(world.alerts.rehearsed, days);
  const perDay = Array.from({ length: count }, (_, index) => ({
    day: minutesAgo((count - index) * 1440).slice(0, 10),
    messages: 1 + ((index * 2) % 5),
    lines: 4 * (index + 1),
  }));
  const sum = (of: 'messages' | 'lines'): number => perDay.reduce((total, day) => total + day[of], 0);
  return {
    from: minutesAgo(days * 1440),
    until: minutesAgo(0),
    messageCount: sum('messages'),
    lineCount: sum('lines'),
    perDay,
    messages:
      count === 0
        ? []
        : (['changes', 'failed'] as const).map((what, index) => ({
            sentAt: minutesAgo(180 * (index + 1)),
            message: fakeMessage(index + 1, what, world.voice),
          })),
    leftOut: { muted: count === 0 ? 0 : 7, acknowledged: 0, flapping: count === 0 ? 0 : 3, undone: 0 },
    notes: [world.voice('Whether a second look would have confirmed a change is not known.')],
  };
}
