import { Injectable } from '@nestjs/common';
import type { Account, Role } from '@scanfleet/contracts';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { Refusal } from '../platform/http/refusal.js';
import { AppLogger } from '../platform/logging/app-logger.js';
import { fitsPassword, hashPassword, isOutdated } from './passwords.js';
import { Sessions } from './sessions.js';
import { SignInBackOff } from './sign-in-back-off.js';

interface UserRow {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly password_hash: string;
}

export interface SignIn {
  readonly name: string;
  readonly password: string;
  readonly address: string;
  readonly userAgent: string;
  /** Token of the session that the browser has had until now; it ends. */
  readonly formerToken: string | undefined;
}

/** Lets users in who know their password. */
@Injectable()
export class SignInDesk {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sessions: Sessions,
    private readonly backOff: SignInBackOff,
    private readonly logger: AppLogger,
  ) {}

  /**
   * Begins a session under a new token.
   * @throws Refusal 401 `wrong_credentials`, the same for unknown, disabled and wrong; 429 `too_many_attempts`.
   */
  async signIn(wish: SignIn): Promise<{ account: Account; token: string }> {
    const name = wish.name.trim();
    const attempt = { name, address: wish.address };
    await this.backOff.charge(attempt);
    const [user] = await this.database.query<UserRow>(
      `SELECT id, name, role, password_hash FROM app_user WHERE lower(name) = lower($1) AND NOT disabled`,
      [name],
    );
    const fits = await fitsPassword(user?.password_hash, wish.password);
    if (!user || !fits) {
      this.logger.warn('a sign-in failed', { address: wish.address, userId: user?.id });
      throw new Refusal(401, 'wrong_credentials', 'Name or password is wrong.');
    }
    const newHash = isOutdated(user.password_hash) ? await hashPassword(wish.password) : user.password_hash;
    const token = await this.database.transaction(async (tx) => {
      await this.backOff.forgive(tx, attempt);
      if (wish.formerToken !== undefined) await this.sessions.endByToken(tx, wish.formerToken);
      await tx.query(`UPDATE app_user SET last_sign_in_at = $2, password_hash = $3 WHERE id = $1`, [
        user.id,
        this.clock.now(),
        newHash,
      ]);
      return this.sessions.begin(tx, {
        userId: user.id,
        userAgent: wish.userAgent,
        remoteAddress: wish.address,
      });
    });
    this.logger.info('signed in', { userId: user.id, address: wish.address });
    return { account: { id: user.id, name: user.name, role: user.role, kind: 'user' }, token };
  }
}
