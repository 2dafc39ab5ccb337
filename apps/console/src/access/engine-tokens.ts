import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import type { EngineIdentity } from '../platform/http/caller.js';
import { fitsHash, newToken, prefixOf, TokenKind } from './token.js';

interface TokenRow {
  readonly token_hash: Buffer;
  readonly engine_id: string;
  readonly name: string;
  readonly zone_id: string;
}

/** The tokens of engines: issued, revoked, recognised. */
@Injectable()
export class EngineTokens {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
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

  /** Ends every token of an engine at once. */
  async revokeAll(tx: Tx, engineId: string): Promise<void> {
    await tx.query(`UPDATE engine_token SET revoked_at = $2 WHERE engine_id = $1 AND revoked_at IS NULL`, [
      engineId,
      this.clock.now(),
    ]);
  }

  /** The engine that shows a token; undefined when it is unknown, revoked, or the engine is retired. */
  async recognise(token: string): Promise<EngineIdentity | undefined> {
    const prefix = prefixOf(token, TokenKind.Engine);
    if (!prefix) return undefined;
    const [row] = await this.database.query<TokenRow>(
      `SELECT t.token_hash, t.engine_id, e.name, e.zone_id
       FROM engine_token t JOIN engine e ON e.id = t.engine_id
       WHERE t.prefix = $1 AND t.revoked_at IS NULL AND e.retired_at IS NULL`,
      [prefix],
    );
    if (!row || !fitsHash(token, row.token_hash)) return undefined;
    return { kind: 'engine', engineId: row.engine_id, name: row.name, zoneId: row.zone_id };
  }
}
