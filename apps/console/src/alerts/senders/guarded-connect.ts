import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import { AllowedHosts } from './allowed-hosts.js';
import { HostLookup } from './host-lookup.js';
import { insideWords } from './inside-addresses.js';
import { readHost } from './read-host.js';

/** A host that may not be connected to. `message` follows on the name of a field: `leads to 10.0.0.1, ...`. */
export class HostRefused extends Error {
  override readonly name = 'HostRefused';
  constructor(
    readonly code: 'inside_host' | 'unknown_host' | 'no_host',
    readonly host: string,
    message: string,
  ) {
    super(message);
  }
}

/** A host that was checked, with the addresses to which connections may go. */
export interface CheckedHost {
  /** In its one spelling; the name that TLS must prove. */
  readonly host: string;
  readonly addresses: readonly string[];
}

/**
 * Keeps the console from being sent to what only it can reach (server-side request forgery). A name is resolved once for each
 * attempt, each of its addresses is checked, and the connection goes to one of those that were checked: whatever the name leads
 * to a moment later does not matter. An allowed host is spared the check, and only that.
 */
@Injectable()
export class HostGuard {
  constructor(
    private readonly lookup: HostLookup,
    private readonly allowed: AllowedHosts,
  ) {}

  /** @throws HostRefused when it is no host, leads nowhere, or leads inside and is not allowed. */
  async check(text: string, signal?: AbortSignal): Promise<CheckedHost> {
    const host = readHost(text);
    if (host === undefined) throw new HostRefused('no_host', text, 'is no host name and no address');
    const addresses = isIP(host) ? [host] : await orAborted(this.resolve(host), signal);
    const inside = addresses.find((address) => insideWords(address) !== undefined);
    if (inside !== undefined && !(await this.allowed.has(host))) {
      const what = `${inside === host ? `is ${host}` : `leads to ${inside}`}, ${insideWords(inside)}`;
      throw new HostRefused(
        'inside_host',
        host,
        `${what}; an admin can allow the host ${host}, or take one of the internet`,
      );
    }
    return { host, addresses };
  }

  private async resolve(host: string): Promise<string[]> {
    try {
      const addresses = await this.lookup.addresses(host);
      if (addresses.length > 0) return addresses;
    } catch {
      // Why is nothing that whoever reads it could act on: the name has to be looked at.
    }
    throw new HostRefused(
      'unknown_host',
      host,
      `leads nowhere: the name ${host} has no address; correct it, or try again later`,
    );
  }
}

/** Looking names up cannot be stopped; waiting for it can. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const stop = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** For sockets: answers with the checked addresses alone, whatever name is asked for. */
export function pinned({ addresses }: CheckedHost): LookupFunction {
  return (_name, options, answer) => {
    const all = addresses.map((address) => ({ address, family: isIP(address) }));
    const wanted =
      options.family === 4 || options.family === 6 ? all.filter(({ family }) => family === options.family) : all;
    const [first] = wanted;
    if (!first) answer(Object.assign(new Error('no address of that family'), { code: 'ENOTFOUND' }), '', 0);
    else if (options.all) answer(null, wanted);
    else answer(null, first.address, first.family);
  };
}
