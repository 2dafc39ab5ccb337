import { parseArgs } from 'node:util';
import { ENGINE_PROTOCOL, Role } from '@scanfleet/contracts';
import { ApiKeys } from './access/api-keys.js';
import { EngineTokens } from './access/engine-tokens.js';
import { JoinTokens } from './access/join-tokens.js';
import { hashPassword } from './access/passwords.js';
import { EngineRegistry } from './engines/engine-registry.js';
import { SystemClock } from './platform/clock/clock.js';
import { readConfig } from './platform/config/read-config.js';
import { createDataSource } from './platform/database/data-source.js';
import { Database } from './platform/database/database.js';
import { StartProblem } from './platform/start-problem.js';
import { Bus } from './platform/realtime/bus.js';
import { consoleVersion } from './platform/version.js';
import { DEFAULT_ZONE_ID } from './zones/default-zone.js';

/**
 * What the owner of the console's machine may do without signing in, straight on the database: see docs/operations.md.
 * Prints one JSON document; the secret in it is shown this once.
 */
const usage = `node operator-main.js COMMAND

  issue-join-token [--minutes 60] [--no-approval]           lets one engine join the zone "default", where it waits for an admin's
                                                            approval unless --no-approval is given
  issue-api-key --name NAME [--role viewer] [--minutes N]   without --minutes it does not expire
  issue-engine-token --name NAME                            a new token for an engine, made if there is none of that name;
                                                            its old tokens end; it needs no approval
  reset-password --name USER                                a new password; ends the user's sessions and lock-out

It reads the console's own configuration (DATABASE_URL, SCANFLEET_CONFIG).
`;

const clock = new SystemClock();

/** A new key is nothing that running consoles must hear of. */
class SilentBus extends Bus {
  override publish(): Promise<void> {
    return Promise.resolve();
  }
  override subscribe(): () => void {
    return () => undefined;
  }
  override close(): Promise<void> {
    return Promise.resolve();
  }
}

async function main(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      minutes: { type: 'string' },
      name: { type: 'string' },
      role: { type: 'string' },
      'no-approval': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const command = positionals[0];
  if (values.help || command === undefined) {
    process.stdout.write(usage);
    return values.help ? 0 : 2;
  }
  const { config } = readConfig(process.env);
  const source = createDataSource(config);
  await source.initialize();
  const database = new Database(source);
  try {
    const answer = await run(database, command, values);
    process.stdout.write(`${JSON.stringify(answer)}\n`);
    return 0;
  } finally {
    await source.destroy();
  }

  async function run(db: Database, name: string, options: typeof values): Promise<unknown> {
    switch (name) {
      case 'issue-join-token':
        return issueJoinToken(db, {
          minutes: minutesOf(options.minutes) ?? 60,
          requireApproval: options['no-approval'] !== true,
        });
      case 'issue-api-key':
        return issueApiKey(db, {
          name: options.name,
          role: options.role ?? Role.Viewer,
          minutes: minutesOf(options.minutes),
        });
      case 'issue-engine-token':
        return issueEngineToken(db, options.name);
      case 'reset-password':
        return resetPassword(db, options.name);
      default:
        throw new StartProblem([`There is no command "${name}".`, usage]);
    }
  }
}

function minutesOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const minutes = Number(text);
  if (!Number.isInteger(minutes) || minutes < 1)
    throw new StartProblem([`--minutes takes a whole number from 1 on, not "${text}".`]);
  return minutes;
}

async function issueJoinToken(
  database: Database,
  wish: { minutes: number; requireApproval: boolean },
): Promise<unknown> {
  const expiresAt = new Date(clock.now().getTime() + wish.minutes * 60_000);
  const tokens = new JoinTokens(database, clock);
  const { token, prefix } = await database.transaction((tx) =>
    tokens.issue(tx, { zoneId: DEFAULT_ZONE_ID, expiresAt, requireApproval: wish.requireApproval }),
  );
  return { token, prefix, expiresAt, requireApproval: wish.requireApproval };
}

async function issueApiKey(
  database: Database,
  wish: { name: string | undefined; role: string; minutes: number | undefined },
): Promise<unknown> {
  if (!wish.name) throw new StartProblem(['issue-api-key needs --name NAME.']);
  const role = Object.values(Role).find((known) => known === wish.role);
  if (!role) throw new StartProblem([`--role takes viewer, operator or admin, not "${wish.role}".`]);
  const expiresAt =
    wish.minutes === undefined ? null : new Date(clock.now().getTime() + wish.minutes * 60_000).toISOString();
  const nobody = { id: clock.uuid(), name: 'operator-main', role: Role.Admin, kind: 'user' } as const;
  return new ApiKeys(database, clock, new SilentBus()).create({ name: wish.name, role, expiresAt }, nobody);
}

async function issueEngineToken(database: Database, name: string | undefined): Promise<unknown> {
  if (!name) throw new StartProblem(['issue-engine-token needs --name NAME.']);
  const bus = new SilentBus();
  const registry = new EngineRegistry(database, clock, bus);
  const tokens = new EngineTokens(database, clock, bus);
  return database.transaction(async (tx) => {
    const [known] = await tx.query<{ id: string }>(
      'SELECT id FROM engine WHERE lower(name) = lower($1) AND retired_at IS NULL',
      [name],
    );
    const engine =
      known ??
      (await registry.enrol(tx, { name, zoneId: DEFAULT_ZONE_ID, version: consoleVersion, protocol: ENGINE_PROTOCOL }));
    await registry.approve(tx, engine.id);
    await tokens.revokeAll(tx, engine.id);
    return { engineId: engine.id, ...(await tokens.issue(tx, engine.id)) };
  });
}

async function resetPassword(database: Database, name: string | undefined): Promise<unknown> {
  if (!name) throw new StartProblem(['reset-password needs --name USER.']);
  const password = clock.bytes(15).toString('base64url');
  const hash = await hashPassword(password);
  await database.transaction(async (tx) => {
    const [row] = await tx.query<{ id: string }>(
      `UPDATE app_user SET password_hash = $2, failed_attempts = 0, locked_until = NULL WHERE lower(name) = lower($1) RETURNING id`,
      [name, hash],
    );
    if (!row) throw new StartProblem([`There is no user "${name}".`]);
    await tx.query('DELETE FROM user_session WHERE user_id = $1', [row.id]);
  });
  return { name, password };
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
