import type { ScannerName } from '@scanfleet/contracts';
import type { Observation } from '@scanfleet/scan-report';

/** What is remembered of one shard; a masscan shard whose every address answers could have millions of records. */
const MOST_REMEMBERED = 250_000;

/** Tells what a newer report of the same shard has told already. */
export class ToldOnce {
  private readonly told = new Set<string>();

  constructor(private readonly scanner: ScannerName) {}

  /**
   * Whether a record is the first of its host; of masscan, whose records tell a port each, the first that says just this.
   * Beyond what can be remembered masscan's records may repeat, as they do in its own reports.
   */
  isNew(host: Observation): boolean {
    const key = this.scanner === 'nmap' ? host.address : keyOf(host);
    if (this.told.has(key)) return false;
    if (this.scanner === 'nmap' || this.told.size < MOST_REMEMBERED) this.told.add(key);
    return true;
  }
}

function keyOf({ address, services }: Observation): string {
  const said = services.map(({ protocol, port, state, name = '', banner = '' }) => [
    protocol,
    port,
    state,
    name,
    banner,
  ]);
  return JSON.stringify([address, said]);
}
