import { codeOf, type NameResolver } from './name-resolver.js';

/** Names that are asked for side by side. */
const AT_ONCE = 16;
/** How long one name may take, milliseconds. */
const LONGEST = 5_000;

/** What was learned of a name. `error` is null when it has addresses. */
export interface ResolvedName {
  readonly name: string;
  readonly addresses: string[];
  readonly error: string | null;
}

/** Resolves names side by side, each once and for a limited time; answers in the order of the names. Never throws. */
export async function resolveNames(
  resolver: NameResolver,
  names: readonly string[],
  longestMilliseconds: number = LONGEST,
): Promise<ResolvedName[]> {
  const distinct = [...new Set(names)];
  const answers: ResolvedName[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < distinct.length; index = next++) {
      const name = distinct[index];
      if (name !== undefined) answers[index] = await resolveOne(resolver, name, longestMilliseconds);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return answers;
}

async function resolveOne(resolver: NameResolver, name: string, longest: number): Promise<ResolvedName> {
  const signal = AbortSignal.timeout(longest);
  const tooLate = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error(`no answer within ${longest / 1000} s`)), { once: true });
  });
  try {
    const addresses = await Promise.race([resolver.resolve(name, signal), tooLate]);
    if (addresses.length === 0) return { name, addresses, error: 'it has no address' };
    return { name, addresses: [...new Set(addresses)].sort(), error: null };
  } catch (error) {
    return { name, addresses: [], error: sayWhy(error) };
  }
}

function sayWhy(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOTFOUND':
      return 'there is no such name';
    case 'ENODATA':
      return 'it has no address';
    case 'ETIMEOUT':
    case 'ECANCELLED':
      return 'the DNS servers did not answer in time';
    case 'ESERVFAIL':
    case 'EREFUSED':
    case 'ECONNREFUSED':
      return 'the DNS servers could not answer';
    default:
      return error instanceof Error ? error.message : 'it could not be resolved';
  }
}
