import { aliases, allowed, integer, number, oneOf } from './option-rule.js';
import type { OptionRule } from './option-types.js';

const ports = { value: { kind: 'masscan-ports' }, repeatable: true } as const;
const portList = { value: { kind: 'port-list' } } as const;

/** Options of masscan 1.3.2 that any scan command may hold (masscan(8) and `masscan_set_parameter` in main-conf.c). */
export const masscanAllowed: readonly OptionRule[] = [
  allowed('-p', 'Ports to scan, such as 80,443,8000-8100 or U:53.', {
    ...ports,
    ...aliases('--ports', '--port', '--dst-port', '--dest-port', '--destination-port', '--target-port'),
  }),
  allowed('--tcp-ports', 'TCP ports to scan.', { ...portList, ...aliases('--tcp-port') }),
  allowed('--udp-ports', 'UDP ports to scan.', { ...portList, ...aliases('--udp-port') }),
  allowed('--oprotos', 'IP protocols to scan.', { value: { kind: 'protocol-list' }, ...aliases('--oproto') }),
  allowed('--exclude-ports', 'Ports never to scan.', { ...ports, ...aliases('--exclude-port') }),
  allowed('--top-ports', 'Scans this many of the most common TCP ports.', {
    ...integer(1, 65535),
    valueOptional: true,
  }),
  allowed('--ping', 'Sends ICMP echo too.', aliases('--ping-sweep')),
  allowed('--arpscan', 'Looks for hosts with ARP on the local network.', aliases('--arp')),
  allowed('-sS', 'TCP SYN scan, which masscan always does.'),
  allowed('-sU', 'Takes ports without a letter as UDP.'),
  allowed('-sZ', 'Takes ports without a letter as SCTP.'),
  allowed('-sO', 'Scans IP protocols.'),
  allowed('-sY', 'Has no effect in masscan 1.3.2.'),
  allowed('-Pn', 'Scans every address, which masscan always does.'),
  allowed('-n', 'Never asks DNS, which masscan never does.'),
  allowed('--randomize-hosts', 'Scans in random order, which masscan always does.'),
  allowed('--rate', 'Sends at most this many packets a second.', {
    ...number(0.01, 10_000_000),
    ...aliases('--max-rate'),
  }),
  // On a small range masscan 1.3.2 fills the pauses: it then sends about rate x retries packets more, to the same targets.
  allowed('--retries', 'Repeats every probe this often.', {
    ...integer(0, 20),
    ...aliases('--retry', '--max-retries', '--max-retry'),
  }),
  allowed('--wait', 'Seconds to wait for late answers at the end.', integer(0, 600)),
  allowed('--ttl', 'Time to live of packets.', integer(1, 255)),
  allowed('--data-length', 'Appends this many bytes to packets.', integer(0, 1400)),
  allowed('--badsum', 'Sends packets with a wrong checksum.'),
  allowed('--reason', 'Names the reason of each port state.'),
  allowed('--banners', 'Reads banners of open ports.', aliases('--banner')),
  allowed('--nobanners', 'Reads no banners.', aliases('--nobanner')),
  allowed('--banner-types', 'Reads banners of this protocol only.', {
    ...oneOf(
      'ssh1',
      'ssh2',
      'http',
      'ftp',
      'dns-ver',
      'snmp',
      'nbtstat',
      'ssl',
      'smb',
      'smtp',
      'pop',
      'imap',
      'zeroaccess',
      'x509',
      'html',
      'title',
      'ntp',
      'vnc',
      'heartbleed',
      'ticketbleed',
      'memcached',
      'rdp',
      'ssh',
      'telnet',
      'coap',
    ),
    ...aliases('--banner-type', '--banner-apps', '--banner-app'),
    repeatable: true,
  }),
  allowed('--connection-timeout', 'Seconds to wait for a banner.', { ...integer(1, 600), ...aliases('--tcp-timeout') }),
  allowed('--hello', 'Greets open ports this way to get a banner.', oneOf('ssl', 'smbv1', 'http')),
  allowed('--hello-timeout', 'Seconds to wait before greeting.', integer(0, 600)),
  allowed('--capture', 'Keeps this part of banners.', { ...oneOf('cert', 'servername', 'html'), repeatable: true }),
  allowed('--noreset', 'Does not reset connections that answered.'),
  allowed('--min-packet', 'Smallest size of a packet.', { ...integer(0, 1500), ...aliases('--min-pkt') }),
];
