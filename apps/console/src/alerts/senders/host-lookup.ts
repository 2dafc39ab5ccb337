import { lookup } from 'node:dns/promises';

/** Asks for the addresses of host names that the console connects to. */
export abstract class HostLookup {
  /** All addresses of a name, in the order in which they are to be tried. @throws an error with a `code` when there are none. */
  abstract addresses(name: string): Promise<string[]>;
}

/** As this machine finds names: its hosts file, its DNS servers. */
export class SystemLookup extends HostLookup {
  override async addresses(name: string): Promise<string[]> {
    return (await lookup(name, { all: true, order: 'verbatim' })).map(({ address }) => address);
  }
}
