import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../src/platform/database/database.js';
import { DeliveryDesk } from './delivery-bench.js';
import { type Fault, FlakyHooks } from './flaky-hooks.js';

const program = join(import.meta.dirname, 'delivery-process.ts');
const loader = join(import.meta.dirname, 'source-hooks.mjs');
const CHANNELS = 3;
const CONSOLES = 2;
const DEADLINE_MS = 30 * 60_000;

export interface ChaosWish {
  readonly alerts: number;
  readonly kills: number;
  readonly seed: number;
  readonly say?: (line: string) => void;
}

export interface ChaosReport {
  readonly alerts: number;
  readonly kills: number;
  readonly requests: number;
  readonly byFault: Readonly<Record<Fault, number>>;
  /** Alerts that the endpoint never accepted, or that are not delivered by the console's own word. */
  readonly lost: number;
  /** Accepted more than once, with the same key each time. */
  readonly repeated: number;
  /** Keys that came with several messages, and messages that came with several keys. */
  readonly wrongKeys: number;
  readonly seconds: number;
}

/**
 * Posts alerts to an endpoint that fails half the time, while consoles deliver them and are killed in the middle of it, each after
 * so many requests of its own. Then looks whether each alert has arrived.
 */
export async function deliveryChaos(
  database: Database,
  databaseUrl: string,
  { alerts, kills, seed, say = () => undefined }: ChaosWish,
): Promise<ChaosReport> {
  const chance = seeded(seed);
  const begin = Date.now();
  const hooks = await FlakyHooks.open(chance);
  const consoles = Array.from({ length: CONSOLES }, () => start(databaseUrl));
  try {
    const posted = post(database, hooks.url, alerts);
    // Kills are spread over the first half of the requests that there will be.
    const between = Math.floor(alerts / kills);
    for (let kill = 0; kill < kills; kill += 1) {
      const after = hooks.requests + 1 + Math.floor(chance() * between);
      await until(() => hooks.requests >= after, begin);
      const victim = kill % CONSOLES;
      await end(consoles[victim]);
      consoles[victim] = start(databaseUrl);
      if (kill % 10 === 9) say(`${kill + 1} kills, ${hooks.requests} requests`);
    }
    const messages = await posted;
    await until(async () => (await open(database)) === 0, begin);
    const seconds = (Date.now() - begin) / 1000;
    return { alerts, kills, seconds, ...(await look(database, hooks, messages)) };
  } finally {
    await Promise.all(consoles.map(end));
    await hooks.close();
  }
}

async function post(database: Database, url: string, alerts: number): Promise<string[]> {
  const desk = new DeliveryDesk(database);
  await desk.allowLoopback();
  const channels: string[] = [];
  for (let index = 0; index < CHANNELS; index += 1) {
    channels.push(await desk.channel({ kind: 'webhook', url: `${url}/${index}`, secret: 'a secret of the chaos' }));
  }
  const messages: string[] = [];
  for (let index = 0; index < alerts; index += 1) {
    messages.push(await desk.post({ channelIds: [channels[index % CHANNELS] ?? ''] }));
  }
  return messages;
}

async function open(database: Database): Promise<number> {
  const [row] = await database.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM alert_delivery WHERE state = 'waiting'`,
  );
  return row?.n ?? 0;
}

async function look(
  database: Database,
  hooks: FlakyHooks,
  messages: readonly string[],
): Promise<Pick<ChaosReport, 'requests' | 'byFault' | 'lost' | 'repeated' | 'wrongKeys'>> {
  const rows = await database.query<{ id: string; message: string; state: string }>(
    `SELECT id, message_id AS message, state FROM alert_delivery`,
  );
  const deliveries = new Map(rows.map((row) => [row.message, row]));
  const lost = messages.filter((message) => {
    const delivery = deliveries.get(message);
    return delivery?.state !== 'delivered' || (hooks.seen.get(delivery.id)?.accepted ?? 0) === 0;
  });
  const wrongKeys = [...hooks.seen].filter(([key, { messages: told }]) => {
    const [message = '', ...others] = told;
    return others.length > 0 || deliveries.get(message)?.id !== key;
  });
  return {
    requests: hooks.requests,
    byFault: hooks.byFault,
    lost: lost.length,
    repeated: [...hooks.seen.values()].filter(({ accepted }) => accepted > 1).length,
    wrongKeys: wrongKeys.length,
  };
}

function start(databaseUrl: string): ChildProcess {
  return spawn(process.execPath, ['--import', loader, program, databaseUrl], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function until(condition: () => boolean | Promise<boolean>, begin: number): Promise<void> {
  while (!(await condition())) {
    if (Date.now() - begin > DEADLINE_MS) throw new Error('the chaos does not come to its end');
    await delay(20);
  }
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
