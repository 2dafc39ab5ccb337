import { describe, expect, it } from '@jest/globals';
import { valueText } from './describe-change.js';

describe('valueText', () => {
  it.each([
    [null, ''],
    ['closed', 'closed'],
    [['a.example', 'b.example'], 'a.example, b.example'],
    [{ state: 'open', name: 'http', product: null }, 'open http'],
    [{ port: 80, accuracy: 95 }, 'port=80 accuracy=95'],
    [{ names: ['x', 'y'], status: 'up' }, 'x, y up'],
    ['a\u202eb', 'a‹U+202E›b'],
    [7, '7'],
    [{ names: [], openPorts: [], openPortCount: 0 }, ''],
    [
      {
        names: ['a'],
        openPorts: [
          { protocol: 'tcp', port: 22, name: 'ssh' },
          { protocol: 'udp', port: 53, name: null },
        ],
        openPortCount: 2,
      },
      'a open 22/tcp ssh, 53/udp',
    ],
  ])('reads %j as %j', (value, text) => {
    expect(valueText(value)).toBe(text);
  });

  it('names the first ports of a new host and counts the others, also those that the change does not list', () => {
    const openPorts = Array.from({ length: 100 }, (_, index) => ({ protocol: 'tcp', port: index + 1, name: null }));
    expect(valueText({ names: [], openPorts, openPortCount: 65_535 })).toBe(
      'open 1/tcp, 2/tcp, 3/tcp, 4/tcp, 5/tcp, 6/tcp and 65529 more',
    );
  });
});
