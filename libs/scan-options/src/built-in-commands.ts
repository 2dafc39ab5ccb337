import { Scanner } from './option-types.js';

/** A scan command that every installation has. */
export interface BuiltInCommand {
  /** Stable; kept when names and options change. */
  key: string;
  name: string;
  description: string;
  scanner: Scanner;
  options: string;
  /** Finds hosts only. */
  discovery: boolean;
  /** Options of the nmap that looks at what the command found, for a command of two stages. */
  followUp?: string;
}

function discovery(key: string, name: string, description: string, options: string): BuiltInCommand {
  return { key, name, description, scanner: Scanner.Nmap, options, discovery: true };
}

function scan(key: string, name: string, description: string, options: string): BuiltInCommand {
  return { key, name, description, scanner: Scanner.Nmap, options, discovery: false };
}

/** The built-in scan commands; every one passes `parseOptions` without any allowance. */
export const BUILT_IN_COMMANDS: readonly BuiltInCommand[] = [
  discovery(
    'ping',
    'Ping discovery',
    'Finds hosts by ICMP echo and timestamp, and by TCP probes to ports 80 and 443.',
    '-sn -PE -PP -PS443 -PA80',
  ),
  discovery(
    'tcp-discovery',
    'TCP discovery',
    'Finds hosts that hide from ping, by TCP probes to common ports.',
    '-sn -PS21,22,23,25,53,80,110,135,139,143,443,445,993,3306,3389,5900,8080,8443 -PA80,443',
  ),
  discovery(
    'arp-discovery',
    'ARP discovery',
    'Finds hosts of the local network by ARP, with MAC and vendor.',
    '-sn -PR -n',
  ),
  scan(
    'connect',
    'Connect scan',
    'The 1,000 most common TCP ports by full connections; needs no privileges.',
    '-sT -T4',
  ),
  scan('syn', 'SYN scan', 'The 1,000 most common TCP ports, half open.', '-sS -T4'),
  scan('version', 'Version scan', 'The 1,000 most common TCP ports, and what listens on them.', '-sS -sV -T4'),
  scan(
    'udp',
    'UDP scan',
    'The 100 most common UDP ports, and what listens on them.',
    '-sU -sV --version-intensity 2 --top-ports 100 -T4',
  ),
  scan('aggressive', 'Aggressive scan', 'Versions, operating system, default scripts and route.', '-sS -A -T4'),
  scan(
    'comprehensive',
    'Comprehensive scan',
    'All 65,535 TCP ports with versions, operating system and default scripts.',
    '-sS -p 1-65535 -sV -sC -O -T4',
  ),
  {
    key: 'masscan-sweep',
    name: 'Fast sweep',
    description: 'Common TCP ports of many addresses by masscan, 1,000 packets a second.',
    scanner: Scanner.Masscan,
    options:
      '-p 21-23,25,53,80,110,111,135,139,143,443,445,993,995,1433,1723,3306,3389,5432,5900,6379,8080,8443,9200,27017 --rate 1000',
    discovery: false,
  },
  {
    key: 'sweep-then-versions',
    name: 'Sweep, then versions',
    description:
      'Masscan looks for the 1,000 most common TCP ports at 1,000 packets a second; nmap then looks at every open port ' +
      'as it is found: version, and scripts that are safe.',
    scanner: Scanner.Masscan,
    options: '--top-ports 1000 --rate 1000',
    discovery: false,
    followUp: '-sS -sV --script "default and safe" -T4',
  },
  {
    key: 'discover-then-connect',
    name: 'Discover, then connect scan',
    description:
      'Finds hosts by ICMP and common TCP ports; those that answer get a connect scan of the 1,000 most common TCP ports ' +
      'at once.',
    scanner: Scanner.Nmap,
    options: '-sn -PE -PP -PS443 -PA80',
    discovery: true,
    followUp: '-sT -T4',
  },
  scan(
    'linux-server',
    'Linux server',
    'Ports, versions and keys of a Linux or Unix server.',
    '-sS -sV -O -p 21,22,25,53,80,110,111,143,443,465,587,631,873,993,995,2049,3306,5432,5666,6379,8080,8443,9090,9100,10000 --script ssh-hostkey,ssh2-enum-algos,rpcinfo,ssl-cert,http-title -T4',
  ),
  scan(
    'windows-server',
    'Windows server',
    'Ports, versions, SMB and RDP settings of a Windows server.',
    '-sS -sV -O -p 53,80,88,135,139,389,443,445,464,593,636,1433,3268,3269,3389,5985,5986,9389,47001,49152-49160 --script smb-os-discovery,smb2-security-mode,smb2-time,rdp-ntlm-info,ms-sql-info,ssl-cert,http-title -T4',
  ),
  scan(
    'network-device',
    'Network device',
    'Management ports of routers, switches and firewalls, with SNMP.',
    '-sS -sU -sV -O -p T:22,23,80,161,179,443,830,2000,4786,8080,8291,8443,U:53,67,69,123,161,500,514,1900 --version-intensity 4 --script snmp-info,snmp-sysdescr,ssh-hostkey,ssl-cert,http-title -T4',
  ),
  scan(
    'web-server',
    'Web server',
    'Web ports with titles, headers, methods and certificates.',
    '-sS -sV -p 80,81,443,591,2082,2083,2087,3000,4443,5000,7001,7443,8000-8010,8080-8090,8443,8888,9000,9090,9443,10443 --script http-title,http-server-header,http-headers,http-methods,http-security-headers,ssl-cert,ssl-enum-ciphers -T4',
  ),
  scan(
    'database',
    'Database',
    'Ports of databases, with versions and open access.',
    '-sS -sV -p 1433,1521,2483,3050,3306,5000,5432,5984,6379,7000,7001,7474,8086,9042,9160,9200,9300,11211,26257,27017-27019,50000 --script mysql-info,ms-sql-info,mongodb-info,redis-info,memcached-info,cassandra-info,couchdb-stats,ssl-cert -T4',
  ),
  scan(
    'iot',
    'IoT device',
    'Ports of cameras, printers, building control and other small devices, gently.',
    '-sS -sV -p 21,22,23,80,81,102,443,502,515,554,631,1883,1900,2323,4840,5000,5357,5683,7547,8000,8080,8081,8443,8554,8883,9100,20000,37777,44818,47808,49152 --version-intensity 4 --script http-title,rtsp-methods,mqtt-subscribe,upnp-info,ssl-cert -T3 --max-retries 2',
  ),
];
