import type { Change } from '@scanfleet/contracts';

/** Letters of protocols in lists of ports. */
const LETTERS: Readonly<Record<string, string>> = { tcp: 'T', udp: 'U', sctp: 'S' };

/** What the form of a mute is filled in with, as the address of its page says it. */
export interface MuteQuery {
  readonly add: true;
  readonly site_id?: string;
  readonly addresses: string;
  readonly ports?: string;
}

/** The mute of just what changed: its site, address and port. */
export function muteOf({ site, address, protocol, port }: Change): MuteQuery {
  const letter = LETTERS[protocol ?? 'tcp'];
  return {
    add: true,
    ...(site && { site_id: site.id }),
    addresses: address,
    ...(port !== null && letter !== undefined && { ports: `${letter}:${port}` }),
  };
}
