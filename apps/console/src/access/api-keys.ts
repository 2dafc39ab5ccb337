import { Injectable } from '@nestjs/common';
import type { Account, ApiKey, InputOf, accessApi, ResponseOf, Role } from '@scanfleet/contracts';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { invalid, notFound } from '../platform/http/refusal.js';
import { Bus } from '../platform/realtime/bus.js';
import { fitsHash, newToken, prefixOf, TokenKind } from './token.js';

interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly prefix: string;
  readonly key_hash: Buffer;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
  readonly revoked_at: Date | null;
}

const LAST_USED_MS = 60_000;

/** API keys: made, listed, revoked, recognised. */
@Injectable()
export class ApiKeys {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly bus: Bus,
  ) {}

  async list(): Promise<{ data: ApiKey[] }> {
    const rows = await this.database.query<KeyRow>(`SELECT * FROM api_key ORDER BY created_at DESC, id`);
    return { data: rows.map(toApiKey) };
  }

  /** @throws Refusal 422 when it would have expired already. */
  async create(
    wish: InputOf<typeof accessApi.createApiKey>['body'],
    creator: Account,
  ): Promise<ResponseOf<typeof accessApi.createApiKey>> {
    const now = this.clock.now();
    const expiresAt = wish.expiresAt === null ? null : new Date(wish.expiresAt);
    if (expiresAt && expiresAt <= now) {
      const message = 'lies in the past; choose a later time, or null for a key that does not expire';
      throw invalid(`expiresAt ${message}`, [{ path: 'expiresAt', message }]);
    }
    const { token, prefix, hash } = newToken(TokenKind.ApiKey, this.clock);
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<KeyRow>(
        `INSERT INTO api_key (id, name, role, prefix, key_hash, created_by, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, (SELECT id FROM app_user WHERE id = $6), $7, $8) RETURNING *`,
        [this.clock.uuid(), wish.name, wish.role, prefix, hash, creator.id, now, expiresAt],
      );
      if (!row) throw new Error('the API key was not stored');
      return { ...toApiKey(row), key: token };
    });
  }

  /** @throws Refusal 404 `api_key_not_found`. */
  async revoke(id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const rows = await tx.query(
        `UPDATE api_key SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1 RETURNING id`,
        [id, this.clock.now()],
      );
      if (rows.length === 0) throw notFound('API key');
      tx.afterCommit(() => this.bus.publish('access', { accountId: id }));
    });
  }

  /** Whose key this is; undefined when it is unknown, revoked or expired. */
  async recognise(key: string): Promise<Account | undefined> {
    const prefix = prefixOf(key, TokenKind.ApiKey);
    if (!prefix) return undefined;
    const now = this.clock.now();
    const [row] = await this.database.query<KeyRow>(
      `SELECT * FROM api_key WHERE prefix = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)`,
      [prefix, now],
    );
    if (!row || !fitsHash(key, row.key_hash)) return undefined;
    await this.noteUse(row, now);
    return { id: row.id, name: row.name, role: row.role, kind: 'api_key' };
  }

  /** At most one write a minute, however busy the key is. */
  private async noteUse(row: KeyRow, now: Date): Promise<void> {
    if (row.last_used_at && now.getTime() - row.last_used_at.getTime() < LAST_USED_MS) return;
    await this.database.transaction((tx) =>
      tx.query(`UPDATE api_key SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $3)`, [
        row.id,
        now,
        new Date(now.getTime() - LAST_USED_MS),
      ]),
    );
  }
}

function toApiKey(row: KeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    prefix: row.prefix,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  };
}
