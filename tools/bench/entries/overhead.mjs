/**
 * A scan through console and engine beside the same nmap by hand: 16 loopback addresses x 1,000 ports, most of them closed, at a fixed
 * rate. Through the fleet the time is "scan now" to completed; by hand that of the process, before and after.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { RigFleet } from '../../rigs/rig-fleet.mjs';
import { RigProcess } from '../../rigs/rig-process.mjs';

const TARGETS = '127.86.0.1-16';
const OPTIONS = '-sT -Pn -n -p 1-1000 --max-rate 400';

/** Seconds of the argv that the engine ran, with files of our own. */
async function byHand(argv, folder) {
  const file = { '-iL': join(folder, 'targets'), '-oX': join(folder, 'report.xml') };
  await writeFile(file['-iL'], `${TARGETS}\n`);
  await writeFile(join(folder, 'excludes'), '');
  const words = argv.slice(1).map((word, index) => file[argv[index]] ?? word);
  const own = words.map((word) =>
    word.startsWith('--excludefile=') ? `--excludefile=${join(folder, 'excludes')}` : word,
  );
  const begun = performance.now();
  const { code } = await new RigProcess(argv[0], own, { stdio: 'ignore' }).exited;
  if (code !== 0) throw new Error(`nmap ended with ${code}: ${own.join(' ')}`);
  return (performance.now() - begun) / 1000;
}

async function run({ log }) {
  const fleet = await RigFleet.start();
  const folder = await mkdtemp(join(tmpdir(), 'scanfleet-overhead-'));
  try {
    await fleet.addEngine({ name: 'engine', allowed: ['127.0.0.0/8'], config: { slots: 1 } });
    const command = await fleet.call('POST', '/scan-commands', { name: 'overhead', scanner: 'nmap', options: OPTIONS });
    const throughFleet = async () => {
      const { id } = await fleet.call('POST', '/scans', { targets: TARGETS, commandId: command.id });
      const scan = await fleet.ended(id, 300_000, 200);
      if (scan.state !== 'completed' || scan.partial) throw new Error(`the scan ended ${scan.state}: ${scan.reason}`);
      const argv = scan.shards.find(({ argv: words }) => words)?.argv;
      return {
        seconds: (Date.parse(scan.finishedAt) - Date.parse(scan.createdAt)) / 1000,
        argv,
        shards: scan.shards.length,
      };
    };
    const fleetRuns = [];
    const handRuns = [];
    for (let round = 0; round < 3; round += 1) {
      fleetRuns.push(await throughFleet());
      handRuns.push(await byHand(fleetRuns[0].argv, folder));
      log(
        `fleet ${fleetRuns.at(-1).seconds.toFixed(2)} s (${fleetRuns.at(-1).shards} shards), by hand ${handRuns.at(-1).toFixed(2)} s`,
      );
    }
    const best = Math.min(...fleetRuns.map(({ seconds }) => seconds));
    const hand = Math.min(...handRuns);
    const note = `${best.toFixed(2)} s and ${hand.toFixed(2)} s, best of 3 in turn; load ${loadavg()[0].toFixed(1)}`;
    return {
      figures: [
        {
          name: 'scan through the fleet over nmap by hand',
          value: (best / hand).toFixed(3),
          unit: 'x',
          bar: '<= 1.05 x',
          passed: best / hand <= 1.05,
          note,
        },
      ],
    };
  } finally {
    await fleet.end();
    await rm(folder, { recursive: true, force: true });
  }
}

export default { name: 'overhead', run };
