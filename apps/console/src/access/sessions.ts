import { Injectable } from '@nestjs/common';
import type { Account, Role, UserSession } from '@scanfleet/contracts';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import type { Visitor } from '../platform/http/admission.js';
import { notFound } from '../platform/http/refusal.js';
import { Bus } from '../platform/realtime/bus.js';
import { hashToken } from './token.js';

/** A session ends this long after its last request. */
export const IDLE_MS = 12 * 3_600_000;
/** A session ends this long after sign-in, whatever happens. */
export const LONGEST_MS = 7 * 24 * 3_600_000;
const LAST_SEEN_MS = 60_000;

interface SessionRow {
  readonly id: string;
  readonly created_at: Date;
  readonly last_seen_at: Date;
  readonly expires_at: Date;
  readonly user_agent: string;
  readonly remote_address: string;
}

/** Sessions of users. The token is in the browser alone; the table has its hash. */
@Injectable()
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly bus: Bus,
  ) {}

  /** Begins a session and answers with its token. */
  async begin(tx: Tx, of: { userId: string; userAgent: string; remoteAddress: string }): Promise<string> {
    const token = this.clock.bytes(32).toString('base64url');
    const now = this.clock.now();
    await tx.query(
      `INSERT INTO user_session (id, user_id, token_hash, user_agent, remote_address, created_at, last_seen_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $6, $7)`,
      [
        this.clock.uuid(),
        of.userId,
        hashToken(token),
        of.userAgent,
        of.remoteAddress,
        now,
        new Date(now.getTime() + LONGEST_MS),
      ],
    );
    return token;
  }

  /** Who has the session with this token; undefined when there is none, it has expired, or its user is disabled. */
  async recognise(token: string): Promise<Visitor | undefined> {
    const now = this.clock.now();
    const [row] = await this.database.query<{
      id: string;
      user_id: string;
      name: string;
      role: Role;
      last_seen_at: Date;
    }>(
      `SELECT s.id, s.user_id, u.name, u.role, s.last_seen_at
       FROM user_session s JOIN app_user u ON u.id = s.user_id
       WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.last_seen_at > $3 AND NOT u.disabled`,
      [hashToken(token), now, new Date(now.getTime() - IDLE_MS)],
    );
    if (!row) return undefined;
    if (now.getTime() - row.last_seen_at.getTime() >= LAST_SEEN_MS) {
      await this.database.transaction((tx) =>
        tx.query(`UPDATE user_session SET last_seen_at = $2 WHERE id = $1`, [row.id, now]),
      );
    }
    const account: Account = { id: row.user_id, name: row.name, role: row.role, kind: 'user' };
    return { account, sessionId: row.id };
  }

  /** The sessions of a user that hold now, the youngest first. */
  async list(userId: string, currentId: string | null): Promise<{ data: UserSession[] }> {
    const now = this.clock.now();
    const rows = await this.database.query<SessionRow>(
      `SELECT id, created_at, last_seen_at, expires_at, user_agent, remote_address FROM user_session
       WHERE user_id = $1 AND expires_at > $2 AND last_seen_at > $3 ORDER BY created_at DESC, id`,
      [userId, now, new Date(now.getTime() - IDLE_MS)],
    );
    return { data: rows.map((row) => toSession(row, currentId)) };
  }

  /** @throws Refusal 404 `session_not_found` when it is not the user's. */
  async end(tx: Tx, { sessionId, userId }: { sessionId: string; userId: string }): Promise<void> {
    const rows = await tx.query(`DELETE FROM user_session WHERE id = $1 AND user_id = $2 RETURNING id`, [
      sessionId,
      userId,
    ]);
    if (rows.length === 0) throw notFound('session');
    this.announce(tx, userId);
  }

  /** Ends whatever session has this token. */
  async endByToken(tx: Tx, token: string): Promise<void> {
    const [row] = await tx.query<{ user_id: string }>(
      `DELETE FROM user_session WHERE token_hash = $1 RETURNING user_id`,
      [hashToken(token)],
    );
    if (row) this.announce(tx, row.user_id);
  }

  /** Ends all sessions of a user but one. */
  async endOthers(tx: Tx, { userId, keep }: { userId: string; keep: string | null }): Promise<void> {
    await tx.query(`DELETE FROM user_session WHERE user_id = $1 AND id IS DISTINCT FROM $2`, [userId, keep]);
    this.announce(tx, userId);
  }

  /** Deletes what has expired. */
  async sweep(tx: Tx): Promise<void> {
    const now = this.clock.now();
    await tx.query(`DELETE FROM user_session WHERE expires_at <= $1 OR last_seen_at <= $2`, [
      now,
      new Date(now.getTime() - IDLE_MS),
    ]);
  }

  /** Lets whoever holds a connection of the account look at its rights again. */
  announce(tx: Tx, accountId: string): void {
    tx.afterCommit(() => this.bus.publish('access', { accountId }));
  }
}

function toSession(row: SessionRow, currentId: string | null): UserSession {
  const idleEnd = new Date(row.last_seen_at.getTime() + IDLE_MS);
  return {
    id: row.id,
    current: row.id === currentId,
    createdAt: row.created_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    expiresAt: (idleEnd < row.expires_at ? idleEnd : row.expires_at).toISOString(),
    userAgent: row.user_agent,
    remoteAddress: row.remote_address,
  };
}
