import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether this machine lets the tests make network namespaces; `npm test` finds out. */
export const canMakeNamespaces =
  process.env['SCANFLEET_TEST_NETNS'] === '1' || (process.getuid?.() === 0 && triesOut());

/** Brings bytes from a port inside of the namespace to a socket in the file system, which no namespace separates. */
const relay = `
const net = require('node:net');
net.createServer((inner) => {
  const outer = net.connect(process.argv[1]);
  inner.pipe(outer).pipe(inner);
  for (const socket of [inner, outer]) socket.on('error', () => { inner.destroy(); outer.destroy(); });
}).listen(7777, '127.0.0.1', () => console.log('ready'));
`;

/** Two network namespaces with a wire between them and none to anywhere else: one for an engine, one to be scanned. */
export class TestNamespaces {
  readonly engineSpace = `sf-engine-${process.pid}`;
  readonly targetSpace = `sf-target-${process.pid}`;
  readonly target = '10.213.7.2';
  private readonly folder = mkdtempSync(join(tmpdir(), 'scanfleet-relay-'));
  private readonly children: ChildProcess[] = [];
  private server: Server | undefined;

  /** Makes both; the console at `port` of this machine is then reached at `consoleUrl` from the engine's. */
  async make(port: number): Promise<this> {
    const ip = (...words: string[]): void => void execFileSync('ip', words, { stdio: 'pipe' });
    const within = (space: string, ...words: string[]): void =>
      void execFileSync('nsenter', [...wayInto(space), 'ip', ...words], { stdio: 'pipe' });
    for (const space of [this.engineSpace, this.targetSpace]) ip('netns', 'add', space);
    ip('link', 'add', 'wire0', 'netns', this.engineSpace, 'type', 'veth', 'peer', 'wire1', 'netns', this.targetSpace);
    for (const [space, wire, address] of [
      [this.engineSpace, 'wire0', '10.213.7.1/24'],
      [this.targetSpace, 'wire1', `${this.target}/24`],
    ] as const) {
      within(space, 'address', 'add', address, 'dev', wire);
      within(space, 'link', 'set', wire, 'up');
      within(space, 'link', 'set', 'lo', 'up');
    }
    const path = join(this.folder, 'console');
    this.server = createServer((inner) => {
      const outer = connect(port, '127.0.0.1');
      inner.pipe(outer).pipe(inner);
      for (const socket of [inner, outer]) socket.on('error', () => [inner, outer].forEach((both) => both.destroy()));
    });
    await new Promise<void>((resolve) => this.server?.listen(path, resolve));
    await this.run(this.engineSpace, relay, path);
    return this;
  }

  readonly consoleUrl = 'http://127.0.0.1:7777';

  /** Words that start a program in the engine's namespace. */
  get way(): string[] {
    return ['nsenter', ...wayInto(this.engineSpace)];
  }

  /** Link-layer address of the target's end of the wire, as masscan wants it for its router. */
  targetMac(): string {
    const argv = [...wayInto(this.targetSpace), 'ip', '-j', 'link', 'show', 'wire1'];
    const said = execFileSync('nsenter', argv, { encoding: 'utf8' });
    return (JSON.parse(said) as { address: string }[])[0]?.address ?? '';
  }

  /** Has something listen on a port of the target. */
  listen(port: number): Promise<void> {
    return this.run(
      this.targetSpace,
      `require('node:net').createServer((s) => s.on('error', () => {}).end()).listen(${port}, () => console.log('ready'))`,
    );
  }

  private async run(space: string, script: string, ...words: string[]): Promise<void> {
    const argv = [...wayInto(space), process.execPath, '-e', script, ...words];
    const child = spawn('nsenter', argv, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.children.push(child);
    await new Promise<void>((resolve, reject) => {
      child.stdout.once('data', () => resolve());
      child.once('exit', (code) => reject(new Error(`a helper in ${space} ended with ${code}`)));
    });
  }

  async remove(): Promise<void> {
    await Promise.all(
      this.children.map((child) => {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGKILL');
        return ended;
      }),
    );
    this.server?.close();
    for (const space of [this.engineSpace, this.targetSpace]) execFileSync('ip', ['netns', 'delete', space]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Words of nsenter for a namespace. `ip netns exec` and `ip -n` mount too, which a chroot does not allow. */
function wayInto(space: string): string[] {
  return [`--net=/run/netns/${space}`, '--'];
}

function triesOut(): boolean {
  const name = `sf-probe-${process.pid}`;
  try {
    execFileSync('ip', ['netns', 'add', name], { stdio: 'ignore' });
    execFileSync('ip', ['netns', 'delete', name], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // Not allowed here: the tests that need it are left out.
  }
}
