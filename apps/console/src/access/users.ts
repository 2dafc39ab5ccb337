import { Injectable } from '@nestjs/common';
import type { accessApi, InputOf, Role, User } from '@scanfleet/contracts';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import { conflict, notFound } from '../platform/http/refusal.js';
import { hashPassword } from './passwords.js';
import { Sessions } from './sessions.js';

interface UserRow {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly disabled: boolean;
  readonly created_at: Date;
  readonly last_sign_in_at: Date | null;
}

const columns = 'id, name, role, disabled, created_at, last_sign_in_at';

/** The users of the console; one admin who can sign in always remains. */
@Injectable()
export class Users {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sessions: Sessions,
  ) {}

  async list(): Promise<{ data: User[] }> {
    const rows = await this.database.query<UserRow>(`SELECT ${columns} FROM app_user ORDER BY lower(name)`);
    return { data: rows.map(toUser) };
  }

  /** @throws Refusal 409 `user_name_taken`. */
  async create({ name, password, role }: InputOf<typeof accessApi.createUser>['body']): Promise<User> {
    const hash = await hashPassword(password);
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<UserRow>(
        `INSERT INTO app_user (id, name, password_hash, role, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (lower(name)) DO NOTHING RETURNING ${columns}`,
        [this.clock.uuid(), name, hash, role, this.clock.now()],
      );
      if (!row) {
        const message = `is taken: there is a user "${name}" already`;
        throw conflict('user_name_taken', `name ${message}`, [{ path: 'name', message }]);
      }
      return toUser(row);
    });
  }

  /**
   * Changes role, state or password. Disabling and a new password end the user's sessions.
   * @throws Refusal 404 `user_not_found`; 409 `last_admin`.
   */
  async update(id: string, change: InputOf<typeof accessApi.updateUser>['body']): Promise<User> {
    const hash = change.password === undefined ? null : await hashPassword(change.password);
    return this.database.transaction(async (tx) => {
      await this.lockAdmins(tx);
      const [row] = await tx.query<UserRow>(
        `UPDATE app_user SET role = coalesce($2, role), disabled = coalesce($3, disabled),
           password_hash = coalesce($4, password_hash)
         WHERE id = $1 RETURNING ${columns}`,
        [id, change.role ?? null, change.disabled ?? null, hash],
      );
      if (!row) throw notFound('user');
      await this.keepAnAdmin(tx);
      if (row.disabled || hash !== null) await this.sessions.endOthers(tx, { userId: id, keep: null });
      else this.sessions.announce(tx, id);
      return toUser(row);
    });
  }

  /** @throws Refusal 404 `user_not_found`; 409 `last_admin`. */
  async remove(id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.lockAdmins(tx);
      const rows = await tx.query(`DELETE FROM app_user WHERE id = $1 RETURNING id`, [id]);
      if (rows.length === 0) throw notFound('user');
      await this.keepAnAdmin(tx);
      this.sessions.announce(tx, id);
    });
  }

  /** Two admins who disable each other at the same time take turns. */
  private async lockAdmins(tx: Tx): Promise<void> {
    await tx.query(`SELECT id FROM app_user WHERE role = 'admin' ORDER BY id FOR UPDATE`);
  }

  private async keepAnAdmin(tx: Tx): Promise<void> {
    const admins = await tx.query(`SELECT FROM app_user WHERE role = 'admin' AND NOT disabled LIMIT 1`);
    if (admins.length === 0) {
      throw conflict('last_admin', 'This is the last admin who can sign in: make another user an admin first.');
    }
  }
}

function toUser(row: UserRow): User {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    disabled: row.disabled,
    createdAt: row.created_at.toISOString(),
    lastSignInAt: row.last_sign_in_at?.toISOString() ?? null,
  };
}
