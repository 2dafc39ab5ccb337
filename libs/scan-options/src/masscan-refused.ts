import { aliases, dangerous, noUse, ours, takesText } from './option-rule.js';
import type { OptionRule } from './option-types.js';

const text = (...names: string[]) => ({ ...takesText, ...aliases(...names) });
const optionalText = { ...takesText, valueOptional: true } as const;

const input = 'Scanfleet gives the addresses itself. Put them into the targets of a site';
const exclusion = 'Scanfleet applies exclusions itself. Add an exclusion instead';
const output = 'Scanfleet writes and keeps the report itself. Remove it';
const order = 'Scanfleet sets what part of the scan runs, and in which order. Remove it';
const ends = 'it prints something and ends without scanning. Remove it';
const verbosity = 'Scanfleet sets how much the scanner prints. Remove it';
const readsFile = "it makes the scanner read a file of the engine's machine. Remove it";
const writesFile = "it makes the scanner write a file on the engine's machine. Remove it";
const network =
  "the engine's own configuration sets interface, addresses and routers. Remove it, or ask the owner of the engine to set it";
const source = 'it changes where packets seem to come from. Remove it, or ask the owner of the engine to allow it';
const crafted = 'it sends bytes of your choice to hosts. Remove it, or ask the owner of the engine to allow it';
const attack =
  'it attacks the host to see whether it is vulnerable. Remove it, or ask the owner of the engine to allow it';
const driver = 'it changes how the engine drives its network card. Remove it';
const notThere = 'masscan 1.3.2 does not support it. Remove it, or make this an nmap command';
const ownerText = { ...takesText, ownerMayAllow: true } as const;

/** Options of masscan 1.3.2 that Scanfleet sets itself. */
export const masscanOurs: readonly OptionRule[] = [
  ours('-iL', 'Reads targets from a file.', input, text('--includefile', '--include-file')),
  ours(
    '--range',
    'Names targets.',
    input,
    text('--ranges', '--ip', '--ipv4', '--dst-ip', '--dest-ip', '--destination-ip', '--target-ip', '--include'),
  ),
  ours(
    '--exclude',
    'Excludes addresses.',
    exclusion,
    text('--exclude-range', '--exclude-ranges', '--exclude-ip', '--exclude-ipv4'),
  ),
  ours('--excludefile', 'Excludes addresses listed in a file.', exclusion, text('--exclude-file')),
  ours('-oX', 'Writes XML to a file.', output, takesText),
  ours('-oJ', 'Writes JSON to a file.', output, takesText),
  ours('-oD', 'Writes JSON lines to a file.', output, takesText),
  ours('-oG', 'Writes grepable output to a file.', output, takesText),
  ours('-oL', 'Writes a list to a file.', output, takesText),
  ours('-oB', 'Writes binary output to a file.', output, takesText),
  ours('-oU', 'Writes unicornscan output to a file.', output, takesText),
  ours('-oH', 'Writes addresses to a file.', output, takesText),
  ours('-oA', 'Is not supported by masscan.', output, takesText),
  ours('-oN', 'Is not supported by masscan.', output, takesText),
  ours('-oS', 'Is not supported by masscan.', output, takesText),
  ours('--output-filename', 'Names the output file.', output, text('--output-file')),
  ours('--output-format', 'Names the output form.', output, takesText),
  ours('--output-show', 'Chooses port states to show.', output, text('--output-status', '--show')),
  ours('--output-noshow', 'Chooses port states to hide.', output, text('--noshow')),
  ours('--output-show-open', 'Shows open ports only.', output, aliases('--open', '--open-only')),
  ours('--append-output', 'Appends to the output file.', output, aliases('--output-append')),
  ours('--no-stylesheet', 'Names no stylesheet in the report.', output),
  ours('--webxml', 'Names a stylesheet of nmap.org in the report.', output),
  ours('--interactive', 'Prints results as they come.', output),
  ours('--nointeractive', 'Prints no results as they come.', output),
  ours('--status', 'Prints progress.', 'Scanfleet follows the progress itself. Remove it'),
  ours('--nostatus', 'Prints no progress.', 'Scanfleet follows the progress itself. Remove it'),
  ours('--seed', 'Seeds the random order.', order, takesText),
  ours('--shard', 'Scans one part of many.', order, text('--shards')),
  ours('--resume-index', 'Starts in the middle.', order, takesText),
  ours('--resume-count', 'Stops in the middle.', order, takesText),
  ours('--resume', 'Resumes a scan from a file.', order, takesText),
  ours(
    '--offline',
    'Sends no packets.',
    'a scan without packets finds nothing. Remove it',
    aliases('--notransmit', '--nosend'),
  ),
  ours('-sL', 'Lists targets without asking them.', 'the plan of a scan shows its addresses. Remove it'),
  ours('-6', 'Has no effect in masscan.', 'Scanfleet sets the address family. Remove it'),
  ours('-v', 'Prints more.', verbosity, { ...optionalText, ...aliases('--verbose') }),
  ours('-d', 'Prints debugging.', verbosity, optionalText),
  ours('--debug', 'Prints debugging of an interface.', verbosity, takesText),
  ours('--packet-trace', 'Prints every packet.', verbosity, aliases('--trace-packet')),
  ours(
    '--http-user-agent',
    'User agent of HTTP requests.',
    "the engine's configuration sets the user agent. Remove it",
    takesText,
  ),
];

/** Options of masscan 1.3.2 that reach beyond a scan of the given addresses. */
export const masscanDangerous: readonly OptionRule[] = [
  dangerous('-c', 'Reads a configuration file.', readsFile, text('--conf', '--config')),
  dangerous('-iR', 'Scans the whole Internet.', 'it scans addresses that are not targets. Remove it', optionalText),
  dangerous('--readscan', 'Reads a binary report.', readsFile, takesText),
  dangerous(
    '--readrange',
    'Prints the ranges of targets and ends.',
    ends,
    aliases('--readranges', '--read-range', '--read-ranges'),
  ),
  dangerous('--nmap-payloads', 'Reads UDP payloads from a file.', readsFile, text('--nmap-payload')),
  dangerous('--nmap-service-probes', 'Reads version probes from a file.', readsFile, text('--nmap-service-probe')),
  dangerous('--pcap-payloads', 'Reads UDP payloads from a capture.', readsFile, text('--pcap-payload')),
  dangerous('--hello-file', 'Reads a greeting from a file.', readsFile, text('--hello-filename')),
  dangerous('--hello-string', 'Greets open ports with given bytes.', crafted, ownerText),
  dangerous('--pcap-filename', 'Writes received packets to a file.', writesFile, text('--pcap')),
  dangerous('--script', 'Loads a Lua script.', 'it makes the scanner load code from a path. Remove it', takesText),
  dangerous(
    '--stylesheet',
    'Names a stylesheet in the report.',
    'it makes readers of the report load a file or URL. Remove it',
    takesText,
  ),
  dangerous('--datadir', 'Names a folder of data files.', readsFile, takesText),
  dangerous(
    '--rotate',
    'Writes output to a new file from time to time.',
    writesFile,
    text('--output-rotate', '--rotate-output', '--rotate-time'),
  ),
  dangerous(
    '--rotate-dir',
    'Names a folder for rotated output.',
    writesFile,
    text('--output-rotate-dir', '--rotate-directory'),
  ),
  dangerous('--rotate-offset', 'Shifts the rotation.', writesFile, text('--output-rotate-offset')),
  dangerous('--rotate-size', 'Rotates by size.', writesFile, text('--output-rotate-filesize', '--rotate-filesize')),
  dangerous(
    '--redis',
    'Sends results to a Redis server.',
    'it sends results to another machine. Remove it',
    text('-oR'),
  ),
  dangerous('--echo', 'Prints the configuration.', ends),
  dangerous('--echo-all', 'Prints the whole configuration.', ends),
  dangerous(
    '--iflist',
    "Prints the engine's interfaces.",
    "it tells of the engine's own network. Remove it",
    aliases('-W'),
  ),
  dangerous('-e', 'Chooses the network interface.', network, text('--adapter', '--if', '--interface', '-i')),
  dangerous(
    '-S',
    'Chooses or spoofs the source address.',
    network,
    text('--adapter-ip', '--source-ip', '--source-address', '--spoof-ip', '--spoof-address', '--src-ip'),
  ),
  dangerous(
    '--adapter-mac',
    'Chooses or spoofs the source MAC.',
    network,
    text('--spoof-mac', '--source-mac', '--src-mac'),
  ),
  dangerous(
    '--router-mac',
    'Chooses the router by MAC.',
    network,
    text('--router', '--dest-mac', '--destination-mac', '--dst-mac', '--target-mac'),
  ),
  dangerous('--router-mac-ipv4', 'Chooses the IPv4 router by MAC.', network, text('--router-ipv4')),
  dangerous('--router-mac-ipv6', 'Chooses the IPv6 router by MAC.', network, text('--router-ipv6')),
  dangerous('--router-ip', 'Chooses the router by address.', network, takesText),
  dangerous('--vlan', 'Tags packets with a VLAN.', network, text('--adapter-vlan')),
  dangerous('-g', 'Chooses the source port.', source, {
    ...ownerText,
    ...aliases('--source-port', '--sourceport', '--adapter-port', '--src-port'),
  }),
  dangerous('--http-header', 'Sets a header of HTTP requests.', crafted, takesText),
  dangerous('--heartbleed', 'Attacks TLS servers with Heartbleed.', attack, { ownerMayAllow: true }),
  dangerous('--ticketbleed', 'Attacks TLS servers with Ticketbleed.', attack, { ownerMayAllow: true }),
  dangerous('--vuln', 'Attacks hosts to see whether they are vulnerable.', attack, ownerText),
  dangerous('--infinite', 'Never ends.', 'a scan has to end. Remove it'),
  dangerous('--bpf', 'Filters what is received.', driver, takesText),
  dangerous('--pfring', 'Uses the PF_RING driver.', driver),
  dangerous('--sendq', 'Uses a send queue.', driver, aliases('--sendqueue')),
  dangerous('--blackrock-rounds', 'Changes the random order.', driver, takesText),
];

/** Words that masscan 1.3.2 reads without any use for a scan, or only to say that it does not support them. */
export const masscanNoUse: readonly OptionRule[] = [
  noUse('-h', 'Prints help.', ends, aliases('--help', '-?', '--usage')),
  noUse('-V', 'Prints the version.', ends, aliases('--version')),
  noUse('--nmap', 'Prints help for users of nmap.', ends),
  noUse('--selftest', 'Tests masscan.', ends, aliases('--self-test', '--regress')),
  noUse('--benchmark', 'Measures masscan.', ends),
  noUse('--banner1', 'Tests the reading of banners.', ends, takesText),
  noUse('--test', 'Tests masscan.', ends, takesText),
  noUse('--notest', 'Tests masscan.', ends, takesText),
  noUse(
    '--nobacktrace',
    'Prints no stack when masscan crashes.',
    'it has no use in a scan command. Remove it',
    aliases('--backtrace'),
  ),
  noUse(
    '--nocapture',
    'Leaves a part of banners out.',
    'masscan 1.3.2 cannot read it. Remove it',
    text('--no-capture'),
  ),
  noUse('--send-eth', 'Sends raw Ethernet frames, which masscan always does.', 'it has no effect. Remove it'),
  noUse('--release-memory', 'Has no effect.', 'it has no effect. Remove it'),
  noUse('--min-rate', 'Has no effect.', 'masscan 1.3.2 does not support it. Use --rate', takesText),
  ...[
    '-A',
    '-f',
    '-F',
    '-O',
    '-r',
    '-R',
    '-T',
    '-b',
    '-P',
    '-PS',
    '-PA',
    '-PU',
    '-PY',
    '-PE',
    '-PP',
    '-PM',
    '-PO',
    '-PR',
  ]
    .concat(['-sA', '-sC', '-sF', '-sI', '-sM', '-sn', '-sN', '-sT', '-sV', '-sW', '-sX'])
    .map((name) => noUse(name, 'Is an option of nmap.', notThere, optionalText)),
  ...['--system-dns', '--traceroute', '--version-light', '--version-all', '--version-trace', '--osscan-limit']
    .concat(['--osscan-guess', '--log-errors', '--send-ip', '--privileged', '--unprivileged'])
    .map((name) => noUse(name, 'Is an option of nmap.', notThere)),
  ...['--dns-servers', '--host-timeout', '--ip-options', '--min-hostgroup', '--max-hostgroup', '--min-parallelism']
    .concat(['--max-parallelism', '--min-rtt-timeout', '--max-rtt-timeout', '--initial-rtt-timeout', '--mtu'])
    .concat(['--port-ratio', '--scan-delay', '--max-scan-delay', '--scanflags', '--version-intensity'])
    .map((name) => noUse(name, 'Is an option of nmap.', notThere, takesText)),
];
