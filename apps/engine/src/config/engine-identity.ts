import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '../sha256.js';
import { fixedToken, type TokenSource } from '../console/token-source.js';
import { writeFileAtomically } from '../spool/atomic-file.js';
import type { EngineConfig } from './engine-config.js';
import { errorCode } from './error-code.js';
import { readSecretFile } from './secret-file.js';

/** What joining gave: kept in `identity.json` of the data folder, readable by its owner only. */
export interface Identity {
  engineId: string;
  token: string;
  /** The token is for this console only and is never sent to another. */
  consoleUrl: string;
  /** SHA-256 of the join token that was used; another join token in the configuration means "join anew". */
  joinTokenHash: string;
}

/** How the engine may prove who it is. */
export type Credentials =
  { kind: 'token'; token: TokenSource } | { kind: 'join'; joinToken: string } | { kind: 'none'; problem: string };

/** Finds the token: from the configuration, from a token file (read for each call, so that it can be rotated), or from an earlier join. */
export async function findCredentials(config: EngineConfig): Promise<Credentials & { warnings: string[] }> {
  const { token, tokenFile } = config;
  if (token !== undefined) return { kind: 'token', token: fixedToken(token), warnings: [] };
  if (tokenFile !== undefined) {
    const first = await readSecretFile(tokenFile);
    if (!first.ok) return { kind: 'none', problem: `tokenFile: ${first.message}`, warnings: [] };
    const current = rereading(tokenFile, first.secret);
    return { kind: 'token', token: { current, keep: null }, warnings: listed(first.warning) };
  }
  const join = await findJoinToken(config);
  const identity = await readIdentity(config);
  const joinIsNew = join.secret !== undefined && identity?.joinTokenHash !== sha256Hex(join.secret);
  if (identity && identity.consoleUrl === config.consoleUrl && !joinIsNew) {
    return { kind: 'token', token: identityToken(config, identity), warnings: join.warnings };
  }
  if (join.secret !== undefined) return { kind: 'join', joinToken: join.secret, warnings: join.warnings };
  const problem = join.problem ?? 'there is no token; give token, tokenFile, joinToken or joinTokenFile';
  return { kind: 'none', problem, warnings: join.warnings };
}

/** Keeps what joining gave. */
export async function saveJoined(
  config: EngineConfig,
  { engineId, token, joinToken }: { engineId: string; token: string; joinToken: string },
): Promise<Identity> {
  const identity: Identity = { engineId, token, consoleUrl: config.consoleUrl, joinTokenHash: sha256Hex(joinToken) };
  await save(config, identity);
  return identity;
}

/** The token of an engine that has joined: the one kind that the engine itself may replace. It is on disk before it is shown. */
export function identityToken(config: EngineConfig, identity: Identity): TokenSource {
  let { token } = identity;
  const keep = async (next: string): Promise<void> => {
    await save(config, { ...identity, token: next });
    token = next;
  };
  return { current: () => Promise.resolve(token), keep };
}

function save(config: EngineConfig, identity: Identity): Promise<void> {
  return writeFileAtomically(identityPath(config), `${JSON.stringify(identity)}\n`);
}

async function findJoinToken(config: EngineConfig): Promise<{ secret?: string; problem?: string; warnings: string[] }> {
  if (config.joinToken !== undefined) return { secret: config.joinToken, warnings: [] };
  if (config.joinTokenFile === undefined) return { warnings: [] };
  const file = await readSecretFile(config.joinTokenFile);
  // A join token works once, so its file may well be gone when the engine has joined.
  if (!file.ok) return { problem: `joinTokenFile: ${file.message}`, warnings: [] };
  return { secret: file.secret, warnings: listed(file.warning) };
}

async function readIdentity(config: EngineConfig): Promise<Identity | null> {
  try {
    const value = JSON.parse(await readFile(identityPath(config), 'utf8')) as Partial<Identity>;
    return typeof value.token === 'string' && typeof value.consoleUrl === 'string' ? (value as Identity) : null;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return null;
    throw error;
  }
}

function rereading(path: string, first: string): () => Promise<string> {
  let last = first;
  return async () => {
    const read = await readSecretFile(path);
    // While the file is being replaced the last good token serves.
    if (read.ok) last = read.secret;
    return last;
  };
}

const identityPath = (config: EngineConfig): string => join(config.dataDir, 'identity.json');
const listed = (warning: string | null): string[] => (warning === null ? [] : [warning]);
