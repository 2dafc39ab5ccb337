import { aliases, allowed, duration, integer, number } from './option-rule.js';
import type { OptionRule } from './option-types.js';

const second = 1000;
const hour = 3600 * second;
const ports = { value: { kind: 'port-list' }, valueOptional: true } as const;

/** Options of nmap 7.93 that any scan command may hold (nmap(1) and `struct option long_options` in nmap.cc). */
export const nmapAllowed: readonly OptionRule[] = [
  // Host discovery
  allowed('-sn', 'Finds hosts only; no ports are scanned.', aliases('-sP')),
  allowed('-Pn', 'Scans every address without asking first whether a host is there.', aliases('-P0', '-PN', '-PD')),
  allowed('-PS', 'Looks for hosts with TCP SYN to these ports (80 when none is given).', ports),
  allowed('-PA', 'Looks for hosts with TCP ACK to these ports (80 when none is given).', {
    ...ports,
    ...aliases('-PT'),
  }),
  allowed('-PU', 'Looks for hosts with UDP to these ports (40125 when none is given).', ports),
  allowed('-PY', 'Looks for hosts with SCTP INIT to these ports (80 when none is given).', ports),
  allowed('-PE', 'Looks for hosts with ICMP echo.', aliases('-PI', '-P')),
  allowed('-PP', 'Looks for hosts with ICMP timestamp requests (IPv4).'),
  allowed('-PM', 'Looks for hosts with ICMP address mask requests (IPv4).'),
  allowed('-PO', 'Looks for hosts with these IP protocols (1, 2 and 4 when none is given).', {
    value: { kind: 'protocol-list' },
    valueOptional: true,
  }),
  allowed('-PR', 'Looks for hosts with ARP; nmap does so by itself on the local network.'),
  allowed('--disable-arp-ping', 'Does not use ARP or neighbour discovery to look for hosts.'),
  allowed('--discovery-ignore-rst', 'Does not take a TCP reset as a sign of a host.'),
  allowed('--traceroute', 'Traces the route to each host.'),
  allowed('-n', 'Never asks DNS for names.'),
  allowed('-R', 'Asks DNS for the name of every address, also of those that are down.'),
  allowed('--system-dns', "Asks for names through the engine's operating system."),
  // Scan techniques
  allowed('-sS', 'TCP SYN scan.'),
  allowed('-sT', 'TCP connect scan; needs no privileges.'),
  allowed('-sA', 'TCP ACK scan: tells filtered from unfiltered ports.'),
  allowed('-sW', 'TCP window scan.'),
  allowed('-sM', 'TCP Maimon scan.'),
  allowed('-sN', 'TCP null scan.'),
  allowed('-sF', 'TCP FIN scan.'),
  allowed('-sX', 'TCP Xmas scan.'),
  allowed('-sU', 'UDP scan.'),
  allowed('-sY', 'SCTP INIT scan.'),
  allowed('-sZ', 'SCTP COOKIE-ECHO scan.'),
  allowed('-sO', 'IP protocol scan.'),
  allowed('--scanflags', 'TCP flags of a custom scan, as names (SYNFIN) or a number from 0 to 255.', {
    value: { kind: 'tcp-flags' },
  }),
  // Ports
  allowed('-p', 'Ports to scan, such as 22,80,8000-8100 or U:53,T:1-1024.', { value: { kind: 'nmap-ports' } }),
  allowed('--exclude-ports', 'Ports never to scan.', { value: { kind: 'nmap-ports' } }),
  allowed('-F', 'Scans the 100 most common ports.'),
  allowed('-r', 'Scans ports in order.'),
  allowed('--top-ports', 'Scans this many of the most common ports.', integer(1, 65535)),
  allowed('--port-ratio', 'Scans ports more common than this ratio (0 to below 1).', number(0, 0.999999)),
  // Versions, scripts, operating systems
  allowed('-sV', 'Asks open ports for their service and version.', aliases('-sR')),
  allowed('--version-intensity', 'How many version probes to try, from 0 to 9.', integer(0, 9)),
  allowed('--version-light', 'Tries only the likely version probes (intensity 2).'),
  allowed('--version-all', 'Tries every version probe (intensity 9).'),
  allowed('--allports', 'Asks for versions on all ports, printers too, which may print the probes.'),
  allowed('-sC', 'Runs the default scripts.'),
  allowed('--script', 'Runs these scripts: names, categories, wildcards, and, or, not.', {
    value: { kind: 'scripts' },
    repeatable: true,
  }),
  allowed('--script-args', 'Arguments of scripts as name=value,name=value.', { value: { kind: 'script-args' } }),
  allowed('--script-timeout', 'Longest time for one script.', duration(second, 24 * hour)),
  allowed('-O', 'Guesses the operating system.'),
  allowed('--osscan-limit', 'Guesses the operating system only where it is promising.'),
  allowed('--osscan-guess', 'Guesses the operating system more boldly.', aliases('--fuzzy')),
  allowed('--max-os-tries', 'Most tries to guess an operating system.', integer(1, 50)),
  allowed('-A', 'Operating system, versions, default scripts and traceroute.'),
  // Timing
  allowed('-T', 'Timing template from 0 (slow) to 5 (fast).', { ...aliases('--timing'), value: { kind: 'timing' } }),
  allowed('--min-hostgroup', 'Fewest hosts to scan at the same time.', integer(1, 4096)),
  allowed('--max-hostgroup', 'Most hosts to scan at the same time.', integer(1, 4096)),
  allowed('--min-parallelism', 'Fewest probes at the same time.', integer(1, 900)),
  allowed('--max-parallelism', 'Most probes at the same time.', { ...integer(1, 900), ...aliases('-M') }),
  allowed('--min-rtt-timeout', 'Shortest time to wait for an answer.', duration(0, 60 * second)),
  allowed('--max-rtt-timeout', 'Longest time to wait for an answer.', duration(5, 60 * second)),
  allowed('--initial-rtt-timeout', 'First guess of the time to wait for an answer.', duration(1, 60 * second)),
  allowed('--max-retries', 'Most repetitions of a probe.', integer(0, 100)),
  allowed('--host-timeout', 'Gives a host up after this time.', duration(0, 24 * 30 * hour)),
  allowed('--scan-delay', 'Waits this long between probes of one host.', duration(0, hour)),
  allowed('--max-scan-delay', 'Never waits longer than this between probes of one host.', duration(0, hour)),
  allowed('--min-rate', 'Sends at least this many packets a second.', number(0.01, 10_000_000)),
  allowed('--max-rate', 'Sends at most this many packets a second.', number(0.01, 10_000_000)),
  allowed('--defeat-rst-ratelimit', 'Does not slow down for hosts that limit resets (with -sS).'),
  allowed('--defeat-icmp-ratelimit', 'Does not slow down for hosts that limit ICMP errors (with -sU).'),
  allowed('--randomize-hosts', 'Scans hosts in random order.', aliases('-rH')),
  // Packets; none of these leaves the given addresses
  allowed('-f', 'Splits packets into fragments; twice for 16 bytes.', { repeatable: true }),
  allowed('--mtu', 'Splits packets into fragments of this size, a multiple of 8.', integer(8, 1496, 8)),
  allowed('--data-length', 'Appends this many random bytes to packets.', integer(0, 1400)),
  allowed('--ttl', 'Time to live of packets.', integer(1, 255)),
  allowed('--badsum', 'Sends packets with a wrong checksum, which only firewalls answer.'),
  allowed('--adler32', 'Uses the old Adler32 checksum for SCTP.'),
  // Without effect on what a report holds
  allowed('--reason', 'Names the reason of each port state; the report always has it.'),
  allowed('--unique', 'Scans an address once only; the plan always does.'),
  allowed('--release-memory', 'Frees memory before nmap ends.'),
  allowed('--nogcc', 'Does not use the shared congestion control over hosts.'),
];
