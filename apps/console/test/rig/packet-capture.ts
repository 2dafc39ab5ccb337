import { setTimeout as delay } from 'node:timers/promises';
import { type RunningProgram, until } from './run-program.js';
import type { TestNetwork } from './test-network.js';

/** Counts the packets that reach addresses of the targets' namespace, ARP included. */
export class PacketCapture {
  private constructor(
    private readonly program: RunningProgram,
    private readonly lines: string[],
  ) {}

  static async start(network: TestNetwork): Promise<PacketCapture> {
    const program = network.start(network.targetSpace, 'tcpdump', [
      '-i',
      network.targetInterface,
      '-n',
      '-l',
      '-q',
      '-t',
      '--immediate-mode',
      'arp or ip',
    ]);
    const lines: string[] = [];
    let rest = '';
    program.child.stdout?.on('data', (chunk: Buffer) => {
      const parts = (rest + chunk.toString()).split('\n');
      rest = parts.pop() ?? '';
      lines.push(...parts);
    });
    await until('tcpdump listens', async () => program.said.includes('listening on'));
    return new PacketCapture(program, lines);
  }

  /** Packets towards an address: IP packets sent to it, and ARP questions for it. */
  towards(address: string): string[] {
    const escaped = address.replaceAll('.', '\\.');
    const pattern = new RegExp(`> ${escaped}(\\.\\d+)?:|who-has ${escaped} `);
    return this.lines.filter((line) => pattern.test(line));
  }

  get total(): number {
    return this.lines.length;
  }

  /** Lets the last packets arrive and stops. */
  async stop(): Promise<void> {
    await delay(500);
    await this.program.end('SIGINT');
  }
}
