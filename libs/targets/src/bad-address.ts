import { quoted } from './quoted.js';

/** Text that should be one address and is none. */
export class BadAddress extends Error {
  readonly code = 'bad_address';
  override readonly name = 'BadAddress';

  constructor(text: string) {
    super(`${quoted(text)} is not an IPv4 or IPv6 address`);
  }
}

/** Text or intervals that are no address set; the message names the bad part. */
export class BadAddressSet extends Error {
  readonly code = 'bad_address_set';
  override readonly name = 'BadAddressSet';
}
