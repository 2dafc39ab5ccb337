import { describe, expect, it } from '@jest/globals';
import { coveredPorts, type ExtraPorts, type ObservedService } from '@scanfleet/scan-report';
import fc from 'fast-check';
import { diffServices, type KnownService } from './diff-services.js';
import type { ServiceFacts } from './host-facts.js';

const known = (port: number, more: Partial<KnownService> = {}): KnownService => ({
  certificate: null,
  protocol: 'tcp',
  port,
  state: 'open',
  name: 'http',
  product: null,
  version: null,
  ...more,
});
const open = (port: number, more: Partial<ServiceFacts> = {}): ServiceFacts => ({
  protocol: 'tcp',
  port,
  reason: 'syn-ack',
  name: 'http',
  product: null,
  version: null,
  guessed: false,
  certificate: null,
  detail: '{}',
  ...more,
});
const listed = (port: number, state: string): ObservedService => ({
  protocol: 'tcp',
  port,
  state,
  reason: '',
  cpes: [],
  scripts: [],
});
const extra = (state: string, count: number): ExtraPorts => ({ state, count, reasons: [] });
const asked = (services: string, protocol = 'tcp') => coveredPorts([{ type: 'syn', protocol, services }]);
const saw = (
  services: ObservedService[] = [],
  extraPorts: ExtraPorts[] = [extra('closed', 990)],
  timedOut = false,
) => ({
  services,
  extraPorts,
  timedOut,
});

describe('the difference of services', () => {
  it('calls a port opened that is open now and was not known', () => {
    expect(diffServices([], [open(80)], saw(), asked('1-1000')).opened).toEqual([open(80)]);
  });

  it('calls a port opened again that was known as closed', () => {
    expect(diffServices([known(80, { state: 'closed' })], [open(80)], saw(), asked('1-1000')).opened).toEqual([
      open(80),
    ]);
  });

  it('calls a port closed that was asked and is among the closed ones', () => {
    expect(diffServices([known(80)], [], saw(), asked('1-1000')).closed).toEqual([
      { before: known(80), state: 'closed' },
    ]);
  });

  it('takes the state of a port that is listed by itself', () => {
    expect(diffServices([known(80)], [], saw([listed(80, 'filtered')]), asked('1-1000')).closed).toEqual([
      { before: known(80), state: 'filtered' },
    ]);
  });

  it.each([
    ['was not asked', saw(), asked('1-79')],
    ['is of another protocol', saw(), asked('1-1000', 'udp')],
    ['belongs to a host that timed out', saw([], [extra('closed', 990)], true), asked('1-1000')],
    ['may be open or filtered', saw([], [extra('open|filtered', 990)]), asked('1-1000')],
    ['is listed as open or filtered', saw([listed(80, 'open|filtered')]), asked('1-1000')],
    ['is not counted among any other ports', saw([], []), asked('1-1000')],
    [
      'may be among ports of a state that says nothing',
      saw([], [extra('closed', 5), extra('unfiltered', 5)]),
      asked('1-1000'),
    ],
  ])('says nothing of a port that %s', (_, observation, coverage) => {
    const difference = diffServices([known(80)], [], observation, coverage);
    expect(difference.closed).toEqual([]);
    expect(difference.unasked).toEqual([known(80)]);
  });

  it('calls a service changed whose version is another', () => {
    const before = known(22, { name: 'ssh', product: 'OpenSSH', version: '9.1' });
    const after = open(22, { name: 'ssh', product: 'OpenSSH', version: '9.2' });
    expect(diffServices([before], [after], saw(), asked('1-1000')).changed).toEqual([{ before, after }]);
  });

  it('does not forget a version because a scan did not ask for it', () => {
    const before = known(22, { name: 'ssh', product: 'OpenSSH', version: '9.1' });
    const after = open(22, { name: 'ssh', guessed: true });
    expect(diffServices([before], [after], saw(), asked('1-1000')).same).toEqual([{ before, after }]);
  });

  it('does not take a guess from the port number for a change of what was probed', () => {
    const before = known(8080, { name: 'ssh' });
    const after = open(8080, { name: 'http-proxy', guessed: true });
    expect(diffServices([before], [after], saw(), asked('1-9000')).changed).toEqual([]);
  });

  it('never closes what was not asked and loses no known service, whatever is known and seen', () => {
    const ports = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 20 });
    fc.assert(
      fc.property(ports, ports, fc.integer({ min: 1, max: 40 }), fc.boolean(), (before, now, last, timedOut) => {
        const coverage = asked(`1-${last}`);
        const seen = now.filter((port) => port <= last);
        const result = diffServices(
          before.map((port) => known(port)),
          seen.map((port) => open(port)),
          saw([], [extra('closed', 9)], timedOut),
          coverage,
        );
        for (const { before: service } of result.closed)
          expect(coverage.contains('tcp', service.port) && !timedOut).toBe(true);
        const accounted = [...result.same.map((same) => same.after), ...result.unasked].map(({ port }) => port);
        const moved = [...result.closed, ...result.changed].map(({ before: service }) => service.port);
        expect([...accounted, ...moved].sort((a, b) => a - b)).toEqual([...before].sort((a, b) => a - b));
      }),
    );
  });
});
