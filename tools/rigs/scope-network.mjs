import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { addressNumber } from './fake-world.mjs';
import { RigProcess, until } from './rig-process.mjs';

const run = promisify(execFile);
/** The /24 without the engine's own address, which must stay on the wire. */
const pieces = ['2/31', '4/30', '8/29', '16/28', '32/27', '64/26', '128/25'];

/** Why no namespaces can be made here, or undefined. */
export function whyNoNetwork() {
  if (process.platform !== 'linux') return 'network namespaces are of Linux';
  return process.getuid() === 0 ? undefined : 'network namespaces need root';
}

/**
 * Two network namespaces of this process alone: one for the engine, one in which all 256 addresses of `prefix`0/24 answer. A second link
 * joins the engine's with this machine, for the console only. All of it is gone after `remove`.
 */
export class ScopeNetwork {
  engineInterface = 'scan0';
  targetInterface = 'hosts0';

  static async make() {
    const network = new ScopeNetwork();
    const number = process.pid % 250;
    const tag = `${process.pid}s`;
    network.prefix = `10.94.${number}.`;
    network.engineAddress = `${network.prefix}1`;
    network.consoleAddress = `10.93.${number}.1`;
    network.link = `sr${tag}`;
    network.engineSpace = `sf-rig-engine-${tag}`;
    network.targetSpace = `sf-rig-targets-${tag}`;
    const { engineSpace, targetSpace } = network;
    const ip = (...argv) => run('ip', argv);
    const within = (space, ...argv) => run(...network.inside(space, 'ip', argv));
    await ip('netns', 'add', engineSpace);
    await ip('netns', 'add', targetSpace);
    await ip(
      'link',
      'add',
      'scan0',
      'netns',
      engineSpace,
      'type',
      'veth',
      'peer',
      'name',
      'hosts0',
      'netns',
      targetSpace,
    );
    await ip('link', 'add', network.link, 'type', 'veth', 'peer', 'name', 'console0', 'netns', engineSpace);
    await ip('addr', 'add', `${network.consoleAddress}/30`, 'dev', network.link);
    await ip('link', 'set', network.link, 'up');
    await within(engineSpace, 'addr', 'add', `10.93.${number}.2/30`, 'dev', 'console0');
    await within(engineSpace, 'addr', 'add', `${network.engineAddress}/24`, 'dev', 'scan0');
    for (const name of ['lo', 'console0', 'scan0']) await within(engineSpace, 'link', 'set', name, 'up');
    for (const name of ['lo', 'hosts0']) await within(targetSpace, 'link', 'set', name, 'up');
    // Every address is this namespace's own, and it answers ARP for all but the engine's.
    await within(targetSpace, 'addr', 'add', `${network.prefix}254/24`, 'dev', 'hosts0');
    for (const piece of pieces) await within(targetSpace, 'route', 'add', 'local', network.prefix + piece, 'dev', 'lo');
    const murmur = [join(import.meta.dirname, 'murmur.mjs'), `${network.prefix}254`];
    network.murmur = new RigProcess(...network.inside(targetSpace, process.execPath, murmur));
    return network;
  }

  async targetMac() {
    const { stdout } = await run(...this.inside(this.targetSpace, 'ip', ['-j', 'link', 'show', this.targetInterface]));
    return JSON.parse(stdout)[0].address;
  }

  /** Command line that runs a program in a namespace. Not `ip netns exec`: that mounts too, which a chroot does not allow. */
  inside(space, file, argv) {
    return ['nsenter', [`--net=/run/netns/${space}`, '--', file, ...argv]];
  }

  async remove() {
    await this.murmur?.end('SIGKILL');
    const complain = (error) => process.stderr.write(`the rig's network is not wholly removed: ${error.message}\n`);
    for (const space of [this.engineSpace, this.targetSpace]) {
      await run('ip', ['netns', 'delete', space]).catch(complain);
    }
    // It goes with its peer; where the engine's namespace is still in use, it must not stay.
    await run('ip', ['link', 'delete', this.link]).catch(() => {});
  }
}

/** Every packet on the targets' side, ARP included. */
export class ScopeCapture {
  packets = [];

  static async start(network) {
    const capture = new ScopeCapture();
    // A large buffer and no immediate mode: on a busy machine tcpdump would lose packets otherwise. `end` tells whether it did.
    const argv = [
      '-i',
      network.targetInterface,
      '-n',
      '-tt',
      '-l',
      '-q',
      '-B',
      '65536',
      'arp or (ip and not ip multicast)',
    ];
    capture.program = new RigProcess(...network.inside(network.targetSpace, 'tcpdump', argv));
    let rest = '';
    capture.program.child.stdout.on('data', (chunk) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      for (const line of lines) capture.read(line, network);
    });
    await until('tcpdump listens', () => capture.program.words.includes('listening on'));
    return capture;
  }

  /** Keeps what goes to an address of the /24: IP packets, and ARP questions for it. IPv6 neighbours' chatter is not asked for by anybody. */
  read(line, { prefix, engineAddress }) {
    const found = /^(\d+\.\d+) .*(?:> |who-has )(\d+\.\d+\.\d+\.\d+)(?:[.: ,(]|$)/.exec(line);
    if (!found || !found[2].startsWith(prefix) || found[2] === engineAddress) return;
    this.packets.push({ at: Number(found[1]) * 1000, address: addressNumber(found[2]) });
  }

  /** Packets since the last call. */
  take() {
    const { packets } = this;
    this.packets = [];
    return packets;
  }

  /** Stops. Answers with how many packets were lost on the way into the capture, which then proves nothing. */
  async end() {
    await this.program.end('SIGINT');
    return Number(/(\d+) packets dropped by kernel/.exec(this.program.words)?.[1] ?? Number.NaN);
  }
}
