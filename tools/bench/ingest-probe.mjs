/**
 * One measured step of the `ingest` benchmark, in a process of its own so that its memory is its own: boots the console's
 * worker from its build, takes one report that already lies in the database to its end, prints one line of JSON.
 *
 * `node ingest-probe.mjs migrate|ingest <database url> [report id]`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PerformanceObserver } from 'node:perf_hooks';
import { createRequire } from 'node:module';

const dist = join(import.meta.dirname, '..', '..', 'apps/console/dist/src');
const load = (file) => import(join(dist, file));
const [what, databaseUrl, reportId] = process.argv.slice(2);

const { Config } = await load('platform/config/config.js');
const { settingsSchema } = await load('platform/config/settings.js');
const { openDatabase } = await load('platform/database/open-database.js');
// Before the database is opened: it knows the entities of the features that are loaded by then.
const { AppModule } = await load('app.module.js');
const dataDir = await mkdtemp(join(tmpdir(), 'scanfleet-ingest-probe-'));
const config = new Config(settingsSchema.parse({ databaseUrl, dataDir, role: 'api', logLevel: 'error' }));
const source = await openDatabase(config);
if (what === 'migrate') await source.destroy();
else process.stdout.write(`${JSON.stringify(await ingest())}\n`);
await rm(dataDir, { recursive: true });

async function ingest() {
  const require = createRequire(join(dist, 'main.js'));
  const { NestFactory } = await import(require.resolve('@nestjs/core'));
  const { createLogger } = await import(require.resolve('@scanfleet/logging'));
  const { AppLogger } = await load('platform/logging/app-logger.js');
  const { IngestReport } = await load('ingest/ingest-report.js');
  const logger = new AppLogger(createLogger({ level: 'error', format: 'json', name: 'console' }));
  // In the role `api` no worker takes the report before the clock runs.
  const app = await NestFactory.createApplicationContext(AppModule.on({ config, logger, source }), {
    logger: false,
    abortOnError: false,
  });
  let collecting = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) collecting += entry.duration;
  }).observe({ entryTypes: ['gc'] });
  const bootMb = process.memoryUsage.rss() / 2 ** 20;
  const cpuBefore = process.cpuUsage();
  const begun = performance.now();
  await app.get(IngestReport).run(reportId);
  const seconds = (performance.now() - begun) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  await app.close();
  return {
    seconds,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    systemSeconds: cpu.system / 1e6,
    collectingSeconds: collecting / 1000,
    bootMb,
    peakMb: process.resourceUsage().maxRSS / 1024,
  };
}
