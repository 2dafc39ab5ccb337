import { Resolver } from 'node:dns/promises';

/** Asks for the addresses of host names. */
export abstract class NameResolver {
  /**
   * All IPv4 and IPv6 addresses of a name.
   * @throws an error whose `code` says why there are none (`ENOTFOUND`, `ETIMEOUT`, ...).
   */
  abstract resolve(name: string, signal: AbortSignal): Promise<string[]>;
}

/** Errors of Node's DNS that mean "this name has no such record", and so are an answer. */
const noRecord: ReadonlySet<string> = new Set(['ENODATA', 'ENOTFOUND']);

/** The DNS servers that this machine is set up with. Its hosts file is not asked, except for `localhost` (RFC 6761). */
export class DnsResolver extends NameResolver {
  override async resolve(name: string, signal: AbortSignal): Promise<string[]> {
    if (name === 'localhost' || name.endsWith('.localhost')) return ['127.0.0.1', '::1'];
    const resolver = new Resolver();
    const stop = (): void => resolver.cancel();
    signal.addEventListener('abort', stop, { once: true });
    try {
      const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
      const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
      if (addresses.length > 0) return addresses;
      const errors = answers.flatMap((answer) =>
        answer.status === 'rejected' && answer.reason instanceof Error ? [answer.reason] : [],
      );
      throw errors.find((error) => !noRecord.has(codeOf(error))) ?? errors[0] ?? new Error('it has no address');
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
}

/** The code of a DNS error such as `ENOTFOUND`; empty for others. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
