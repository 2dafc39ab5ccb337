import { runProgram, RunningProgram } from './run-program.js';

/** Where tests with network namespaces run, or why not. */
export const namespacesHere = process.env['SCANFLEET_TEST_NETNS'] === '1' || process.getuid?.() === 0;

let networks = 0;

/**
 * A network of this test alone: namespace `engine` beside namespace `targets`, whose addresses are 10.99.N.1 and on.
 * A second link joins the engine's namespace with this machine, for the console only. All of it is gone after `remove`.
 */
export class TestNetwork {
  private constructor(
    readonly number: number,
    readonly engineSpace: string,
    readonly targetSpace: string,
  ) {}

  /** Address of the console as the engine sees it. */
  get consoleAddress(): string {
    return `10.98.${this.number}.1`;
  }
  get engineAddress(): string {
    return `10.99.${this.number}.200`;
  }
  /** Interface of the engine towards the targets. */
  readonly engineInterface = 'scan0';
  readonly targetInterface = 'hosts0';

  target(host: number): string {
    return `10.99.${this.number}.${host}`;
  }
  get range(): string {
    return `10.99.${this.number}.0/24`;
  }

  /** @param hosts how many addresses the targets' namespace has */
  static async make(hosts: number): Promise<TestNetwork> {
    networks += 1;
    const number = (process.pid + networks * 61) % 250;
    const tag = `${process.pid}x${networks}`;
    const network = new TestNetwork(number, `sf-engine-${tag}`, `sf-targets-${tag}`);
    const link = `sf${tag}`.slice(0, 14);
    const ip = (...argv: string[]): Promise<string> => runProgram('ip', argv);
    const within = (space: string, ...argv: string[]): Promise<string> =>
      runProgram(...network.inside(space, 'ip', argv));
    await ip('netns', 'add', network.engineSpace);
    await ip('netns', 'add', network.targetSpace);
    await ip(
      'link',
      'add',
      network.engineInterface,
      'netns',
      network.engineSpace,
      'type',
      'veth',
      'peer',
      'name',
      network.targetInterface,
      'netns',
      network.targetSpace,
    );
    await ip('link', 'add', `${link}`, 'type', 'veth', 'peer', 'name', 'console0', 'netns', network.engineSpace);
    await ip('addr', 'add', `${network.consoleAddress}/30`, 'dev', link);
    await ip('link', 'set', link, 'up');
    await within(network.engineSpace, 'addr', 'add', `10.98.${number}.2/30`, 'dev', 'console0');
    await within(network.engineSpace, 'addr', 'add', `${network.engineAddress}/24`, 'dev', network.engineInterface);
    for (const name of ['lo', 'console0', network.engineInterface])
      await within(network.engineSpace, 'link', 'set', name, 'up');
    for (let host = 1; host <= hosts; host++) {
      await within(network.targetSpace, 'addr', 'add', `${network.target(host)}/24`, 'dev', network.targetInterface);
    }
    for (const name of ['lo', network.targetInterface]) await within(network.targetSpace, 'link', 'set', name, 'up');
    return network;
  }

  /** Hardware address of the targets' side, which masscan must be told. */
  async targetMac(): Promise<string> {
    const text = await runProgram(...this.inside(this.targetSpace, 'ip', ['-j', 'link', 'show', this.targetInterface]));
    const [link] = JSON.parse(text) as { address: string }[];
    if (!link) throw new Error('the targets have no link');
    return link.address;
  }

  /** Command line that runs a program inside a namespace. Not `ip netns exec`: that mounts too, which a chroot does not allow. */
  inside(space: string, file: string, argv: readonly string[]): [string, string[]] {
    return ['nsenter', [`--net=/run/netns/${space}`, '--', file, ...argv]];
  }

  start(space: string, file: string, argv: readonly string[]): RunningProgram {
    return RunningProgram.start(...this.inside(space, file, argv));
  }

  async remove(): Promise<void> {
    await runProgram('ip', ['netns', 'delete', this.engineSpace]);
    await runProgram('ip', ['netns', 'delete', this.targetSpace]);
  }
}
