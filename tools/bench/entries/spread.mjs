/**
 * One scan over 1, 2, 4 and 8 engines. The scan is bound by waiting, not by processors: the fake scanner answers at a fixed pace and
 * sends no packet. Speed-up is against one engine with the same console, from the scan's own start and end.
 */
import { loadavg } from 'node:os';
import { FakeScanner } from '../../rigs/install-fake-scanner.mjs';
import { RigFleet } from '../../rigs/rig-fleet.mjs';

const ADDRESSES = 8192;
/** Of one engine, which runs one scanner at a time: 8,192 addresses are some 160 s for one and 20 s for eight. */
const HOSTS_PER_SECOND = 51.2;
const counts = [1, 2, 4, 8];

async function run({ log }) {
  const fleet = await RigFleet.start();
  try {
    const options = '-sT -p 1-250 --max-hostgroup 16';
    const command = await fleet.call('POST', '/scan-commands', { name: 'spread', scanner: 'nmap', options });
    const seconds = new Map();
    let engines = 0;
    for (const count of counts) {
      while (engines < count) {
        engines += 1;
        const plan = { seed: 7, upPermille: 30, hostsPerSecond: HOSTS_PER_SECOND };
        const scanner = new FakeScanner(await fleet.makeFolder(`scanner-${engines}`), plan);
        const config = { ...scanner.engineConfig, slots: 1 };
        await fleet.addEngine({ name: `engine-${engines}`, allowed: ['10.0.0.0/8'], config });
      }
      const targets = `10.${count}.0.0-10.${count}.${ADDRESSES / 256 - 1}.255`;
      const { id } = await fleet.call('POST', '/scans', { targets, commandId: command.id, confirmLarge: true });
      const scan = await fleet.ended(id);
      if (scan.state !== 'completed' || scan.partial) throw new Error(`the scan ended ${scan.state}: ${scan.reason}`);
      seconds.set(count, (Date.parse(scan.finishedAt) - Date.parse(scan.createdAt)) / 1000);
      log(
        `${count} engines: ${seconds.get(count).toFixed(1)} s, ${scan.shards.length} shards, load ${loadavg()[0].toFixed(1)}`,
      );
    }
    const alone = seconds.get(1);
    return {
      figures: counts.slice(1).map((count) => {
        const speedUp = alone / seconds.get(count);
        const bar = 0.85 * count;
        return {
          name: `speed-up with ${count} engines`,
          value: speedUp.toFixed(2),
          unit: 'x',
          bar: `>= ${bar.toFixed(2)} x`,
          passed: speedUp >= bar,
          note: `${seconds.get(count).toFixed(1)} s instead of ${alone.toFixed(1)} s, "scan now" to completed; fake scanner at a fixed pace`,
        };
      }),
    };
  } finally {
    await fleet.end();
  }
}

export default { name: 'spread', run };
