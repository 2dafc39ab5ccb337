import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BUILT_IN_COMMANDS } from './built-in-commands.js';
import { compileArgv } from './compile-argv.js';
import { coveredPorts } from './coverage.js';
import { readMasscanWord } from './masscan-words.js';
import { readNmapWord } from './nmap-words.js';
import { Scanner } from './option-types.js';
import type { ScanOption } from './option-types.js';
import { parseOptions } from './parse-options.js';
import { knownScripts } from './script-danger.js';
import { parseScriptRule } from './script-expression.js';
import { otherWords } from './test-data/option-words.js';

/** Everything here runs the installed scanners against 127.0.0.1 and ::1, or without sending a packet. */
const run = promisify(execFile);
const optionWord = /(?<![\w./=-])--?[A-Za-z0-9?][A-Za-z0-9-]*/gu;
const asRoot = process.getuid?.() === 0;
const ifRoot = asRoot ? it : it.skip;

let folder = '';
let server: Server;
let port = 0;
const sockets = new Set<Socket>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scan-options-'));
  server = createServer((socket) => {
    sockets.add(socket);
    // Scanners reset connections as they please.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.end('220 ready\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  await writeFile(join(folder, 'excludes'), '');
});

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

function options(scanner: Scanner, text: string): ScanOption[] {
  const result = parseOptions(scanner, text);
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.options;
}

async function nmap(text: string, how: { privileged: boolean; target?: string; family?: 4 | 6 }): Promise<string> {
  const files = {
    targets: join(folder, 'targets'),
    excludes: join(folder, 'excludes'),
    report: join(folder, '%T report.xml'),
  };
  await writeFile(files.targets, `${how.target ?? '127.0.0.1'}\n`);
  const family = how.family ?? 4;
  const argv = compileArgv({
    scanner: Scanner.Nmap,
    options: options(Scanner.Nmap, text),
    family,
    privileged: how.privileged,
    files,
  });
  await run('nmap', argv);
  return readFile(files.report, 'utf8');
}

async function textOf(file: string, argv: readonly string[]): Promise<string> {
  // Help may go to either stream and end with any code.
  return run(file, [...argv], { env: { ...process.env, LANG: 'C', MANWIDTH: '400' } }).then(
    ({ stdout, stderr }) => stdout + stderr,
    (error: { stdout?: string; stderr?: string }) => (error.stdout ?? '') + (error.stderr ?? ''),
  );
}

describe('the installed nmap', () => {
  it('has no option in its help that the table does not know', async () => {
    const words = new Set((await textOf('nmap', ['--help'])).match(optionWord));
    expect(words.size).toBeGreaterThan(80);
    for (const word of words)
      for (const reading of readNmapWord(word)) expect({ word, kind: reading.kind }).toEqual({ word, kind: 'option' });
  });

  it('has the scripts and categories of the table', async () => {
    const database = await readFile('/usr/share/nmap/scripts/script.db', 'utf8');
    const entries = [...database.matchAll(/filename = "(.*)\.nse", categories = \{(.*?)\}/gu)].map(
      ([, name, categories = '']) => ({
        name,
        categories: [...categories.matchAll(/"(\w+)"/gu)].map(([, category]) => category),
      }),
    );
    const byName = (a: { name?: string }, b: { name?: string }): number => ((a.name ?? '') < (b.name ?? '') ? -1 : 1);
    expect([...knownScripts].sort(byName)).toEqual(entries.sort(byName));
  });

  it.each([
    'default',
    'ssh-*',
    'default and not external',
    'broadcast or ssh-* and safe',
    'not (safe or intrusive or vuln or version)',
    'dos and not vuln or fuzzer',
    'DISCOVERY and http-w*s',
    'not default and ssl-*',
    'malware and (safe or exploit)',
  ])('chooses the same scripts by "%s" as we do', async (rule) => {
    const help = await textOf('nmap', ['--script-help', rule]);
    const chosen = [...help.matchAll(/^(\S+)\nCategories: /gmu)].map(([, name]) => name);
    const ours = parseScriptRule(rule);
    if (typeof ours === 'string') throw new Error(ours);
    expect(chosen.sort()).toEqual(
      knownScripts
        .filter((script) => ours.matches(script))
        .map(({ name }) => name)
        .sort(),
    );
  });

  it('finds an open port by connecting, without privileges', async () => {
    const report = await nmap(`-sS -sV -Pn -n -p ${port}`, { privileged: false });
    expect(report).toContain('<scaninfo type="connect"');
    expect(report).toContain(`portid="${port}"><state state="open"`);
    expect(report).not.toContain('xml-stylesheet');
  });

  ifRoot('finds an open port by SYN, with privileges', async () => {
    const report = await nmap(`-sS -Pn -n -p ${port} --reason`, { privileged: true });
    expect(report).toContain('<scaninfo type="syn"');
    expect(report).toContain(`portid="${port}"><state state="open"`);
  });

  it('scans over IPv6', async () => {
    expect(await nmap('-sT -Pn -n -p 9', { privileged: false, target: '::1', family: 6 })).toContain('addr="::1"');
  });

  it.each(['-p 22,80-82 --exclude-ports 81', '-p -3', '-p T:5,U:6'])(
    'covers of %j what its report says',
    async (text) => {
      const services = /<scaninfo [^>]*services="([^"]*)"/u.exec(
        await nmap(`-sT -Pn -n ${text}`, { privileged: false }),
      )?.[1];
      expect(services).toBe(coveredPorts(Scanner.Nmap, options(Scanner.Nmap, `-sT ${text}`)).tcp);
    },
  );

  it('starts with every kind of option that is allowed', async () => {
    const report = await nmap(
      '-sT -Pn -n -r -T4 --version-light --script-timeout 5s --max-retries 1 --min-hostgroup 20 --min-parallelism 2 ' +
        '--max-parallelism 50 --min-rtt-timeout 10ms --max-rtt-timeout 1 --initial-rtt-timeout 100ms --scan-delay 0 ' +
        '--max-scan-delay 10ms --max-rate 5000.5 --min-rate 10 --host-timeout 1m --randomize-hosts --unique --release-memory --nogcc ' +
        `--script "ssh-hostkey and not broadcast,banner" --script-args 'http.useragent="A, B",vulns.short' -p ${port}`,
      { privileged: false },
    );
    expect(report).toContain('exit="success"');
    expect(report).toContain('220 ready');
  });

  ifRoot.each(
    BUILT_IN_COMMANDS.filter(({ scanner, options: text }) => scanner === Scanner.Nmap && !text.includes('1-65535')),
  )(
    'completes the built-in command $key on 127.0.0.1',
    async ({ options: text }) => {
      expect(await nmap(text.includes(' -n') ? text : `${text} -n`, { privileged: true })).toContain('exit="success"');
    },
    180_000,
  );
});

describe('the installed masscan', () => {
  it('has no option in its help that the table does not know', async () => {
    const help = (await textOf('masscan', ['--help'])) + (await textOf('masscan', ['--nmap']));
    const words = [...new Set(help.match(optionWord))].filter((word) => !otherWords.masscan.includes(word));
    expect(words.length).toBeGreaterThan(40);
    for (const word of words)
      expect({ word, rule: readMasscanWord(word)[0]?.rule?.name }).toEqual({ word, rule: expect.any(String) });
  });

  it('understands our argv as we do (its --echo prints it and sends nothing)', async () => {
    const files = {
      targets: join(folder, 'm-targets'),
      excludes: join(folder, 'm-excludes'),
      report: join(folder, 'm.xml'),
    };
    await writeFile(files.targets, '10.0.0.0/30\n');
    await writeFile(files.excludes, '10.0.0.1\n');
    const argv = compileArgv({
      scanner: Scanner.Masscan,
      options: options(
        Scanner.Masscan,
        '-p T:80,8000-8010,U:53 --exclude-ports 8005 --retries 2 --rate 500 --wait 3 --banners',
      ),
      family: 4,
      privileged: true,
      files,
      rate: 200,
      userAgent: 'Scan er',
      masscan: {
        seed: 77,
        shard: { index: 2, of: 3 },
        routerMac: '00-11-22-33-44-55',
        adapterIp: '10.9.9.9',
        interface: 'lo',
      },
    });
    const echo = await textOf('masscan', [...argv, '--echo']);
    const settings = new Map([...echo.matchAll(/^([\w-]+) = (.*?)\s*$/gmu)].map(([, key, value]) => [key, value]));
    expect(Object.fromEntries(settings)).toMatchObject({
      seed: '77',
      rate: '200',
      shard: '2/3',
      retries: '2',
      banners: 'true',
      'output-filename': files.report,
      'output-format': 'xml',
      adapter: 'lo',
      'adapter-ip': '10.9.9.9',
      'router-mac-ipv4': '00-11-22-33-44-55',
      ports: '80,8000-8004,8006-8010,U:53',
      'http-user-agent': 'Scan er',
    });
    expect([...echo.matchAll(/^range = (.*)$/gmu)].map(([, range]) => range)).toEqual(['10.0.0.0', '10.0.0.2/31']);
  });

  it.each([
    '-p 80',
    '--top-ports 20',
    '-sU -p 53',
    '--tcp-ports 1-5',
    '--udp-ports 7',
    '-p 80 --ping',
    '--oprotos 1-5',
  ])('takes %j', async (text) => {
    const files = {
      targets: join(folder, 'm2-targets'),
      excludes: join(folder, 'm2-excludes'),
      report: join(folder, 'm2.xml'),
    };
    await writeFile(files.targets, '10.0.0.1\n');
    await writeFile(files.excludes, '10.9.0.1\n');
    const argv = compileArgv({
      scanner: Scanner.Masscan,
      options: options(Scanner.Masscan, text),
      family: 4,
      privileged: true,
      files,
    });
    expect(await textOf('masscan', [...argv, '--echo'])).toMatch(/^ports = \S/mu);
  });
});
