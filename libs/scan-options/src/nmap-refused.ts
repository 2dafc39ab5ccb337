import { aliases, dangerous, noUse, ours, takesText } from './option-rule.js';
import type { OptionRule } from './option-types.js';

const owner = { ownerMayAllow: true } as const;
const ownerText = { ...owner, ...takesText };
const optionalText = { ...takesText, valueOptional: true } as const;

const input = 'Scanfleet gives the addresses itself. Put them into the targets of a site';
const exclusion = 'Scanfleet applies exclusions itself. Add an exclusion instead';
const output = 'Scanfleet writes and keeps the report itself. Remove it; reports can be downloaded in this form';
const ends = 'it prints something and ends without scanning. Remove it';
const verbosity = 'Scanfleet sets how much the scanner prints. Remove it';
const family = 'Scanfleet sets the address family from the addresses. Remove it';
const privileges = 'the engine knows its own privileges. Remove it';
const files = "it makes the scanner read files of the engine's machine by path. Remove it";
const source = 'it changes where packets seem to come from. Remove it, or ask the owner of the engine to allow it';
const crafted = 'it sends bytes of your choice to hosts. Remove it, or ask the owner of the engine to allow it';
const elsewhere = 'it contacts addresses that are not targets. Remove it, or ask the owner of the engine to allow it';
const third = 'it scans through a machine that is not a target. Remove it';
const gone = 'nmap 7.93 no longer does this. Remove it';

/** Options of nmap 7.93 that Scanfleet sets itself. */
export const nmapOurs: readonly OptionRule[] = [
  ours('-iL', 'Reads targets from a file.', input, { ...takesText, ...aliases('-i') }),
  ours('--exclude', 'Excludes addresses.', exclusion, takesText),
  ours('--excludefile', 'Excludes addresses listed in a file.', exclusion, takesText),
  ours('--resolve-all', 'Scans every address of a name.', 'Scanfleet resolves names when it plans. Remove it'),
  ours('-sL', 'Lists targets without asking them.', 'the plan of a scan shows its addresses. Use -sn to find hosts'),
  ours('-4', 'Scans IPv4.', family),
  ours('-6', 'Scans IPv6.', family),
  ours('-oN', 'Writes normal output to a file.', output, { ...takesText, ...aliases('-o') }),
  ours('-oX', 'Writes XML to a file.', output, takesText),
  ours('-oS', 'Writes output in script kiddie form to a file.', output, takesText),
  ours('-oG', 'Writes grepable output to a file.', output, { ...takesText, ...aliases('-oM', '-m') }),
  ours('-oA', 'Writes three outputs to files.', output, takesText),
  ours('-oH', 'Once wrote HTML to a file.', output, takesText),
  ours('--append-output', 'Appends to output files.', output),
  ours('--webxml', 'Names a stylesheet of nmap.org in the report.', output),
  ours(
    '--no-stylesheet',
    'Names no stylesheet in the report.',
    'It also silences the statistics that progress comes from. Remove it',
  ),
  ours('--deprecated-xml-osclass', 'Writes the old form of operating systems into XML.', output),
  ours(
    '--open',
    'Shows open ports only.',
    'it hides what was asked and did not answer. Remove it and filter the results',
  ),
  ours('--log-errors', 'Once wrote errors into output files.', output),
  ours('--resume', 'Resumes a scan from a file.', 'Scanfleet resumes scans itself. Remove it', takesText),
  ours('--stats-every', 'Prints progress.', 'Scanfleet follows the progress itself. Remove it', takesText),
  ours(
    '--noninteractive',
    'Does not read the keyboard.',
    'It also silences the statistics that progress comes from. Remove it',
  ),
  ours('-v', 'Prints more.', verbosity, { ...optionalText, ...aliases('--verbose', '-vv') }),
  ours('-d', 'Prints debugging.', verbosity, { ...optionalText, ...aliases('--debug') }),
  ours('--packet-trace', 'Prints every packet.', verbosity),
  ours('--version-trace', 'Prints version probes.', verbosity),
  ours('--script-trace', 'Prints what scripts send and receive.', verbosity),
  ours('--privileged', 'Assumes privileges.', privileges),
  ours('--unprivileged', 'Assumes no privileges.', privileges),
  ours('--nsock-engine', 'Chooses how nmap waits for sockets.', 'the engine chooses it. Remove it', takesText),
];

/** Options of nmap 7.93 that reach beyond a scan of the given addresses. */
export const nmapDangerous: readonly OptionRule[] = [
  dangerous(
    '-iR',
    'Scans random addresses of the Internet.',
    'it scans addresses that are not targets. Remove it',
    takesText,
  ),
  dangerous('-sI', 'Idle scan through a zombie host.', third, takesText),
  dangerous('-b', 'FTP bounce scan through a server.', third, takesText),
  dangerous('-D', 'Hides the scan among decoys.', source, ownerText),
  dangerous('-S', 'Spoofs the source address.', source, ownerText),
  dangerous('-e', 'Chooses the network interface.', source, ownerText),
  dangerous('-g', 'Chooses the source port.', source, { ...ownerText, ...aliases('--source-port') }),
  dangerous('--spoof-mac', 'Spoofs the MAC address.', source, ownerText),
  dangerous('--proxies', 'Relays connections through proxies.', elsewhere, { ...ownerText, ...aliases('--proxy') }),
  dangerous('--dns-servers', 'Asks these DNS servers for names.', elsewhere, ownerText),
  dangerous('--ip-options', 'Sends IP options, source routes too.', elsewhere, ownerText),
  dangerous('--data', 'Appends given bytes to packets.', crafted, ownerText),
  dangerous('--data-string', 'Appends a given text to packets.', crafted, ownerText),
  dangerous('--send-eth', 'Sends raw Ethernet frames.', source, owner),
  dangerous('--send-ip', 'Sends raw IP packets.', source, owner),
  dangerous('--datadir', 'Loads scripts and data from a folder.', files, takesText),
  dangerous('--servicedb', 'Loads the list of services from a file.', files, takesText),
  dangerous('--versiondb', 'Loads version probes from a file.', files, takesText),
  dangerous(
    '--script-args-file',
    'Reads script arguments from a file.',
    'it makes the scanner read a file. Use --script-args',
    takesText,
  ),
  dangerous('--script-updatedb', 'Rewrites the script database.', 'it changes the installed nmap. Remove it'),
  dangerous('--script-help', 'Prints help on scripts, also by path.', files, takesText),
  dangerous(
    '--stylesheet',
    'Names a stylesheet in the report.',
    'it makes readers of the report load a file or URL. Remove it',
    takesText,
  ),
  dangerous(
    '--iflist',
    "Prints the engine's interfaces and routes.",
    "it tells of the engine's own network. Remove it",
  ),
  dangerous(
    '--route-dst',
    "Prints the engine's route to a host.",
    "it tells of the engine's own network. Remove it",
    takesText,
  ),
];

/** Words that nmap 7.93 reads without any use for a scan, or had once. */
export const nmapNoUse: readonly OptionRule[] = [
  noUse('-h', 'Prints help.', ends, aliases('--help')),
  noUse('-V', 'Prints the version.', ends, aliases('--version')),
  noUse('--thc', 'Prints a greeting.', ends),
  noUse('--yoloscan', 'Prints a joke and does what -A does.', 'it is not documented. Use -A'),
  noUse('-I', 'Once asked identd.', gone),
  noUse('-q', 'Once hid the arguments.', gone),
  noUse('-PB', 'Once looked for hosts with ICMP and TCP.', 'nmap no longer documents it. Use -PE -PA', takesText),
  noUse('-sB', 'Is no scan type.', 'nmap does not have it'),
  noUse('--interactive', 'Once opened an interactive prompt that could start programs.', gone),
];
