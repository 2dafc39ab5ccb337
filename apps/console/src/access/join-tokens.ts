import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import type { JoinIdentity } from '../platform/http/caller.js';
import { Refusal } from '../platform/http/refusal.js';
import { fitsHash, newToken, prefixOf, TokenKind } from './token.js';

interface JoinTokenRow {
  readonly id: string;
  readonly zone_id: string;
  readonly token_hash: Buffer;
  readonly require_approval: boolean;
}

/** Tokens that let one engine in, once. */
@Injectable()
export class JoinTokens {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** A new join token; it is shown this once. */
  async issue(
    tx: Tx,
    { zoneId, expiresAt, requireApproval }: { zoneId: string; expiresAt: Date; requireApproval: boolean },
  ): Promise<{ id: string; token: string; prefix: string }> {
    const id = this.clock.uuid();
    const { token, prefix, hash } = newToken(TokenKind.Join, this.clock);
    await tx.query(
      `INSERT INTO join_token (id, zone_id, prefix, token_hash, created_at, expires_at, require_approval)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [id, zoneId, prefix, hash, this.clock.now(), expiresAt, requireApproval],
    );
    return { id, token, prefix };
  }

  /**
   * Uses a join token up for an engine.
   * @throws Refusal 401 `unauthenticated` when it was used meanwhile or has expired.
   */
  async consume(tx: Tx, joinTokenId: string, engineId: string): Promise<void> {
    const used = await tx.query(
      `UPDATE join_token SET used_at = $3, used_by = $2
       WHERE id = $1 AND used_at IS NULL AND expires_at > $3 RETURNING id`,
      [joinTokenId, engineId, this.clock.now()],
    );
    if (used.length === 0) {
      throw new Refusal(
        401,
        'unauthenticated',
        'The join token is used up or has expired: ask an admin for a new one.',
      );
    }
  }

  /** Whose join token this is; undefined when it is unknown, used or expired. */
  async recognise(token: string): Promise<JoinIdentity | undefined> {
    const prefix = prefixOf(token, TokenKind.Join);
    if (!prefix) return undefined;
    const [row] = await this.database.query<JoinTokenRow>(
      `SELECT id, zone_id, token_hash, require_approval FROM join_token
       WHERE prefix = $1 AND used_at IS NULL AND expires_at > $2`,
      [prefix, this.clock.now()],
    );
    if (!row || !fitsHash(token, row.token_hash)) return undefined;
    return { kind: 'join', joinTokenId: row.id, zoneId: row.zone_id, requireApproval: row.require_approval };
  }
}
