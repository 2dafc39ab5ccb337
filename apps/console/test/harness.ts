import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import type { Role } from '@scanfleet/contracts';
import { createLogger } from '@scanfleet/logging';
import pg from 'pg';
import supertest from 'supertest';
import { newToken, TokenKind } from '../src/access/token.js';
import { AppModule } from '../src/app.module.js';
import { nestOptions, prepare } from '../src/console.js';
import { Config } from '../src/platform/config/config.js';
import { settingsSchema } from '../src/platform/config/settings.js';
import { SystemClock } from '../src/platform/clock/clock.js';
import { Database } from '../src/platform/database/database.js';
import { openDatabase } from '../src/platform/database/open-database.js';
import { buildAdapter } from '../src/platform/http/build-adapter.js';
import { AppLogger } from '../src/platform/logging/app-logger.js';

/** Postgres and Redis that tests may use; see CONTRIBUTING.md. */
export const testServers = {
  database: process.env['SCANFLEET_TEST_DATABASE_URL'] ?? 'postgres://postgres:postgres@127.0.0.1:55432/postgres',
  redis: process.env['SCANFLEET_TEST_REDIS_URL'] ?? 'redis://127.0.0.1:56379',
};
/** Redis is there, or nobody has looked: `npm test` says so by leaving its address out. */
export const redisHere =
  process.env['SCANFLEET_TEST_REDIS_URL'] !== undefined || process.env['SCANFLEET_TEST_DATABASE_URL'] === undefined;
export const DEFAULT_ZONE = '00000000-0000-4000-8000-000000000001';
export const ADMIN_PASSWORD = 'the admin of the tests';

export type SettingsInput = Partial<Parameters<(typeof settingsSchema)['parse']>[0] & object>;

/** Settings for a console under test. */
export function aConfig(settings: object): Config {
  return new Config(
    settingsSchema.parse({
      port: 0,
      logLevel: 'error',
      adminPassword: ADMIN_PASSWORD,
      databasePool: 6,
      queuePrefix: `test-${randomBytes(6).toString('hex')}`,
      drainSeconds: 5,
      ...settings,
    }),
  );
}

/** A logger that keeps its lines instead of printing them. */
export function aLogger(level: 'debug' | 'info' | 'warn' | 'error' = 'debug'): { logger: AppLogger; lines: string[] } {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { logger: new AppLogger(createLogger({ level, format: 'json', name: 'console', destination })), lines };
}

/** A new, empty database; `drop` ends what still uses it. */
export async function anEmptyDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `scanfleet_${process.pid}_${randomBytes(6).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name} ENCODING 'UTF8' TEMPLATE template0`);
  const url = new URL(testServers.database);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** A new, migrated database. */
export async function aDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const empty = await anEmptyDatabase();
  const source = await openDatabase(aConfig({ databaseUrl: empty.url }));
  await source.destroy();
  return empty;
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: testServers.database });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

export interface TestConsole {
  readonly app: NestFastifyApplication;
  /** Where it listens, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Requests without any credentials. */
  readonly request: ReturnType<typeof supertest.agent>;
  /** Requests with an API key of the role. */
  asRole(role: Role): ReturnType<typeof supertest.agent>;
  /** An API key of the role. */
  keyOf(role: Role): string;
  readonly database: Database;
  readonly databaseUrl: string;
  /** Every route of its router, as `GET /api/v1/sites/:siteId`, without those that Fastify adds for HEAD. */
  readonly routes: readonly string[];
  /** What it logged so far, as JSON lines. */
  readonly logLines: readonly string[];
  /** An enrolled engine with its token. */
  anEngine(wish?: { name?: string; zoneId?: string }): Promise<{ engineId: string; token: string; name: string }>;
  /** Deletes all rows of tables, in this order, while the console goes on working. */
  empty(...tables: string[]): Promise<void>;
  close(): Promise<void>;
}

export interface ConsoleWish {
  /** Settings as in the configuration file. */
  settings?: object;
  /** A database that outlives the console; without it, a new one is made and dropped. */
  databaseUrl?: string;
  /** Replaces providers, as in `(builder) => builder.overrideProvider(Clock).useValue(clock)`. */
  overrides?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
}

/** Boots the whole console in this process, on a database of its own, listening on a free port of 127.0.0.1. */
export async function aConsole(wish: ConsoleWish = {}): Promise<TestConsole> {
  const own = wish.databaseUrl === undefined ? await anEmptyDatabase() : undefined;
  const databaseUrl = wish.databaseUrl ?? own?.url ?? '';
  const dataDir = await mkdtemp(join(tmpdir(), 'scanfleet-console-'));
  const config = aConfig({ databaseUrl, dataDir, ...wish.settings });
  const { logger, lines } = aLogger();
  const source = await openDatabase(config);
  const builder = Test.createTestingModule({ imports: [AppModule.on({ config, logger, source })] });
  const testModule = await (wish.overrides?.(builder) ?? builder).compile();
  const app = testModule.createNestApplication<NestFastifyApplication>(buildAdapter(config), nestOptions(logger));
  const routes: string[] = [];
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', ({ method, url }) => {
      if (method !== 'HEAD') routes.push(`${String(method)} ${url}`);
    });
  await prepare(app);
  await app.listen(0, '127.0.0.1');
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  const database = app.get(Database);
  const keys = await makeKeys(database);
  return {
    app,
    url,
    request: supertest.agent(url),
    asRole: (role) => supertest.agent(url).set('X-API-Key', keys[role]),
    keyOf: (role) => keys[role],
    database,
    databaseUrl,
    routes,
    logLines: lines,
    anEngine: (engine = {}) => enrol(database, engine),
    empty: (...tables) => emptyTables(database, tables),
    close: async () => {
      await app.close();
      await own?.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Locks stand in no order here, so the console's own work may cross it: Postgres then ends one of both, and this tries again. */
async function emptyTables(database: Database, tables: readonly string[]): Promise<void> {
  const deadlock = '40P01';
  for (const table of tables) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await database.query(`DELETE FROM ${table}`);
        break;
      } catch (error) {
        const { driverError } = error as { driverError?: { code?: string } };
        if (attempt === 5 || driverError?.code !== deadlock) throw error;
      }
    }
  }
}

async function makeKeys(database: Database): Promise<Record<Role, string>> {
  const make = async (role: Role): Promise<string> => {
    const { token, prefix, hash } = newToken(TokenKind.ApiKey, new SystemClock());
    await database.query(
      `INSERT INTO api_key (id, name, role, prefix, key_hash, created_at) VALUES ($1, $2, $3, $4, $5, now())`,
      [randomUUID(), `test ${role}`, role, prefix, hash],
    );
    return token;
  };
  return { viewer: await make('viewer'), operator: await make('operator'), admin: await make('admin') };
}

async function enrol(
  database: Database,
  { name = `engine-${randomBytes(4).toString('hex')}`, zoneId = DEFAULT_ZONE }: { name?: string; zoneId?: string },
): Promise<{ engineId: string; token: string; name: string }> {
  const engineId = randomUUID();
  const { token, prefix, hash } = newToken(TokenKind.Engine, new SystemClock());
  await database.query(`INSERT INTO engine (id, zone_id, name, created_at) VALUES ($1, $2, $3, now())`, [
    engineId,
    zoneId,
    name,
  ]);
  await database.query(
    `INSERT INTO engine_token (id, engine_id, prefix, token_hash, created_at) VALUES ($1, $2, $3, $4, now())`,
    [randomUUID(), engineId, prefix, hash],
  );
  return { engineId, token, name };
}
