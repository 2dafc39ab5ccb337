import { formatAddress, parseAddress } from '@scanfleet/targets';

/**
 * The one spelling of a host name or address, as URLs have it: lower case, punycode, IPv4 in whatever form as four decimal numbers,
 * IPv4-mapped IPv6 as IPv4, without brackets and final dots. Undefined for what can be no host.
 */
export function readHost(text: string): string | undefined {
  const bare = text.trim().replace(/^\[(.*)\]$/, '$1');
  const url = `http://${bare.includes(':') ? `[${bare}]` : bare}/`;
  if (bare === '' || /[\s/?#@\\%]/.test(bare) || !URL.canParse(url)) return undefined;
  const { hostname } = new URL(url);
  const name = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.+$/, '');
  const address = parseAddress(name);
  if (address) return formatAddress(address);
  return name === '' || name.length > 253 || name.includes(':') ? undefined : name;
}
