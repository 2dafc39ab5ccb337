import { setTimeout as delay } from 'node:timers/promises';
import { SetupProblem } from '../setup/workspace.mjs';

const ENDED = ['completed', 'cancelled', 'failed'];
/** How long a scan may wait for the local engine before it is called off. */
const PATIENCE_MS = 20_000;

/**
 * Scans with the local engine and shows progress, then what was found.
 * @param {{ url: string, options: { scan: string, command?: string, json: boolean }, operator: (argv: string[]) => Promise<any>, say: (line: string) => void, signal: AbortSignal }} context
 * @returns {Promise<number>} exit code: 0 completed, 2 failed or called off, 3 completed in part
 */
export async function scanAndShow({ url, options, operator, say, signal }) {
  const { key } = await operator([
    'issue-api-key',
    '--name',
    'npm start --scan',
    '--role',
    'operator',
    '--minutes',
    '1440',
  ]);
  const call = apiCaller({ url, key, signal });
  const commandId = await findCommand(call, options.command ?? 'Version scan');
  let scan = await call('POST', '/api/v1/scans', { targets: options.scan, commandId });
  const link = `${url}/scans/${scan.id}`;
  const bar = progressBar();
  const waitingSince = Date.now();
  while (!ENDED.includes(scan.state)) {
    bar.show(scan);
    const refused = /refused|not allowed|outside/i.test(scan.waitingFor ?? '');
    if (scan.waitingFor && (refused || Date.now() - waitingSince > PATIENCE_MS) && scan.state === 'planned') {
      bar.clear();
      await call('POST', `/api/v1/scans/${scan.id}/stop`);
      say(`The scan was called off: it ${scan.waitingFor}`);
      if (options.json)
        process.stdout.write(`${JSON.stringify({ scan: { ...scan, state: 'cancelled' }, hosts: [], url: link })}\n`);
      return 2;
    }
    await delay(400, undefined, { signal });
    scan = await call('GET', `/api/v1/scans/${scan.id}`);
  }
  bar.clear();
  const hosts = await allResults(call, scan.id);
  if (options.json) process.stdout.write(`${JSON.stringify({ scan, hosts, url: link }, null, 2)}\n`);
  else process.stdout.write(table(hosts));
  say(summary(scan, hosts));
  say(`Scan: ${link}`);
  if (scan.state !== 'completed') return 2;
  return scan.partial ? 3 : 0;
}

function apiCaller({ url, key, signal }) {
  return async (method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      signal,
      headers: { 'x-api-key': key, ...(body ? { 'content-type': 'application/json' } : {}) },
      body: body ? JSON.stringify(body) : undefined,
    });
    const answer = response.status === 204 ? {} : await response.json();
    if (!response.ok) {
      const issues = (answer.issues ?? []).map((issue) => `\n  ${issue.path}: ${issue.message}`).join('');
      throw new SetupProblem(`${answer.message ?? `The console answered ${response.status}`}${issues}`);
    }
    return answer;
  };
}

async function findCommand(call, name) {
  const { data } = await call('GET', '/api/v1/scan-commands?page_size=500');
  const found = data.find((command) => command.name.toLowerCase() === name.toLowerCase());
  if (found) return found.id;
  throw new SetupProblem(
    `There is no scan command "${name}". There are: ${data.map((command) => command.name).join(', ')}`,
  );
}

async function allResults(call, scanId) {
  const hosts = [];
  for (let page = 1; ; page++) {
    const answer = await call('GET', `/api/v1/scans/${scanId}/results?page=${page}&page_size=500`);
    hosts.push(...answer.data);
    if (page >= answer.pagination.pages) return hosts;
  }
}

/** What a scanned host says must not steer the terminal: C0, C1 and DEL become visible stand-ins. */
export function printable(text) {
  return String(text).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '\u00b7');
}

/** Hosts that are up, with their open services, as a plain table. */
export function table(hosts) {
  const rows = [['HOST', 'NAME', 'PORT', 'SERVICE', 'PRODUCT']];
  for (const host of hosts.filter((entry) => entry.status === 'up')) {
    const ports = host.openPorts.length > 0 ? host.openPorts : [undefined];
    ports.forEach((port, index) => {
      rows.push([
        index === 0 ? host.address : '',
        index === 0 ? (host.names[0] ?? '') : '',
        port ? `${port.port}/${port.protocol}` : 'no open port',
        port?.service ?? '',
        port?.product ?? '',
      ]);
    });
  }
  if (rows.length === 1) return 'No host is up.\n';
  const clean = rows.map((row) => row.map((cell) => printable(cell).slice(0, 60)));
  const widths = clean[0].map((_, column) => Math.max(...clean.map((row) => row[column].length)));
  return (
    clean
      .map((row) =>
        row
          .map((cell, column) => cell.padEnd(widths[column]))
          .join('  ')
          .trimEnd(),
      )
      .join('\n') + '\n'
  );
}

function summary(scan, hosts) {
  const up = hosts.filter((host) => host.status === 'up');
  const open = up.reduce((sum, host) => sum + host.openPorts.length, 0);
  const seconds =
    scan.startedAt && scan.finishedAt
      ? Math.round((Date.parse(scan.finishedAt) - Date.parse(scan.startedAt)) / 1000)
      : 0;
  const head = `Scan ${scan.state}${scan.partial ? ' in part' : ''}: ${up.length} of ${scan.plannedAddresses} addresses up, ${open} open ${open === 1 ? 'port' : 'ports'}, ${seconds} s.`;
  const notes = [...new Set(scan.shards.flatMap((shard) => shard.notes))].map(printable);
  return [head, ...(scan.reason ? [printable(scan.reason)] : []), ...notes].join('\n');
}

function progressBar() {
  const live = process.stderr.isTTY;
  let last = '';
  return {
    show(scan) {
      const percent = Math.floor(scan.progress.percent);
      const filled = Math.round(percent / 4);
      const words = scan.waitingFor
        ? scan.waitingFor
        : `${scan.progress.hostsUp} hosts up, ${scan.progress.openPorts} open ports`;
      const line = `[${'#'.repeat(filled)}${'.'.repeat(25 - filled)}] ${String(percent).padStart(3)} %  ${printable(words)}`;
      if (line === last) return;
      last = line;
      process.stderr.write(live ? `\r\u001b[2K${line}` : `${line}\n`);
    },
    clear() {
      if (live && last) process.stderr.write('\r\u001b[2K');
    },
  };
}
