import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { invalid } from '../platform/http/refusal.js';
import { fitsPassword, hashPassword } from './passwords.js';
import { Sessions } from './sessions.js';
import { SignInBackOff } from './sign-in-back-off.js';

/** What users do with their own account. */
@Injectable()
export class OwnAccount {
  constructor(
    private readonly database: Database,
    private readonly sessions: Sessions,
    private readonly backOff: SignInBackOff,
  ) {}

  /**
   * Changes the password and ends all other sessions.
   * @throws Refusal 422 `wrong_password` for a wrong current one; 429, because it can be guessed at here too.
   */
  async changePassword(change: {
    userId: string;
    sessionId: string;
    currentPassword: string;
    newPassword: string;
    address: string;
  }): Promise<void> {
    const [user] = await this.database.query<{ name: string; password_hash: string }>(
      `SELECT name, password_hash FROM app_user WHERE id = $1`,
      [change.userId],
    );
    if (!user) throw new Error('a user with a session is gone');
    const attempt = { name: user.name, address: change.address };
    await this.backOff.charge(attempt);
    if (!(await fitsPassword(user.password_hash, change.currentPassword))) {
      const message = 'is not your password';
      throw invalid(`currentPassword ${message}`, [{ path: 'currentPassword', message }], 'wrong_password');
    }
    const hash = await hashPassword(change.newPassword);
    await this.database.transaction(async (tx) => {
      await this.backOff.forgive(tx, attempt);
      await tx.query(`UPDATE app_user SET password_hash = $2 WHERE id = $1`, [change.userId, hash]);
      await this.sessions.endOthers(tx, { userId: change.userId, keep: change.sessionId });
    });
  }
}
