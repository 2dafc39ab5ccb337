/** What a special range is for. Closed set; `specialUse` answers these. */
export const SpecialUse = {
  Metadata: 'metadata',
  Broadcast: 'broadcast',
  Loopback: 'loopback',
  LinkLocal: 'link_local',
  Multicast: 'multicast',
  Unspecified: 'unspecified',
  Reserved: 'reserved',
  Private: 'private',
  Shared: 'shared',
  Documentation: 'documentation',
  Benchmarking: 'benchmarking',
  Protocol: 'protocol',
  Anycast: 'anycast',
  Translation: 'translation',
  Tunnel: 'tunnel',
  Identifier: 'identifier',
  Discard: 'discard',
} as const;
export type SpecialUse = (typeof SpecialUse)[keyof typeof SpecialUse];

/** Blocks of one use, with the document that gives them away. */
export interface SpecialRange {
  readonly use: SpecialUse;
  readonly blocks: readonly string[];
  readonly source: string;
}

/** Uses whose addresses are not scanned unless an engine's owner allows them. */
export const refusedUses: readonly SpecialUse[] = [
  SpecialUse.Metadata,
  SpecialUse.Broadcast,
  SpecialUse.Loopback,
  SpecialUse.LinkLocal,
  SpecialUse.Multicast,
  SpecialUse.Unspecified,
  SpecialUse.Reserved,
];

/**
 * The special-purpose address registries of IANA (iana-ipv4-special-registry, iana-ipv6-special-registry, as of 2025),
 * the multicast blocks, which have registries of their own, and the metadata services of clouds, which hand secrets to
 * whoever can reach them. Narrow uses come first. IPv4-mapped addresses are missing because they are kept as IPv4.
 */
export const specialRanges: readonly SpecialRange[] = [
  {
    use: 'metadata',
    blocks: ['169.254.169.254/32', 'fd00:ec2::254/128', 'fe80::a9fe:a9fe/128'],
    source: 'Amazon EC2 IMDS; also Azure, Google, OpenStack',
  },
  {
    use: 'metadata',
    blocks: ['169.254.170.2/32', '169.254.170.23/32', 'fd00:ec2::23/128'],
    source: 'Amazon ECS and EKS credentials',
  },
  { use: 'metadata', blocks: ['fd20:ce::254/128'], source: 'Google Compute Engine metadata server' },
  { use: 'metadata', blocks: ['100.100.100.200/32'], source: 'Alibaba Cloud instance metadata' },
  { use: 'broadcast', blocks: ['255.255.255.255/32'], source: 'RFC 919 section 7' },
  { use: 'loopback', blocks: ['127.0.0.0/8'], source: 'RFC 1122 section 3.2.1.3' },
  { use: 'loopback', blocks: ['::1/128'], source: 'RFC 4291 section 2.5.3' },
  { use: 'link_local', blocks: ['169.254.0.0/16'], source: 'RFC 3927' },
  { use: 'link_local', blocks: ['fe80::/10'], source: 'RFC 4291 section 2.5.6' },
  { use: 'multicast', blocks: ['224.0.0.0/4'], source: 'RFC 5771' },
  { use: 'multicast', blocks: ['ff00::/8'], source: 'RFC 4291 section 2.7' },
  { use: 'unspecified', blocks: ['0.0.0.0/8'], source: 'RFC 791 section 3.2' },
  { use: 'unspecified', blocks: ['::/128'], source: 'RFC 4291 section 2.5.2' },
  { use: 'reserved', blocks: ['240.0.0.0/4'], source: 'RFC 1112 section 4' },
  { use: 'reserved', blocks: ['::/96'], source: 'RFC 4291 section 2.5.5.1, IPv4-compatible, deprecated' },
  { use: 'private', blocks: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'], source: 'RFC 1918' },
  { use: 'private', blocks: ['fc00::/7'], source: 'RFC 4193' },
  { use: 'private', blocks: ['fec0::/10'], source: 'RFC 3879, site-local, deprecated' },
  { use: 'shared', blocks: ['100.64.0.0/10'], source: 'RFC 6598' },
  { use: 'documentation', blocks: ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'], source: 'RFC 5737' },
  { use: 'documentation', blocks: ['2001:db8::/32'], source: 'RFC 3849' },
  { use: 'documentation', blocks: ['3fff::/20'], source: 'RFC 9637' },
  { use: 'benchmarking', blocks: ['198.18.0.0/15'], source: 'RFC 2544' },
  { use: 'benchmarking', blocks: ['2001:2::/48'], source: 'RFC 5180' },
  { use: 'tunnel', blocks: ['2001::/32'], source: 'RFC 4380, Teredo' },
  { use: 'tunnel', blocks: ['2002::/16', '192.88.99.0/24'], source: 'RFC 3056 and RFC 7526, 6to4' },
  { use: 'identifier', blocks: ['2001:10::/28'], source: 'RFC 4843, ORCHID, deprecated' },
  { use: 'identifier', blocks: ['2001:20::/28'], source: 'RFC 7343, ORCHIDv2' },
  { use: 'identifier', blocks: ['2001:30::/28'], source: 'RFC 9374, drone remote identification' },
  { use: 'identifier', blocks: ['5f00::/16'], source: 'RFC 9602, segment routing' },
  { use: 'anycast', blocks: ['192.31.196.0/24', '192.175.48.0/24'], source: 'RFC 7535 and RFC 7534, AS112' },
  { use: 'anycast', blocks: ['2001:4:112::/48', '2620:4f:8000::/48'], source: 'RFC 7535 and RFC 7534, AS112' },
  { use: 'anycast', blocks: ['192.52.193.0/24', '2001:3::/32'], source: 'RFC 7450, AMT' },
  { use: 'protocol', blocks: ['192.0.0.0/24'], source: 'RFC 6890 section 2.1' },
  { use: 'protocol', blocks: ['2001::/23'], source: 'RFC 2928' },
  { use: 'translation', blocks: ['64:ff9b::/96'], source: 'RFC 6052, NAT64' },
  { use: 'translation', blocks: ['64:ff9b:1::/48'], source: 'RFC 8215' },
  { use: 'discard', blocks: ['100::/64'], source: 'RFC 6666' },
  { use: 'discard', blocks: ['100:0:0:1::/64'], source: 'RFC 9780, dummy prefix' },
];
