import { createHmac } from 'node:crypto';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  alertChannelsApi,
  alertDeliveriesApi,
  alertMessage,
  alertRulesApi,
  scanCommandsApi,
  schedulesApi,
  sitesApi,
  type AlertMessage,
} from '@scanfleet/contracts';
import { SMTPServer } from 'smtp-server';
import { greetingServer } from '../rig/greeting-server.js';
import { until } from '../rig/run-program.js';
import { freePort, TestFleet } from '../rig/test-fleet.js';

/** A loopback address of this test alone. */
const ADDRESS = '127.84.0.1';

interface Hook {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

describe('a schedule whose scans are told by mail and webhook', () => {
  let fleet: TestFleet;
  let mailServer: SMTPServer;
  let hookServer: HttpServer;
  let secret = '';
  let scheduleId = '';
  let late = 0;
  const mails: { to: string[]; text: string }[] = [];
  const hooks: Hook[] = [];
  const services: Server[] = [];
  const open: number[] = [];

  const openPort = async (): Promise<number> => {
    const { server, port } = await greetingServer(ADDRESS, '220 fixture\r\n');
    services.push(server);
    open.push(port);
    return port;
  };
  const subjects = (to: string): string[] =>
    mails
      .filter((mail) => mail.to.includes(to))
      .map(({ text }) => /^Subject: (.*(?:\r\n[ \t].*)*)/m.exec(text)?.[1] ?? '');

  beforeAll(async () => {
    await openPort();
    late = await freePort(ADDRESS);
    const smtpPort = await new Promise<number>((done) => {
      mailServer = new SMTPServer({
        authOptional: true,
        disabledCommands: ['STARTTLS', 'AUTH'],
        onData(stream, session, taken) {
          let text = '';
          stream.setEncoding('utf8');
          stream.on('data', (piece: string) => (text += piece));
          stream.once('end', () => {
            mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text });
            taken();
          });
        },
      });
      mailServer.listen(0, '127.0.0.1', () => done((mailServer.server.address() as AddressInfo).port));
    });
    hookServer = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (piece: string) => (body += piece));
      request.once('end', () => {
        hooks.push({ headers: request.headers, body });
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((done) => hookServer.listen(0, '127.0.0.1', done));
    const hookUrl = `http://127.0.0.1:${(hookServer.address() as AddressInfo).port}/scans`;

    fleet = await TestFleet.start('127.0.0.1', {
      SCANFLEET_SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
      SCANFLEET_MAIL_FROM: 'scanfleet@console.example',
    });
    await fleet.addEngine({ name: 'loopback', allowed: ['127.0.0.0/8'] });
    const command = await fleet.call(scanCommandsApi.create, {
      body: {
        name: 'these ports',
        scanner: 'nmap',
        options: `-sT -Pn -p ${[...open, late].sort((a, b) => a - b).join(',')}`,
      },
    });
    const site = await fleet.call(sitesApi.create, {
      body: {
        name: 'Office',
        targets: ADDRESS,
        defaultCommandId: command.id,
        scanMailRecipients: ['noc@office.example'],
        differenceMailRecipients: ['audit@office.example'],
      },
    });
    const hook = { name: 'ticket system', settings: { kind: 'webhook' as const, url: hookUrl } };
    await expect(fleet.call(alertChannelsApi.create, { body: hook })).rejects.toThrow(/127\.0\.0\.1/);
    await fleet.call(alertChannelsApi.allowHost, { body: { host: '127.0.0.1', reason: 'the test is here' } });
    const channel = await fleet.call(alertChannelsApi.create, { body: hook });
    secret = channel.secret ?? '';
    await fleet.call(alertRulesApi.create, {
      body: { name: 'new ports', changes: ['port_opened'], filter: { siteIds: [site.id] }, channelIds: [channel.id] },
    });
    const start = new Date(Date.now() + 4000).toISOString().slice(0, 19);
    const schedule = await fleet.call(schedulesApi.create, {
      body: { name: 'once today', siteId: site.id, recurrence: { start, zone: 'UTC' } },
    });
    scheduleId = schedule.id;
    expect(schedule.nextRunAt).toBe(`${start}.000Z`);
  }, 120_000);

  afterAll(async () => {
    for (const server of services) server.close();
    hookServer?.close();
    await fleet?.end();
    await new Promise<void>((done) => mailServer.close(done));
  }, 60_000);

  const runs = async () => (await fleet.call(schedulesApi.runs, { params: { scheduleId } })).data;

  it('scans when it is due, once, and mails the site its start, its end and what was new', async () => {
    const run = await until(
      'the occurrence becomes a scan that completes',
      async () => (await runs()).find(({ scan }) => scan?.state === 'completed'),
      60_000,
    );
    expect(run).toMatchObject({ kind: 'scheduled', outcome: 'started', occurrences: 1, reason: null });
    await until('three mails', async () => mails.length >= 3, 30_000);
    expect(subjects('noc@office.example')).toEqual([
      expect.stringMatching(/Office.*started/),
      expect.stringMatching(/Office.*completed/),
    ]);
    expect(subjects('audit@office.example')).toEqual([expect.stringMatching(/Office.*1 /)]);
    expect(await runs()).toHaveLength(1);
    const after = await fleet.call(schedulesApi.get, { params: { scheduleId } });
    expect(after).toMatchObject({ nextRunAt: null, ended: true, problem: null });
    // The rule does not tell new hosts, so it tells the port that this one had from the start.
    await until('the webhook is called', async () => hooks.length > 0, 30_000);
    expect(hooks.map(({ body }) => alertMessage.parse(JSON.parse(body)).lines)).toEqual([
      [expect.objectContaining({ kind: 'port_opened', address: ADDRESS, port: open[0] })],
    ]);
  }, 120_000);

  it('tells a port that opened with one signed message, when it is run again by hand', async () => {
    const before = hooks.length;
    const { server } = await greetingServer(ADDRESS, '220 fixture\r\n', late);
    services.push(server);
    const scan = await fleet.call(schedulesApi.run, { params: { scheduleId } });
    expect(scan).toMatchObject({ origin: 'schedule', schedule: { id: scheduleId } });
    expect((await fleet.ended(scan.id)).state).toBe('completed');
    await until('the webhook is called', async () => hooks.length > before, 30_000);
    const { headers, body } = hooks.at(-1) as Hook;
    const message: AlertMessage = alertMessage.parse(JSON.parse(body));
    expect(message.lines).toEqual([
      expect.objectContaining({ kind: 'port_opened', address: ADDRESS, port: late, protocol: 'tcp' }),
    ]);
    const signed = createHmac('sha256', secret).update(`${headers['x-scanfleet-timestamp']}.${body}`).digest('hex');
    expect(headers['x-scanfleet-signature']).toBe(`v1=${signed}`);
    const hook = await until('the delivery is logged', async () => {
      const { data } = await fleet.call(alertDeliveriesApi.list, { query: { scan_id: scan.id, state: 'delivered' } });
      return data.find(({ channelKind }) => channelKind === 'webhook');
    });
    expect(hook).toMatchObject({ id: headers['x-scanfleet-delivery'], attempts: 1, code: 204 });
    await until(
      'mails of the second scan',
      async () => subjects('audit@office.example').length === 2 && subjects('noc@office.example').length === 4,
      30_000,
    );
    expect(hooks).toHaveLength(before + 1);
  }, 120_000);
});
