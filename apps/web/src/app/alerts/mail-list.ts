import { mailAddress } from '@scanfleet/contracts';

const MOST = 50;

interface MailProblem {
  readonly kind: string;
  readonly message: string;
}

/** The addresses of a text, one a line or with commas between; each once. */
export function readMailList(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((address) => address !== ''))];
}

/** Addresses as `readMailList` reads them. */
export function writeMailList(addresses: readonly string[]): string {
  return addresses.join('\n');
}

/** What is wrong with such a text: the first address that is none, or too many of them. */
export function mailListProblem(text: string): MailProblem | undefined {
  const addresses = readMailList(text);
  const wrong = addresses.find((address) => !mailAddress.safeParse(address).success);
  if (wrong !== undefined)
    return { kind: 'mail', message: `"${wrong}" is no mail address; write one such as ops@example.org` };
  if (addresses.length > MOST) return { kind: 'many', message: `must have at most ${MOST} addresses` };
  return undefined;
}
