import { scriptsByCategories } from './nse-scripts.js';
import type { ScriptEntry } from './script-expression.js';

/** Every script of nmap 7.93. */
export const knownScripts: readonly ScriptEntry[] = Object.entries(scriptsByCategories).flatMap(([categories, names]) =>
  names.split(' ').map((name) => ({ name, categories: categories.split(' ') })),
);

export const scriptCategories: ReadonlySet<string> = new Set(knownScripts.flatMap((script) => script.categories));

const byName = new Map(knownScripts.map((script) => [script.name, script]));

/** The script of that exact name, if nmap 7.93 has it. */
export function findScript(name: string): ScriptEntry | undefined {
  return byName.get(name);
}

/** Categories whose scripts are dangerous, and why. */
const dangerousCategories: ReadonlyMap<string, string> = new Map([
  ['broadcast', 'sends to everyone on the local network'],
  ['external', 'asks machines that are not targets'],
  ['dos', 'may crash the host'],
  ['exploit', 'attacks the host'],
  ['fuzzer', 'sends broken requests that may crash the host'],
  ['brute', 'guesses passwords, which can lock accounts'],
]);

const leaves = 'asks machines that are not targets';
const writes = "writes files on the engine's machine";
const reads = "reads files or code on the engine's machine";
const changes = 'changes the host';
const commands = 'runs commands on the host';

/** Scripts that are dangerous though their categories do not say so, from reading their sources in nmap 7.93. */
const dangerousNames: ReadonlyMap<string, string> = new Map([
  ...'bittorrent-discovery dns-brute dns-client-subnet-scan dns-ip6-arpa-scan dns-srv-enum dns-zone-transfer resolveall'
    .concat(' ip-forwarding http-mobileversion-checker http-useragent-tester http-rfi-spider')
    .concat(' targets-ipv6-map4to6 targets-ipv6-wordlist targets-traceroute')
    .split(' ')
    .map((name): [string, string] => [name, leaves]),
  ...'http-fetch http-config-backup http-domino-enum-passwords domino-enum-users ms-sql-dump-hashes stuxnet-detect'
    .concat(' snmp-ios-config ip-geolocation-map-kml url-snarf')
    .split(' ')
    .map((name): [string, string] => [name, writes]),
  ...'targets-xml mysql-audit ssh-publickey-acceptance unittest'
    .split(' ')
    .map((name): [string, string] => [name, reads]),
  ...'http-put smb-print-text pjl-ready-message dns-update nat-pmp-mapport puppet-naivesigning'
    .split(' ')
    .map((name): [string, string] => [name, changes]),
  ...'smb-psexec ssh-run domcon-cmd mmouse-exec ms-sql-xp-cmdshell metasploit-info nrpe-enum'
    .split(' ')
    .map((name): [string, string] => [name, commands]),
  ['firewall-bypass', 'spoofs packets of the host'],
  ['sip-call-spoof', 'makes telephones ring'],
  ['tso-brute', 'guesses passwords, which can lock accounts'],
]);

/**
 * Why a script is dangerous, as the end of a sentence that begins with its name; nothing when it is not. Members of nmap's
 * `default` category are not, because -A and -sC run them: the engine sends their packets to the target alone.
 */
export function whyDangerous(script: ScriptEntry): string | undefined {
  const named = dangerousNames.get(script.name);
  if (named !== undefined) return named;
  if (script.categories.includes('default')) return undefined;
  for (const [category, why] of dangerousCategories) if (script.categories.includes(category)) return why;
  return undefined;
}

/** The categories to leave out for a choice of scripts without danger, in the order of the table. */
export function dangerousCategoriesOf(script: ScriptEntry): string[] {
  return [...dangerousCategories.keys()].filter((category) => script.categories.includes(category));
}
