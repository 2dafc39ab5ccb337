import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Server } from 'node:net';
import { hostsApi, scanCommandsApi, scansApi, type ScanResult } from '@scanfleet/contracts';
import { greetingServer } from '../rig/greeting-server.js';
import { until } from '../rig/run-program.js';
import { freePort, TestFleet } from '../rig/test-fleet.js';

/** Loopback addresses of this test alone. */
const ADDRESSES = ['127.83.0.1', '127.83.0.2', '127.83.0.3'] as const;

describe('a connect scan of services on loopback', () => {
  let fleet: TestFleet;
  const servers: Server[] = [];
  const open = new Map<string, number[]>();
  let closed = 0;
  let commandId = '';

  beforeAll(async () => {
    for (const [index, address] of ADDRESSES.entries()) {
      const ports: number[] = [];
      for (let count = 0; count <= index; count++) {
        const { server, port } = await greetingServer(address, '220 fixture\r\n');
        ports.push(port);
        servers.push(server);
      }
      open.set(address, ports);
    }
    closed = await freePort(ADDRESSES[0]);
    fleet = await TestFleet.start();
    await fleet.addEngine({ name: 'loopback', allowed: ['127.0.0.0/8'] });
    const ports = [...new Set([...open.values()].flat()), closed].sort((a, b) => a - b).join(',');
    const body = { name: 'these ports', scanner: 'nmap' as const, options: `-sT -Pn -p ${ports}` };
    commandId = (await fleet.call(scanCommandsApi.create, { body })).id;
  }, 120_000);

  afterAll(async () => {
    for (const server of servers) server.close();
    await fleet?.end();
  }, 60_000);

  const scanAll = async (): Promise<Map<string, ScanResult>> => {
    const { id } = await fleet.call(scansApi.create, { body: { targets: ADDRESSES.join('\n'), commandId } });
    const scan = await fleet.ended(id);
    expect({ state: scan.state, reason: scan.reason }).toEqual({ state: 'completed', reason: null });
    const page = await fleet.call(scansApi.results, { params: { scanId: id }, query: {} });
    return new Map(page.data.map((result) => [result.address, result]));
  };
  const hostOf = async (address: string) => {
    const list = await fleet.call(hostsApi.list, { query: { search: address } });
    return fleet.call(hostsApi.get, { params: { hostId: list.data[0]?.id ?? '' } });
  };

  it('finds every open port and no closed one', async () => {
    const results = await scanAll();
    for (const [address, ports] of open) {
      const found = results.get(address)?.openPorts.map(({ port }) => port);
      expect([address, found]).toEqual([address, [...ports].sort((a, b) => a - b)]);
    }
  }, 120_000);

  it('closes a port in the inventory when its service has gone, and says so as a change', async () => {
    const address = ADDRESSES[2];
    const [gone] = (open.get(address) ?? []).slice(-1);
    await new Promise((done) => servers.at(-1)?.close(done));
    await scanAll();
    const host = await hostOf(address);
    expect(host.openPorts).not.toContain(gone);
    expect(host.services.find(({ port }) => port === gone)).toMatchObject({ state: 'closed' });
    const changes = await fleet.call(hostsApi.changes, { params: { hostId: host.id }, query: {} });
    expect(changes.data[0]).toMatchObject({ kind: 'port_closed', port: gone });
  }, 120_000);

  it('refuses, at the engine, what its owner does not allow, and says what the scan waits for', async () => {
    const { id } = await fleet.call(scansApi.create, { body: { targets: '198.51.100.7', commandId } });
    const waiting = await until('it says what it waits for', async () => {
      const scan = await fleet.call(scansApi.get, { params: { scanId: id } });
      return scan.waitingFor ?? undefined;
    });
    expect(waiting).toMatch(/allow|policy|refused/i);
    const stopped = await fleet.call(scansApi.stop, { params: { scanId: id } });
    expect(stopped.state).toBe('cancelled');
  }, 60_000);
});
