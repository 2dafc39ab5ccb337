import { describe, expect, it } from '@jest/globals';
import { alertRuleRequest } from '@scanfleet/contracts';
import type { z } from 'zod';
import { ruleWords } from './rule-words.js';

const id = (number: number): string => `00000000-0000-4000-8000-00000000000${number}`;
type Wish = Partial<z.input<typeof alertRuleRequest>>;
const words = (wish: Wish, names: { channels?: string[]; sites?: string[] } = {}): string =>
  ruleWords(alertRuleRequest.parse({ name: 'a', ...wish }), { channels: [], sites: [], ...names });

describe('a rule in words', () => {
  it.each<[string, Wish, { channels?: string[]; sites?: string[] }]>([
    [
      'Tells Ops and Pager of scans that fail in part or fail: at once, one message a scan.',
      { events: ['failed', 'partial'], channelIds: [id(1), id(2)] },
      { channels: ['Ops', 'Pager'] },
    ],
    [
      'Tells nobody, for it has no channel, of new hosts and ports opened: at once, one message a scan.',
      { changes: ['port_opened', 'host_new'] },
      {},
    ],
    [
      'Tells Ops of scans that fail, and of ports opened at 10.0.0.0/8 fe80::/10 on ports 22,443 with a service like *ssh* of hosts named like db-*, of the sites Office and 1 deleted site: as a daily digest at 07:30, not from 22:00 to 07:00 (Europe/Berlin); changes once a second look has confirmed them; what goes to and fro once, and then when it has been the same for 1 hour.',
      {
        ...{
          events: ['failed'],
          changes: ['port_opened'],
          channelIds: [id(1)],
          digest: 'daily',
          digestAt: '07:30',
          confirm: 'reprobe',
          flapHours: 1,
        },
        ...{ quiet: { from: '22:00', to: '07:00' }, zone: 'Europe/Berlin' },
        filter: {
          siteIds: [id(1), id(2)],
          addresses: '10.0.0.0/8\nfe80::/10',
          ports: '22,443',
          service: '*ssh*',
          hostName: 'db-*',
        },
      },
      { channels: ['Ops'], sites: ['Office'] },
    ],
    [
      'Tells Ops of certificates that expire within 14 days, of the site Office: as an hourly digest.',
      {
        changes: ['certificate_expiring'],
        certificateDays: 14,
        channelIds: [id(1)],
        digest: 'hourly',
        flapHours: 6,
        confirm: 'reprobe',
        filter: { siteIds: [id(1)] },
      },
      { channels: ['Ops'], sites: ['Office'] },
    ],
    [
      'Tells a, b, c and 2 more of scans that complete: at once, one message a scan.',
      { events: ['completed'], channelIds: [1, 2, 3, 4, 5].map(id) },
      { channels: ['a', 'b', 'c', 'd', 'e'] },
    ],
  ])('%s', (expected, wish, names) => {
    expect(words(wish, names)).toBe(expected);
  });

  it('stay short, however much was written', () => {
    const addresses = Array.from({ length: 5000 }, (_, index) => `10.0.${index >> 8}.${index & 255}`).join('\n');
    expect(words({ changes: ['host_new'], filter: { addresses } }).length).toBeLessThan(300);
  });
});
