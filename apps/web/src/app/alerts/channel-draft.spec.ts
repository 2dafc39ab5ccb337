import { describe, expect, it } from '@jest/globals';
import { channelSettings, type AlertChannel } from '@scanfleet/contracts';
import { channelDraftOf, channelSettingsOf, hasOtherSettings, type ChannelDraft } from './channel-draft.js';

const blank = channelDraftOf('new');
const syslog: AlertChannel = {
  id: '00000000-0000-4000-8000-000000000001',
  name: 'SIEM',
  kind: 'syslog',
  enabled: true,
  target: 'tls://siem.example.org:6514',
  to: null,
  syslog: { host: 'siem.example.org', port: 6514, transport: 'tls', facility: 4 },
  ruleCount: 0,
  lastDelivery: null,
  createdBy: 'admin',
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
};

describe('channelSettingsOf', () => {
  const filled: ChannelDraft = {
    ...blank,
    to: 'ops@example.org',
    url: ' https://hooks.example.org/x ',
    secret: 'sixteen characters',
    host: ' log.example.org ',
    ca: '-----BEGIN CERTIFICATE-----',
  };

  it.each([
    ['email', { kind: 'email', to: ['ops@example.org'] }],
    ['webhook', { kind: 'webhook', url: 'https://hooks.example.org/x', secret: 'sixteen characters' }],
    ['slack', { kind: 'slack', url: 'https://hooks.example.org/x' }],
    ['teams', { kind: 'teams', url: 'https://hooks.example.org/x' }],
    ['discord', { kind: 'discord', url: 'https://hooks.example.org/x' }],
    ['syslog', { kind: 'syslog', host: 'log.example.org', port: 514, transport: 'udp', facility: 16, ca: null }],
  ] as const)('says of %s only what is its own', (kind, settings) => {
    const made = channelSettingsOf({ ...filled, kind });
    expect(made).toEqual(settings);
    expect(channelSettings.parse(made)).toEqual(settings);
  });

  it('leaves the secret of a webhook out where none is given, so that one is made or kept', () => {
    expect(channelSettingsOf({ ...filled, kind: 'webhook', secret: '' })).not.toHaveProperty('secret');
  });

  it('takes a private authority along with TLS alone', () => {
    expect(channelSettingsOf({ ...filled, kind: 'syslog', transport: 'tls' })).toMatchObject({ ca: filled.ca });
  });
});

describe('hasOtherSettings', () => {
  it('is false for a new name alone: then settings are left as they are, with the secrets that no page knows', () => {
    expect(hasOtherSettings({ ...channelDraftOf(syslog), name: 'Logs' }, syslog)).toBe(false);
  });

  it.each([{ port: 6515 }, { ca: 'x' }, { facility: '5' }, { host: 'other.example.org' }])(
    'is true for %j',
    (changed) => {
      expect(hasOtherSettings({ ...channelDraftOf(syslog), ...changed }, syslog)).toBe(true);
    },
  );
});
