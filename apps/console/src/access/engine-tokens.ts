import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import type { EngineIdentity } from '../platform/http/caller.js';
import { conflict, Refusal } from '../platform/http/refusal.js';
import { Bus } from '../platform/realtime/bus.js';
import { fitsHash, newToken, prefixOf, TokenKind } from './token.js';

interface TokenRow {
  readonly id: string;
  readonly token_hash: Buffer;
  readonly engine_id: string;
  readonly name: string;
  readonly zone_id: string;
  /** Another token of the engine ends with the first use of this one. */
  readonly replaces: boolean;
}

/**
 * The tokens of engines: issued, renewed, revoked, recognised. Also the only writer of `engine.rotate_token`, which stands from the
 * wish for a new token until that token is used.
 */
@Injectable()
export class EngineTokens {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly bus: Bus,
  ) {}

  /** A further token for an engine; it is shown this once. Revoke the others first where only one may hold. */
  async issue(tx: Tx, engineId: string): Promise<{ token: string; prefix: string }> {
    const { token, prefix, hash } = newToken(TokenKind.Engine, this.clock);
    await tx.query(
      `INSERT INTO engine_token (id, engine_id, prefix, token_hash, created_at) VALUES ($1, $2, $3, $4, $5)`,
      [this.clock.uuid(), engineId, prefix, hash, this.clock.now()],
    );
    return { token, prefix };
  }

  /** Ends every token of an engine at once, and the wish for a new one with them. */
  async revokeAll(tx: Tx, engineId: string): Promise<void> {
    await tx.query(
      `UPDATE engine_token SET revoked_at = coalesce(revoked_at, $2), ends_when_replaced = false
       WHERE engine_id = $1 AND (revoked_at IS NULL OR ends_when_replaced)`,
      [engineId, this.clock.now()],
    );
    await tx.query(`UPDATE engine SET rotate_token = false WHERE id = $1 AND rotate_token`, [engineId]);
  }

  /**
   * The engine is to fetch a new token with its next check-in.
   * @throws Refusal 409 `engine_has_no_token` when all its tokens have ended: it could not come for a new one.
   */
  async askForRenewal(tx: Tx, engineId: string): Promise<void> {
    const asked = await tx.query(
      `UPDATE engine SET rotate_token = true
       WHERE id = $1 AND EXISTS (SELECT FROM engine_token WHERE engine_id = $1 AND revoked_at IS NULL) RETURNING id`,
      [engineId],
    );
    if (asked.length > 0) return;
    throw conflict(
      'engine_has_no_token',
      `The engine has no token that is good, so it cannot come for a new one. Issue one (POST /api/v1/engines/${engineId}/token) and write it into the engine's token file.`,
    );
  }

  /**
   * Issues the token that the engine was asked to fetch. The one it shows stays good until the new one is used; asking again, after a
   * lost answer, issues another and ends those that were never used.
   * @throws Refusal 409 `token_rotation_not_asked`; 401 when the token that it shows has ended meanwhile.
   */
  async renew(tx: Tx, { engineId, tokenId }: EngineIdentity): Promise<{ token: string }> {
    // The lock lets either this or the first use of an earlier new token come first, never both.
    const [engine] = await tx.query<{ rotate_token: boolean }>(
      `SELECT rotate_token FROM engine WHERE id = $1 AND retired_at IS NULL FOR NO KEY UPDATE`,
      [engineId],
    );
    const shown = await tx.query(
      `UPDATE engine_token SET ends_when_replaced = true WHERE id = $1 AND revoked_at IS NULL RETURNING id`,
      [tokenId],
    );
    if (!engine || shown.length === 0) throw tokenEnded();
    if (!engine.rotate_token) {
      throw conflict(
        'token_rotation_not_asked',
        'Nobody has asked this engine to fetch a new token. An admin can ask for it in the list of engines.',
      );
    }
    await tx.query(`UPDATE engine_token SET revoked_at = $3 WHERE engine_id = $1 AND id <> $2 AND revoked_at IS NULL`, [
      engineId,
      tokenId,
      this.clock.now(),
    ]);
    const { token } = await this.issue(tx, engineId);
    return { token };
  }

  /** The engine that shows a token; undefined when it is unknown, revoked, or the engine is retired. */
  async recognise(token: string): Promise<EngineIdentity | undefined> {
    const prefix = prefixOf(token, TokenKind.Engine);
    if (!prefix) return undefined;
    const [row] = await this.database.query<TokenRow>(
      `SELECT t.id, t.token_hash, t.engine_id, e.name, e.zone_id,
         NOT t.ends_when_replaced AND EXISTS (SELECT FROM engine_token o WHERE o.engine_id = t.engine_id
           AND o.id <> t.id AND o.ends_when_replaced AND o.revoked_at IS NULL) AS replaces
       FROM engine_token t JOIN engine e ON e.id = t.engine_id
       WHERE t.prefix = $1 AND t.revoked_at IS NULL AND e.retired_at IS NULL`,
      [prefix],
    );
    if (!row || !fitsHash(token, row.token_hash)) return undefined;
    if (row.replaces && !(await this.database.transaction((tx) => this.replaceBy(tx, row)))) return undefined;
    return { kind: 'engine', engineId: row.engine_id, name: row.name, zoneId: row.zone_id, tokenId: row.id };
  }

  /**
   * Whether what was begun with a token may go on: not when it was revoked. A token that was replaced lets its engine finish.
   * @throws Refusal 401 `unauthenticated`.
   */
  async confirm(tx: Tx, { tokenId }: EngineIdentity): Promise<void> {
    const good = await tx.query(
      `SELECT FROM engine_token WHERE id = $1 AND (revoked_at IS NULL OR ends_when_replaced)`,
      [tokenId],
    );
    if (good.length === 0) throw tokenEnded();
  }

  /** Notes the first use of a renewed token: the one before it ends. Answers false when the renewed one has ended meanwhile. */
  private async replaceBy(tx: Tx, { id, engine_id: engineId }: TokenRow): Promise<boolean> {
    const engines = await tx.query<{ announced_online: boolean }>(
      `SELECT announced_online FROM engine WHERE id = $1 FOR NO KEY UPDATE`,
      [engineId],
    );
    const good = await tx.query(`SELECT FROM engine_token WHERE id = $1 AND revoked_at IS NULL`, [id]);
    if (good.length === 0) return false;
    await tx.query(`UPDATE engine_token SET revoked_at = $3 WHERE engine_id = $1 AND id <> $2 AND revoked_at IS NULL`, [
      engineId,
      id,
      this.clock.now(),
    ]);
    await tx.query(`UPDATE engine SET rotate_token = false WHERE id = $1`, [engineId]);
    const online = engines[0]?.announced_online ?? false;
    tx.afterCommit(() => this.bus.publish('realtime', { type: 'engine_changed', engineId, online }));
    return true;
  }
}

function tokenEnded(): Refusal {
  return new Refusal(401, 'unauthenticated', 'The engine token has ended. Take the new one, or ask an admin for one.');
}
