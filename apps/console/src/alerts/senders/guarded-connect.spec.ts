import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aGuard, TableLookup } from '../../../test/alert-messages.js';
import { HostRefused } from './guarded-connect.js';
import { postJson } from './post-json.js';

/** Hosts as URLs may spell them, by what they lead to. */
const inside: Readonly<Record<string, readonly string[]>> = {
  loopback: [
    'localhost',
    'LOCALHOST',
    'localhost.',
    'api.localhost',
    '127.0.0.1',
    '127.0.0.1.',
    '127.1',
    '127.0.1',
    '127.255.255.254',
    '2130706433',
    '017700000001',
    '0x7f000001',
    '0x7f.0x0.0x0.0x1',
    '0177.0.0.1',
    '0x7f.1',
    '127.0.0.0x1',
    '00000177.0.0.1',
    '１２７.０.０.１',
    '①②⑦.⓪.⓪.①',
    '127。0。0。1',
    '%31%32%37.0.0.1',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::0001]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:ffff:7f00:0001]',
    '[::127.0.0.1]',
    '[::7f00:1]',
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[64:ff9b:1::127.0.0.1]',
    '[64:ff9b:1:abcd::1]',
    '[2002:7f00:1::1]',
    '[2002:7f00:0001:0:0:0:0:1]',
    '[2001:0:7f00:1::1]',
    '[::ffff:0:127.0.0.1]',
  ],
  unspecified: ['0.0.0.0', '0', '0x0', '0.0.0.1', '0.255.1.1', '[::]', '[0::0]', '[::ffff:0.0.0.0]', '[::ffff:0:0]'],
  private: [
    '10.0.0.1',
    '10.1',
    '10.255.255.255',
    '167772161',
    '0xa000001',
    '012.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '0xac.0x10.0.1',
    '192.168.0.1',
    '192.168.1',
    '3232235777',
    '0xc0a80101',
    '[::ffff:10.0.0.1]',
    '[::ffff:a00:1]',
    '[::ffff:192.168.1.1]',
    '[64:ff9b::10.0.0.1]',
    '[64:ff9b::c0a8:101]',
    '[2002:a00:1::]',
    '[2002:c0a8:101::1]',
    '[fc00::1]',
    '[fd00::1]',
    '[fd12:3456::1]',
    '[fec0::1]',
  ],
  'link-local and metadata': [
    '169.254.0.1',
    '169.254.169.254',
    '169.254.170.2',
    '2852039166',
    '0xa9fea9fe',
    '0251.0376.0251.0376',
    '[::ffff:169.254.169.254]',
    '[::ffff:a9fe:a9fe]',
    '[64:ff9b::169.254.169.254]',
    '[2002:a9fe:a9fe::1]',
    '[fe80::1]',
    '[febf::1]',
    '[fd00:ec2::254]',
    '[fd20:ce::254]',
    '100.100.100.200',
  ],
  'shared, special and reserved': [
    '100.64.0.1',
    '100.127.255.255',
    '192.0.0.1',
    '192.0.0.170',
    '192.0.2.1',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.7',
    '203.0.113.9',
    '192.88.99.1',
    '224.0.0.1',
    '239.255.255.250',
    '240.0.0.1',
    '255.255.255.255',
    '[ff02::1]',
    '[ff0e::1]',
    '[2001:db8::1]',
    '[3fff::1]',
    '[100::1]',
    '[2001:2::1]',
    '[2001:10::1]',
    '[2001:20::1]',
    '[5f00::1]',
    '[4000::1]',
    '[8000::1]',
    '[1fff::1]',
    '[e000::1]',
    '[::2]',
    '[::ffff:255.255.255.255]',
  ],
};
const names = new TableLookup({
  localhost: [['127.0.0.1', '::1']],
  'api.localhost': [['127.0.0.1']],
  'inside.example': [['10.1.2.3']],
  'mixed.example': [['8.8.8.8', '192.168.1.1']],
  'mixed6.example': [['2606:4700:4700::1111', 'fd00::1']],
  'zone.example': [['fe80::1%eth0']],
  'mapped.example': [['::ffff:127.0.0.1']],
  'public.example': [['8.8.8.8', '2606:4700:4700::1111']],
  'xn--mller-kva.example': [['10.0.0.9']],
  'empty.example': [[]],
});
const hosts = Object.entries(inside).flatMap(([what, list]) => list.map((host) => [what, host] as const));
const hostOf = (host: string): string => new URL(`http://${host}/hook`).hostname;

describe('HostGuard', () => {
  it('has a hundred spellings of the inside to refuse', () => {
    expect(new Set(hosts.map(([, host]) => host)).size).toBeGreaterThanOrEqual(100);
  });

  it.each(hosts)('refuses %s as %s', async (_, host) => {
    await expect(aGuard({ lookup: names }).check(hostOf(host))).rejects.toMatchObject({ code: 'inside_host' });
  });

  it.each(['inside.example', 'mixed.example', 'mixed6.example', 'zone.example', 'mapped.example', 'MÜLLER.example'])(
    'refuses %s for where its name leads',
    async (host) => {
      await expect(aGuard({ lookup: names }).check(hostOf(host))).rejects.toMatchObject({ code: 'inside_host' });
    },
  );

  it('names the host, the address it leads to, what that is, and the fix', async () => {
    const refused = aGuard({ lookup: names }).check('inside.example');
    await expect(refused).rejects.toBeInstanceOf(HostRefused);
    await expect(refused).rejects.toThrow(
      'leads to 10.1.2.3, a private address; an admin can allow the host inside.example, or take one of the internet',
    );
  });

  it.each(['nowhere.example', 'empty.example'])('refuses %s, which leads nowhere', async (host) => {
    await expect(aGuard({ lookup: names }).check(host)).rejects.toMatchObject({ code: 'unknown_host' });
  });

  it.each(['', ' ', 'a b', 'a/b', 'fe80::1%eth0', '[fe80::1%25eth0]', 'user@host', '1.2.3.4.5.6', '300.1.1.1'])(
    'refuses "%s", which is no host',
    async (host) => {
      await expect(aGuard({ lookup: names }).check(host)).rejects.toMatchObject({
        code: expect.stringMatching(/^no_host$|^unknown/),
      });
    },
  );

  it('lets public hosts through with the addresses that it checked', async () => {
    expect(await aGuard({ lookup: names }).check('Public.Example.')).toEqual({
      host: 'public.example',
      addresses: ['8.8.8.8', '2606:4700:4700::1111'],
    });
    expect(await aGuard().check('8.8.8.8')).toEqual({ host: '8.8.8.8', addresses: ['8.8.8.8'] });
    expect((await aGuard().check('[2606:4700:4700::1111]')).addresses).toEqual(['2606:4700:4700::1111']);
  });

  it.each([
    ['127.0.0.1', '0x7f.1'],
    ['127.0.0.1', '[::ffff:127.0.0.1]'],
    ['inside.example', 'INSIDE.example.'],
    ['::1', '[0:0::1]'],
  ])('lets the allowed host %s through however it is spelled: %s', async (allowed, host) => {
    expect((await aGuard({ allowed: [allowed], lookup: names }).check(hostOf(host))).host).toBe(allowed);
  });

  it('lets no other host through to the address of an allowed one', async () => {
    const guard = aGuard({ allowed: ['10.1.2.3'], lookup: names });
    await expect(guard.check('inside.example')).rejects.toMatchObject({ code: 'inside_host' });
  });
});

describe('a name that is bound anew', () => {
  let server: Server;
  let port = 0;
  let requests = 0;
  beforeAll(async () => {
    server = createServer((_, response) => {
      requests += 1;
      response.end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => void server.close());

  const post = (lookup: TableLookup, allowed: string[] = []) =>
    postJson(aGuard({ lookup, allowed }), {
      url: `http://rebound.example:${port}/hook`,
      body: '{}',
      at: new Date(),
      signal: AbortSignal.timeout(5000),
    });

  it('is asked for once in an attempt, so that what it leads to a moment later is never connected to', async () => {
    // The first answer is what the guard sees: 127.0.0.1 by an allowed name. A second look would find another address.
    const lookup = new TableLookup({ 'rebound.example': [['127.0.0.1'], ['127.0.0.2']] });
    expect(await post(lookup, ['rebound.example'])).toEqual({ ok: true, code: 200 });
    expect(lookup.asked).toEqual(['rebound.example']);
    expect(requests).toBe(1);
  });

  it('is refused in the attempt that finds it inside', async () => {
    const before = requests;
    const lookup = new TableLookup({ 'rebound.example': [['8.8.8.8'], ['127.0.0.1']] });
    await aGuard({ lookup }).check('rebound.example');
    expect(await post(lookup)).toMatchObject({ ok: false, error: expect.stringContaining('leads to 127.0.0.1') });
    expect(requests).toBe(before);
  });
});
