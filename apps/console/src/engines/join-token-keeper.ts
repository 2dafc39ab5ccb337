import { Injectable } from '@nestjs/common';
import type { enginesApi, InputOf, JoinToken, ResponseOf } from '@scanfleet/contracts';
import { JoinTokens } from '../access/join-tokens.js';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { conflict, invalid, notFound } from '../platform/http/refusal.js';
import { DEFAULT_ZONE_ID } from '../zones/default-zone.js';

interface JoinTokenRow {
  readonly id: string;
  readonly prefix: string;
  readonly zone_id: string;
  readonly zone_name: string;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly require_approval: boolean;
  readonly used_at: Date | null;
  readonly used_by: string | null;
  readonly used_by_name: string | null;
}

const selectJoinTokens = `
  SELECT t.id, t.prefix, t.zone_id, z.name AS zone_name, t.created_at, t.expires_at, t.require_approval, t.used_at, t.used_by,
         e.name AS used_by_name
  FROM join_token t JOIN zone z ON z.id = t.zone_id LEFT JOIN engine e ON e.id = t.used_by`;

/** Lets engines in: creates, lists and withdraws join tokens. */
@Injectable()
export class JoinTokenKeeper {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly tokens: JoinTokens,
  ) {}

  /** All join tokens, the newest first; without the secret, which is not kept. */
  async list(): Promise<{ data: JoinToken[] }> {
    const rows = await this.database.query<JoinTokenRow>(`${selectJoinTokens} ORDER BY t.created_at DESC, t.id`);
    return { data: rows.map(toJoinToken) };
  }

  /** @throws Refusal 422 for an unknown zone. */
  async create(
    wish: InputOf<typeof enginesApi.createJoinToken>['body'],
  ): Promise<ResponseOf<typeof enginesApi.createJoinToken>> {
    const { zoneId = DEFAULT_ZONE_ID, expiresInMinutes, requireApproval } = wish;
    const expiresAt = new Date(this.clock.now().getTime() + expiresInMinutes * 60_000);
    return this.database.transaction(async (tx) => {
      const zones = await tx.query(`SELECT FROM zone WHERE id = $1`, [zoneId]);
      if (zones.length === 0) {
        const message = 'is no zone; take one from the list of zones';
        throw invalid(`zoneId ${message}`, [{ path: 'zoneId', message, token: zoneId }]);
      }
      const { id, token } = await this.tokens.issue(tx, { zoneId, expiresAt, requireApproval });
      const [row] = await tx.query<JoinTokenRow>(`${selectJoinTokens} WHERE t.id = $1`, [id]);
      if (!row) throw new Error('the join token that was just issued cannot be read');
      return { ...toJoinToken(row), token };
    });
  }

  /**
   * Withdraws a join token that was not used.
   * @throws Refusal 404 `join_token_not_found`; 409 `join_token_used`, because then an engine is in already.
   */
  async withdraw(id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [row] = await tx.query<JoinTokenRow>(`${selectJoinTokens} WHERE t.id = $1 FOR UPDATE OF t`, [id]);
      if (!row) throw notFound('join token');
      if (row.used_at !== null) {
        throw conflict(
          'join_token_used',
          `The engine "${row.used_by_name ?? 'unknown'}" has used this join token already. Retire that engine if it should not be there.`,
        );
      }
      await tx.query(`DELETE FROM join_token WHERE id = $1`, [id]);
    });
  }
}

function toJoinToken(row: JoinTokenRow): JoinToken {
  return {
    id: row.id,
    prefix: row.prefix,
    zone: { id: row.zone_id, name: row.zone_name },
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    requireApproval: row.require_approval,
    usedAt: row.used_at?.toISOString() ?? null,
    usedBy: row.used_by === null ? null : { id: row.used_by, name: row.used_by_name ?? '' },
  };
}
