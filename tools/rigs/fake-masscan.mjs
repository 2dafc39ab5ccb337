/** What masscan 1.3.2 writes, for the fake scanner. */
import { openSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { countOf, isUp, addressText, nth, openPorts } from './fake-world.mjs';

/** masscan's own buffer: what is in it is lost when the program is killed. */
const BUFFER = 4096;
const TICK_MS = 100;

/**
 * Probes address and port pairs in an order that `--seed` gives, of which `--shard i/n` takes each n-th, at `--rate` packets a second.
 * Like masscan it makes its report with the first hit.
 */
export async function scanLikeMasscan({ options, targets, ports, reportFile, plan, probed, mishap }) {
  const pairs = countOf(targets) * ports.length;
  const seed = Number(options.get('--seed') ?? 0);
  const [index, of] = (options.get('--shard') ?? '1/1').split('/').map(Number);
  const rate = Number(options.get('--rate') ?? 100);
  const step = strideOf(pairs);
  let file;
  let buffer = '';
  let found = 0;
  const report = (text) => {
    if (file === undefined) {
      file = openSync(reportFile, 'w', 0o600);
      buffer =
        '<?xml version="1.0"?>\n<!-- masscan v1.0 scan -->\n' +
        `<nmaprun scanner="masscan" start="${seconds()}" version="1.0-BETA"  xmloutputversion="1.03">\n<scaninfo type="syn" protocol="tcp" />\n`;
    }
    buffer += text;
    if (buffer.length < BUFFER) return;
    writeSync(file, buffer);
    buffer = '';
  };
  const begun = Date.now();
  let sent = 0;
  for (let at = index - 1; at < pairs;) {
    await mishap(report);
    const world = plan();
    const batch = [];
    const most = Math.max(1, Math.round((rate * TICK_MS) / 1000));
    for (; at < pairs && batch.length < most; at += of) {
      const pair = (seed + at * step) % pairs;
      batch.push({ address: nth(targets, Math.floor(pair / ports.length)), port: ports[pair % ports.length] });
    }
    sent += batch.length;
    probed([...new Set(batch.map(({ address }) => address))].map((address) => ({ first: address, last: address })));
    for (const { address, port } of batch) {
      if (!isUp(world, address) || openPorts(world, address, [port]).length === 0) continue;
      found += 1;
      report(hitXml(address, port));
    }
    const percent = (100 * Math.min(at, pairs)) / pairs;
    const left = Math.ceil((pairs - at) / of / rate);
    process.stderr.write(
      `rate:  ${(rate / 1000).toFixed(2)}-kpps, ${percent.toFixed(2)}% done,${clock(Math.max(0, left))} remaining, found=${found}       \r`,
    );
    await delay(Math.max(0, begun + (sent * 1000) / rate - Date.now()));
  }
  await delay(Number(options.get('--wait') ?? 10) * 1000);
  if (file === undefined) return;
  buffer += `<runstats>\n<finished time="${seconds()}" timestr="" elapsed="${Math.round((Date.now() - begun) / 1000)}" />\n<hosts up="${found}" down="0" total="${found}" />\n</runstats>\n</nmaprun>\n`;
  writeSync(file, buffer);
}

const seconds = () => Math.floor(Date.now() / 1000);
const clock = (all) =>
  [
    ` ${Math.floor(all / 3600)}`.padStart(4),
    ...[Math.floor(all / 60) % 60, all % 60].map((part) => String(part).padStart(2, '0')),
  ].join(':');

/** A step that meets each of `size` pairs once: about 0.618 of the size and with no factor in common. */
function strideOf(size) {
  const common = (a, b) => (b === 0 ? a : common(b, a % b));
  let step = Math.max(1, Math.floor(size * 0.6180339887));
  while (common(step, size) !== 1) step += 1;
  return step;
}

function hitXml(address, port) {
  return (
    `<host endtime="${seconds()}"><address addr="${addressText(address)}" addrtype="ipv4"/><ports><port protocol="tcp" portid="${port}">` +
    '<state state="open" reason="syn-ack" reason_ttl="64"/></port></ports></host>\n'
  );
}
