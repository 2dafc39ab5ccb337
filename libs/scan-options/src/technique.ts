import type { ScanOption } from './option-types.js';

/** How a scan asks for ports; `none` when it only finds hosts. */
export const Technique = {
  Syn: 'syn',
  Connect: 'connect',
  Ack: 'ack',
  Window: 'window',
  Maimon: 'maimon',
  Null: 'null',
  Fin: 'fin',
  Xmas: 'xmas',
  Udp: 'udp',
  Sctp: 'sctp',
  IpProtocol: 'ip-protocol',
  None: 'none',
} as const;
export type Technique = (typeof Technique)[keyof typeof Technique];

/** What will really run, and what a person must be told about it. */
export interface EffectiveTechnique {
  /** The TCP technique, or the one other technique where no TCP ports are asked. */
  technique: Technique;
  /** The options to compile: the given ones minus `dropped`, with `-sT` where a connect scan stands in for SYN. */
  options: ScanOption[];
  /** Canonical names of options that are left out. */
  dropped: string[];
  /** Canonical names of options without which the scan makes no sense; not empty means that it must not run. */
  refused: string[];
  /** Says what differs from what was asked, and why; absent when nothing does. */
  sentence?: string;
}

const techniques: readonly [string, Technique][] = [
  ['-sS', Technique.Syn],
  ['-sT', Technique.Connect],
  ['-sA', Technique.Ack],
  ['-sW', Technique.Window],
  ['-sM', Technique.Maimon],
  ['-sN', Technique.Null],
  ['-sF', Technique.Fin],
  ['-sX', Technique.Xmas],
  ['-sU', Technique.Udp],
  ['-sY', Technique.Sctp],
  ['-sZ', Technique.Sctp],
  ['-sO', Technique.IpProtocol],
];

/** Need raw sockets, and no other option does the same without them. */
const noSubstitute = new Set([
  '-sA',
  '-sW',
  '-sM',
  '-sN',
  '-sF',
  '-sX',
  '-sU',
  '-sY',
  '-sZ',
  '-sO',
  '-PU',
  '-PY',
  '-PO',
]);
/** Need raw sockets; without them the scan is poorer but still right. */
const rawExtras = new Set([
  ...['-O', '--osscan-limit', '--osscan-guess', '--max-os-tries', '--traceroute', '-PE', '-PP', '-PM', '-PR'],
  ...['-f', '--mtu', '--ttl', '--badsum', '--data-length', '--scanflags', '--adler32', '--disable-arp-ping'],
  ...['--defeat-rst-ratelimit', '--defeat-icmp-ratelimit'],
  ...['-D', '-S', '-e', '-g', '--spoof-mac', '--data', '--data-string', '--ip-options', '--send-eth', '--send-ip'],
]);
/** nmap ends with an error when these meet IPv6. */
const ipv4Only = new Set(['-PP', '-PM', '-f', '--mtu']);

function chosen(options: readonly ScanOption[]): Technique | undefined {
  return techniques.find(([name]) => options.some((option) => option.name === name))?.[1];
}

/**
 * Works out what an nmap command does on an engine with or without raw sockets, so that a fall-back is told and never silent
 * (`NmapOps::ValidateOptions`, nmap 7.93). SYN becomes connect; what needs raw sockets and has no substitute is refused.
 * @param privileged whether the engine may open raw sockets (root or CAP_NET_RAW)
 * @param family 6 leaves out what nmap cannot do over IPv6
 */
export function effectiveTechnique(
  options: readonly ScanOption[],
  privileged: boolean,
  family: 4 | 6 = 4,
): EffectiveTechnique {
  const hostsOnly = options.some(({ name }) => name === '-sn');
  const unfit = family === 6 ? options.filter(({ name }) => ipv4Only.has(name)) : [];
  const kept = options.filter((option) => !unfit.includes(option));
  const sentences = unfit.length > 0 ? [`Over IPv6 nmap cannot do ${list(unfit)}, so it is left out.`] : [];
  const dropped = unfit.map(({ name }) => name);
  if (privileged) {
    const technique = hostsOnly ? Technique.None : (chosen(kept) ?? Technique.Syn);
    return { technique, options: kept, dropped, refused: [], ...withSentence(sentences) };
  }
  const refused = kept.filter(({ name }) => noSubstitute.has(name));
  const extras = kept.filter(({ name }) => rawExtras.has(name));
  const wantedSyn = kept.some(({ name }) => name === '-sS') || (!hostsOnly && chosen(kept) === undefined);
  const rest = kept.filter((option) => !extras.includes(option));
  if (wantedSyn) sentences.push('This engine has no raw sockets, so TCP connect (-sT) stands in for SYN (-sS).');
  if (kept.some(({ name }) => name === '-A')) {
    sentences.push('Without raw sockets -A leaves out the operating system and traceroute.');
  }
  if (extras.length > 0) sentences.push(`Without raw sockets nmap cannot do ${list(extras)}, so it is left out.`);
  if (refused.length > 0) {
    sentences.push(
      `Without raw sockets nmap cannot do ${list(refused)}. Remove it, or use an engine with raw sockets.`,
    );
  }
  return {
    technique: hostsOnly ? Technique.None : wantedSyn ? Technique.Connect : (chosen(rest) ?? Technique.Connect),
    options: rest.map((option) => (option.name === '-sS' ? { name: '-sT' } : option)),
    dropped: [...dropped, ...extras.map(({ name }) => name)],
    refused: refused.map(({ name }) => name),
    ...withSentence(sentences),
  };
}

function list(options: readonly ScanOption[]): string {
  return [...new Set(options.map(({ name }) => name))].join(', ');
}

function withSentence(sentences: readonly string[]): { sentence?: string } {
  return sentences.length === 0 ? {} : { sentence: sentences.join(' ') };
}
