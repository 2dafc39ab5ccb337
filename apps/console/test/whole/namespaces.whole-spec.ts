import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  exclusionsApi,
  hostsApi,
  scanCommandsApi,
  scansApi,
  sitesApi,
  type Scan,
  type ScanResult,
} from '@scanfleet/contracts';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PacketCapture } from '../rig/packet-capture.js';
import { type RunningProgram, until } from '../rig/run-program.js';
import { TestFleet } from '../rig/test-fleet.js';
import { namespacesHere, TestNetwork } from '../rig/test-network.js';

const withNamespaces = namespacesHere ? describe : describe.skip;

/** Which services run on which of the eight hosts. */
const services: Record<number, [port: number, kind: string][]> = {
  1: [[22, 'ssh']],
  2: [
    [80, 'http'],
    [22, 'ssh'],
  ],
  3: [[21, 'ftp']],
  4: [
    [25, 'smtp'],
    [110, 'pop3'],
  ],
  5: [[80, 'http']],
  6: [[8080, 'hostile']],
  7: [[110, 'pop3']],
  8: [],
};
const EXCLUDED = 5;

withNamespaces('an engine in one network namespace, eight hosts in another', () => {
  let network: TestNetwork;
  let fleet: TestFleet;
  let targets: RunningProgram;
  let commandId: Record<string, string>;

  beforeAll(async () => {
    network = await TestNetwork.make(8);
    const words = Object.entries(services).flatMap(([host, list]) =>
      list.map(([port, kind]) => `${network.target(Number(host))}/${port}/${kind}`),
    );
    targets = network.start(network.targetSpace, process.execPath, [
      join(import.meta.dirname, '../rig/target-services.mjs'),
      ...words,
    ]);
    await until('the services listen', async () => targets.said.includes('ready'));
    fleet = await TestFleet.start(network.consoleAddress);
    const inside = (file: string, argv: readonly string[]): [string, string[]] =>
      network.inside(network.engineSpace, file, argv);
    const masscan = {
      routerMac: await network.targetMac(),
      interface: network.engineInterface,
      adapterIp: network.engineAddress,
    };
    await fleet.addEngine({ name: 'one', allowed: [network.range], inside, config: { masscan } });
    const command = async (name: string, scanner: 'nmap' | 'masscan', options: string): Promise<string> =>
      (await fleet.call(scanCommandsApi.create, { body: { name, scanner, options } })).id;
    commandId = {
      version: await command('versions of a few ports', 'nmap', '-n -sS -sV -p 21,22,25,80,110,443,8080,9999'),
      sweep: await command('a sweep of a few ports', 'masscan', '-p 21,22,25,80,110,443,8080 --rate 200'),
      slow: await command('a slow look', 'nmap', '-n -sS -p 1-400 --max-rate 250 --max-hostgroup 1'),
    };
    await fleet.call(exclusionsApi.create, {
      body: { scope: 'global', targets: network.target(EXCLUDED), reason: 'must not be probed' },
    });
  }, 120_000);

  afterAll(async () => {
    await fleet?.end();
    await targets?.end();
    await network?.remove();
  }, 60_000);

  const results = async (scan: Scan): Promise<Map<string, ScanResult>> => {
    const page = await fleet.call(scansApi.results, { params: { scanId: scan.id }, query: { page_size: 500 } });
    return new Map(page.data.map((result) => [result.address, result]));
  };
  const start = async (command: string): Promise<Scan> => {
    const body = { targets: `${network.target(1)}-8`, commandId: commandId[command] };
    return fleet.call(scansApi.create, { body });
  };
  const openPorts = (found: Map<string, ScanResult>, host: number): number[] =>
    (found.get(network.target(host))?.openPorts ?? []).map(({ port }) => port);

  it('finds every service with its product by a SYN scan, and sends no packet to the excluded host', async () => {
    const capture = await PacketCapture.start(network);
    const scan = await fleet.ended((await start('version')).id);
    await capture.stop();
    expect({ state: scan.state, partial: scan.partial, reason: scan.reason }).toEqual({
      state: 'completed',
      partial: false,
      reason: null,
    });
    const found = await results(scan);
    for (const [host, list] of Object.entries(services)) {
      const wanted = Number(host) === EXCLUDED ? [] : list.map(([port]) => port).sort((a, b) => a - b);
      expect([host, openPorts(found, Number(host))]).toEqual([host, wanted]);
    }
    expect(found.get(network.target(1))?.openPorts[0]).toMatchObject({ service: 'ssh', product: 'OpenSSH' });
    expect(found.get(network.target(3))?.openPorts[0]).toMatchObject({ service: 'ftp', product: 'vsftpd' });
    expect(scan.shards[0]?.argv).toContain('-sS');
    expect(capture.towards(network.target(EXCLUDED))).toEqual([]);
    // The capture sees what is sent: each service of every other host was at least asked for once.
    for (const [host, list] of Object.entries(services)) {
      if (Number(host) === EXCLUDED) continue;
      const seen = capture.towards(network.target(Number(host))).length;
      expect([host, seen > list.length]).toEqual([host, true]);
    }
    expect(capture.towards(network.target(1)).length).toBeGreaterThanOrEqual(8);
  }, 180_000);

  it('sweeps with masscan, and sends no packet to the excluded host', async () => {
    const capture = await PacketCapture.start(network);
    const scan = await fleet.ended((await start('sweep')).id);
    await capture.stop();
    expect({ state: scan.state, reason: scan.reason }).toEqual({ state: 'completed', reason: null });
    const found = await results(scan);
    expect(openPorts(found, 2).sort((a, b) => a - b)).toEqual([22, 80]);
    expect(openPorts(found, 6)).toEqual([8080]);
    expect(capture.towards(network.target(EXCLUDED))).toEqual([]);
    expect(capture.towards(network.target(2)).length).toBeGreaterThan(4);
  }, 180_000);

  it('says why an address of a site is out, and by which exclusion', async () => {
    const site = await fleet.call(sitesApi.create, { body: { name: 'eight hosts', targets: network.range } });
    const verdict = await fleet.call(sitesApi.why, {
      params: { siteId: site.id },
      query: { address: network.target(EXCLUDED) },
    });
    expect(verdict).toMatchObject({
      included: false,
      exclusions: [{ target: network.target(EXCLUDED), reason: 'must not be probed' }],
    });
  });

  describe('when a part dies in the middle', () => {
    const whole = [1, 2, 3, 4, 6, 7, 8];
    const openWithin = (host: number): number[] =>
      (services[host] ?? [])
        .map(([port]) => port)
        .filter((port) => port <= 400)
        .sort((a, b) => a - b);

    const survives = async (what: string, strike: (scan: Scan) => Promise<void>): Promise<Scan> => {
      const scan = await start('slow');
      await until(
        `the first hosts arrive before ${what}`,
        async () => {
          const now = await fleet.call(scansApi.get, { params: { scanId: scan.id } });
          return now.progress.hostsUp >= 2;
        },
        60_000,
      );
      await strike(scan);
      const ended = await fleet.ended(scan.id, 150_000);
      expect({ what, state: ended.state, partial: ended.partial, reason: ended.reason }).toEqual({
        what,
        state: 'completed',
        partial: false,
        reason: null,
      });
      const page = await fleet.call(scansApi.results, { params: { scanId: scan.id }, query: { page_size: 500 } });
      const up = page.data.filter(({ status }) => status === 'up').map(({ address }) => address);
      expect(up.sort()).toEqual(whole.map((host) => network.target(host)).sort());
      for (const host of whole) {
        const found = page.data.find(({ address }) => address === network.target(host));
        expect([host, found?.openPorts.map(({ port }) => port)]).toEqual([host, openWithin(host)]);
      }
      expect(ended.progress.hostsUp).toBe(whole.length);
      const open = whole.reduce((sum, host) => sum + openWithin(host).length, 0);
      expect(ended.progress.openPorts).toBe(open);
      const hosts = await fleet.call(hostsApi.list, { query: { page_size: 500 } });
      expect(new Set(hosts.data.map(({ address }) => address)).size).toBe(hosts.data.length);
      return ended;
    };

    const engineWish = async () => ({
      name: 'one',
      allowed: [network.range],
      inside: (file: string, argv: readonly string[]): [string, string[]] =>
        network.inside(network.engineSpace, file, argv),
    });

    it('ends complete after the scanner was killed', async () => {
      const ended = await survives('the scanner', async () => {
        const pid = await scannerPid();
        process.kill(pid, 'SIGKILL');
      });
      expect(ended.shards.map(({ epoch }) => epoch)).toEqual([2]);
    }, 240_000);

    it('ends complete after the engine was killed, whose scanner dies with it', async () => {
      const ended = await survives('the engine', async () => {
        const pid = await scannerPid();
        const engine = fleet.engines.get('one');
        await engine?.end('SIGKILL');
        fleet.startEngine(await engineWish());
        await until('the old scanner is gone', async () => !existsSync(`/proc/${pid}`));
      });
      expect(ended.shards.map(({ epoch }) => epoch)).toEqual([2]);
    }, 240_000);

    it('ends complete after the console was killed', async () => {
      await survives('the console', async () => {
        await fleet.console_.end('SIGKILL');
        await fleet.startConsole();
      });
    }, 240_000);

    it('ends complete after PostgreSQL was killed', async () => {
      await survives('PostgreSQL', async () => {
        await fleet.killPostgres();
        await fleet.startPostgres();
      });
    }, 240_000);

    /** The one nmap in the engine's namespace; no other test can have one there. */
    const scannerPid = async (): Promise<number> =>
      until('a scanner runs', async () => {
        const pids = execFileSync('ip', ['netns', 'pids', network.engineSpace], { encoding: 'utf8' })
          .trim()
          .split('\n');
        const found = pids.find((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'nmap');
        return found ? Number(found) : undefined;
      });
  });
});
