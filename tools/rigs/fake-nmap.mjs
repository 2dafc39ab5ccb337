/** What nmap 7.93 writes, for the fake scanner. */
import { openSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { addressText, countOf, isUp, nth, openPorts } from './fake-world.mjs';

const words = (text) => text.replace(/[<>&"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const seconds = () => Math.floor(Date.now() / 1000);

/**
 * Probes host group after host group, as `--max-hostgroup` says, and writes each when it is done: so does nmap, and so much is lost
 * when it is killed.
 */
export async function scanLikeNmap({ argv, options, targets, ports, reportFile, plan, probed, written, mishap }) {
  const file = openSync(reportFile, 'w', 0o600);
  const report = (text) => writeSync(file, text);
  const begun = Date.now();
  const total = countOf(targets);
  const group = Math.max(1, Number(options.get('--max-hostgroup') ?? 16));
  const every = Number.parseFloat(options.get('--stats-every') ?? '2') * 1000;
  const portScan = !options.has('-sn');
  report(opening(argv, options, ports, portScan));
  let said = Date.now();
  let due = Date.now();
  let up = 0;
  for (let at = 0; at < total; at += group) {
    await mishap(report);
    const world = plan();
    const hosts = Array.from({ length: Math.min(group, total - at) }, (_, index) => nth(targets, at + index));
    probed(hosts.map((address) => ({ first: address, last: address })));
    due = Math.max(due, Date.now() - 1000) + (hosts.length * 1000) / world.hostsPerSecond;
    await delay(Math.max(0, due - Date.now()));
    const answers = hosts.map((address) => options.has('-Pn') || isUp(world, address));
    up += answers.filter(Boolean).length;
    report(hosts.map((address, index) => hostXml(world, address, answers[index], portScan ? ports : [])).join(''));
    if (world.logHosts) hosts.forEach((address) => written(address));
    if (Date.now() - said < every) continue;
    said = Date.now();
    const percent = ((at + hosts.length) * 100) / total;
    const left = Math.round((((said - begun) / percent) * (100 - percent)) / 1000);
    const task = options.has('-sS') ? 'SYN Stealth Scan' : 'Connect Scan';
    report(
      `<taskprogress task="${task}" time="${seconds()}" percent="${percent.toFixed(2)}" remaining="${left}" etc="${seconds() + left}"/>\n`,
    );
  }
  await mishap(report);
  const elapsed = ((Date.now() - begun) / 1000).toFixed(2);
  report(
    `<runstats><finished time="${seconds()}" timestr="${new Date().toUTCString()}" summary="Nmap done; ${total} IP addresses (${up} hosts up) scanned in ${elapsed} seconds" elapsed="${elapsed}" exit="success"/>` +
      `<hosts up="${up}" down="${total - up}" total="${total}"/>\n</runstats>\n</nmaprun>\n`,
  );
}

function opening(argv, options, ports, portScan) {
  const type = options.has('-sS') ? 'syn' : 'connect';
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE nmaprun>\n' +
    `<nmaprun scanner="nmap" args="${words(argv.join(' '))}" start="${seconds()}" startstr="${new Date().toUTCString()}" version="7.93" xmloutputversion="1.05">\n` +
    (portScan
      ? `<scaninfo type="${type}" protocol="tcp" numservices="${ports.length}" services="${options.get('-p') ?? '1-1000'}"/>\n`
      : '') +
    '<verbose level="1"/>\n<debugging level="0"/>\n'
  );
}

function hostXml(world, address, up, ports) {
  const place = `<address addr="${addressText(address)}" addrtype="ipv4"/>\n`;
  if (!up) return `<host><status state="down" reason="no-response" reason_ttl="0"/>\n${place}</host>\n`;
  const open = openPorts(world, address, ports);
  const rows = open.map(
    (port) =>
      `<port protocol="tcp" portid="${port}"><state state="open" reason="syn-ack" reason_ttl="64"/>` +
      `<service name="unknown" method="table" conf="3"/></port>\n`,
  );
  const closed = ports.length - open.length;
  const rest =
    closed === 0
      ? ''
      : `<extraports state="closed" count="${closed}">\n<extrareasons reason="reset" count="${closed}"/>\n</extraports>\n`;
  const portsXml = ports.length === 0 ? '' : `<ports>${rest}${rows.join('')}</ports>\n`;
  return (
    `<host starttime="${seconds()}" endtime="${seconds()}"><status state="up" reason="echo-reply" reason_ttl="64"/>\n` +
    `${place}<hostnames>\n</hostnames>\n${portsXml}<times srtt="300" rttvar="120" to="100000"/>\n</host>\n`
  );
}
