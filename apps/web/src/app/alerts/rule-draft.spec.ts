import { describe, expect, it } from '@jest/globals';
import { alertRuleRequest, type AlertRule } from '@scanfleet/contracts';
import { newRuleDraft, requestOfRule, ruleProblem, ruleRequestOf } from './rule-draft.js';

const rule: AlertRule = {
  id: '00000000-0000-4000-8000-000000000001',
  name: 'All of it',
  enabled: false,
  events: ['failed'],
  changes: ['host_new', 'certificate_expiring'],
  filter: {
    kind: 'fields',
    siteIds: ['00000000-0000-4000-8000-000000000002'],
    addresses: '10.0.0.0/8',
    ports: 'T:22',
    service: '*ssh*',
    hostName: 'db-?',
  },
  channelIds: ['00000000-0000-4000-8000-000000000003'],
  digest: 'daily',
  digestAt: '07:15',
  quiet: { from: '21:30', to: '06:00' },
  zone: 'Europe/Berlin',
  flapHours: 24,
  confirm: 'reprobe',
  certificateDays: 14,
  channels: [],
  sites: [],
  words: '',
  mutedUntil: null,
  waiting: 0,
  lastMessageAt: null,
  createdBy: 'admin',
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
};

describe('a rule in its form', () => {
  it('comes out as it went in', () => {
    const { name, enabled, events, changes, filter, channelIds, digest, digestAt } = rule;
    const { quiet, zone, flapHours, confirm, certificateDays } = rule;
    expect(requestOfRule(rule)).toEqual({
      name,
      enabled,
      events,
      changes,
      filter,
      channelIds,
      digest,
      digestAt,
      quiet,
      zone,
      flapHours,
      confirm,
      certificateDays,
    });
  });

  it('of a new one is a good request once it has a name', () => {
    const request = ruleRequestOf({ ...newRuleDraft('Europe/Berlin'), name: ' Trouble ' });
    expect(alertRuleRequest.parse(request)).toEqual(request);
    expect(request).toMatchObject({ name: 'Trouble', quiet: null, confirm: 'none', zone: 'Europe/Berlin' });
  });

  it('asks for what the console takes where a field that is not shown was emptied', () => {
    const draft = { ...newRuleDraft(''), name: 'x', digestAt: '', flapHours: null, certificateDays: null };
    expect(alertRuleRequest.safeParse(ruleRequestOf(draft)).success).toBe(true);
  });
});

describe('what is wrong with a rule', () => {
  it('names the field as its form calls it', () => {
    const problems = (more: object): string[] =>
      (
        alertRuleRequest.safeParse({ ...ruleRequestOf(newRuleDraft('UTC')), name: 'x', ...more }).error?.issues ?? []
      ).map(ruleProblem);
    expect(problems({ flapHours: -1 })).toEqual(['Hours of rest must be at least 0']);
    expect(problems({ quiet: { from: 'x', to: '07:00' } })).toEqual(['Quiet from must be a time of day such as 07:30']);
    expect(problems({ events: [], changes: [] })).toEqual(['choose at least one event or kind of change']);
  });
});
