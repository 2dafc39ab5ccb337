import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { aHostileMessage, aSending, hostileTexts } from '../../../test/alert-messages.js';
import { aConfig } from '../../../test/harness.js';
import { hasOpenssl, testCertificates } from '../../../test/test-certificates.js';
import { MailSender } from './mail-sender.js';
import type { SendOutcome, Sending } from './sending.js';

interface Mail {
  readonly to: string[];
  readonly from: string;
  readonly source: string;
  readonly secure: boolean;
  readonly user: string;
}

const servers: SMTPServer[] = [];
const senders: MailSender[] = [];
const folder = mkdtempSync(join(tmpdir(), 'scanfleet-mail-'));
afterEach(async () => {
  for (const sender of senders.splice(0)) sender.onApplicationShutdown();
  await Promise.all(servers.splice(0).map((server) => new Promise<void>((done) => server.close(done))));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A mail server that keeps what it takes. */
async function aServer(options: SMTPServerOptions = {}): Promise<{ port: number; mails: Mail[] }> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: options.cert ? [] : ['STARTTLS'],
    onData(stream, session, taken) {
      let source = '';
      stream.setEncoding('utf8');
      stream.on('data', (piece: string) => (source += piece));
      stream.once('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom ? mailFrom.address : '';
        const { secure } = session;
        mails.push({
          to: rcptTo.map(({ address }) => address),
          from,
          source,
          secure,
          user: String(session.user ?? ''),
        });
        taken();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { port: (server.server.address() as AddressInfo).port, mails };
}

function aSender(smtpUrl: string, more: object = {}): MailSender {
  const mailFrom = 'Scanfleet <scanfleet@console.example>';
  const sender = new MailSender(aConfig({ databaseUrl: 'postgres://localhost/none', smtpUrl, mailFrom, ...more }));
  senders.push(sender);
  return sender;
}

const send = (sender: MailSender, to: string[], more: Partial<Sending> = {}): Promise<SendOutcome> =>
  sender.send(aSending({ kind: 'email', to }, more));
const failing = (responseCode: number, words = 'what the server says') =>
  Object.assign(new Error(words), { responseCode });

/** Header fields by lower-case name, unfolded, in their order. */
function headersOf(source: string): [string, string][] {
  const head = source.slice(0, source.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]+/g, ' ');
  return head.split('\r\n').map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
}

describe('a mail', () => {
  it('goes to all recipients at once, as text and HTML, with the key of the delivery', async () => {
    const { port, mails } = await aServer();
    const sending = aSending({ kind: 'email' as const, to: ['ops@example.org', 'noc@example.org'] });
    expect(await aSender(`smtp://127.0.0.1:${port}`).send(sending)).toEqual({ ok: true, code: 250 });
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({ to: ['ops@example.org', 'noc@example.org'], from: 'scanfleet@console.example' });
    const source = mails[0]?.source ?? '';
    expect(Object.fromEntries(headersOf(source))).toMatchObject({
      from: 'Scanfleet <scanfleet@console.example>',
      to: 'ops@example.org, noc@example.org',
      subject: '[Scanfleet] Office: 2 changes (1 new host, 1 port opened)',
      'message-id': `<${sending.deliveryId}@console.example>`,
      'x-scanfleet-delivery': sending.deliveryId,
      'x-scanfleet-event': 'changes',
      'auto-submitted': 'auto-generated',
      'content-type': expect.stringMatching(/^multipart\/alternative/),
    });
    expect(source).toContain('text/plain; charset=utf-8');
    expect(source).toContain('text/html; charset=utf-8');
    expect(source).toContain('tcp/22 opened: ssh OpenSSH 9.2');
  });

  it('has the same headers whatever hosts and users wrote', async () => {
    const { port, mails } = await aServer();
    const sender = aSender(`smtp://127.0.0.1:${port}`);
    for (const text of ['harmless', ...hostileTexts]) {
      expect(await send(sender, ['ops@example.org'], { message: aHostileMessage(text) })).toMatchObject({ ok: true });
    }
    expect(mails).toHaveLength(hostileTexts.length + 1);
    const names = (source = ''): string[] => headersOf(source).map(([name]) => name);
    for (const { source, to } of mails) {
      expect(to).toEqual(['ops@example.org']);
      expect(names(source)).toEqual(names(mails[0]?.source));
      for (const line of source.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
      // Bare line ends are what smuggles mails (CVE-2023-51764).
      expect(source.replaceAll('\r\n', '')).not.toMatch(/[\r\n\0]/);
    }
  });

  it('that only some recipients get says who is left, and is over for those who have it', async () => {
    const { port, mails } = await aServer({
      onRcptTo({ address }, _session, answer) {
        const codes: Record<string, number> = { 'gone@example.org': 550, 'full@example.org': 452 };
        const code = codes[address];
        answer(code === undefined ? null : failing(code));
      },
    });
    const sender = aSender(`smtp://127.0.0.1:${port}`);
    expect(await send(sender, ['ops@example.org', 'gone@example.org'])).toEqual({
      ok: false,
      code: 550,
      error: 'The mail server does not take gone@example.org (550); the other 1 have it.',
      reached: ['ops@example.org'],
      permanent: true,
    });
    expect(await send(sender, ['ops@example.org', 'gone@example.org', 'full@example.org'])).toMatchObject({
      reached: ['ops@example.org'],
      permanent: false,
      code: 452,
    });
    expect(mails.map(({ to }) => to)).toEqual([['ops@example.org'], ['ops@example.org']]);
    expect(await send(sender, ['gone@example.org'])).toMatchObject({ ok: false, code: 550, permanent: true });
    expect(await send(sender, ['gone@example.org', 'full@example.org'])).toMatchObject({ ok: false, permanent: false });
  });

  it.each([
    [451, false],
    [554, true],
  ])('that is refused with %d is over: %j; what the server says is not kept', async (code, permanent) => {
    const { port } = await aServer({
      onData(stream, _session, taken) {
        stream.resume();
        stream.once('end', () => taken(failing(code)));
      },
    });
    const outcome = await send(aSender(`smtp://127.0.0.1:${port}`), ['ops@example.org']);
    expect(outcome).toMatchObject({ ok: false, code, permanent });
    expect(JSON.stringify(outcome)).not.toContain('what the server says');
  });

  it('to a server that does not answer costs the time of one attempt', async () => {
    const { port } = await aServer({ onConnect: () => undefined });
    const signal = AbortSignal.timeout(300);
    expect(await send(aSender(`smtp://127.0.0.1:${port}`), ['ops@example.org'], { signal })).toMatchObject({
      ok: false,
      error: expect.stringContaining('no answer in time'),
    });
  });

  it('goes again through a connection of its own when the server has dropped the one that was kept', async () => {
    const { port, mails } = await aServer({ socketTimeout: 150 });
    const sender = aSender(`smtp://127.0.0.1:${port}`);
    expect(await send(sender, ['ops@example.org'])).toMatchObject({ ok: true });
    await new Promise((done) => setTimeout(done, 400));
    expect(await send(sender, ['ops@example.org'])).toMatchObject({ ok: true });
    expect(mails).toHaveLength(2);
  });

  it('needs a user and a password that the server takes, and shows neither', async () => {
    const { port, mails } = await aServer({
      onAuth({ username, password }, _session, answer) {
        if (username === 'fleet' && password === 'p@ss') answer(null, { user: username });
        else answer(failing(535));
      },
    });
    expect(await send(aSender(`smtp://fleet:p%40ss@127.0.0.1:${port}`), ['ops@example.org'])).toMatchObject({
      ok: true,
    });
    expect(mails[0]?.user).toBe('fleet');
    const refused = await send(aSender(`smtp://fleet:wr0ng@127.0.0.1:${port}`), ['ops@example.org']);
    expect(refused).toMatchObject({
      ok: false,
      code: 535,
      error: expect.stringContaining('refuses user and password'),
    });
    expect(JSON.stringify(refused)).not.toMatch(/wr0ng|what the server/);
  });

  it('says which settings are missing', async () => {
    const sender = new MailSender(aConfig({ databaseUrl: 'postgres://localhost/none' }));
    expect(sender.problem).toMatch(/SCANFLEET_SMTP_URL and SCANFLEET_MAIL_FROM/);
    expect(await send(sender, ['ops@example.org'])).toMatchObject({ ok: false, error: sender.problem });
  });
});

(hasOpenssl ? describe : describe.skip)('a mail over TLS (needs openssl)', () => {
  const { ca, cert, key } = testCertificates('IP:127.0.0.1');
  const smtpCa = join(folder, 'ca.pem');
  writeFileSync(smtpCa, ca);

  it.each([
    ['smtp', false],
    ['smtps', true],
  ])('goes by %s, encrypted, once the authority is given', async (scheme, secure) => {
    const { port, mails } = await aServer({ cert, key, secure });
    expect(await send(aSender(`${scheme}://127.0.0.1:${port}`, { smtpCa }), ['ops@example.org'])).toMatchObject({
      ok: true,
    });
    expect(mails[0]?.secure).toBe(true);
    expect(await send(aSender(`${scheme}://127.0.0.1:${port}`), ['ops@example.org'])).toMatchObject({
      ok: false,
      error: expect.stringContaining('SCANFLEET_SMTP_CA'),
    });
    expect(mails).toHaveLength(1);
  });
});
