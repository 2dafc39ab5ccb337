import { rename, rm, writeFile } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import { AppLogger } from '../platform/logging/app-logger.js';
import { StartProblem } from '../platform/start-problem.js';
import { hashPassword } from './passwords.js';

export const FIRST_ADMIN = 'admin';
/** Key of the advisory lock under which the first admin is made. */
const FIRST_ADMIN_LOCK = 7_310_311;

/** Makes the first admin of a new installation. */
@Injectable()
export class FirstAdmin {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly logger: AppLogger,
  ) {}

  /**
   * Makes the user `admin` when there is no user at all. Its password comes from the configuration; else one is made and
   * left in a file that only its owner can read. Several consoles that start at once make one.
   * @throws StartProblem when that file cannot be written.
   */
  async make(): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock($1)`, [FIRST_ADMIN_LOCK]);
      if ((await tx.query(`SELECT FROM app_user LIMIT 1`)).length > 0) return;
      // 120 bits, in letters that are easy to copy.
      const password = this.config.adminPassword ?? this.clock.bytes(15).toString('base64url');
      await tx.query(
        `INSERT INTO app_user (id, name, password_hash, role, created_at) VALUES ($1, $2, $3, 'admin', $4)`,
        [this.clock.uuid(), FIRST_ADMIN, await hashPassword(password), this.clock.now()],
      );
      if (this.config.adminPassword !== null) return;
      // Before the commit: a password that nobody can read would lock everybody out.
      await this.leave(password);
      tx.afterCommit(() => {
        this.logger.info('made the first admin; change the password after signing in', {
          name: FIRST_ADMIN,
          file: this.config.firstPasswordFile,
        });
      });
    });
  }

  private async leave(password: string): Promise<void> {
    const file = this.config.firstPasswordFile;
    const draft = `${file}.new`;
    try {
      await rm(draft, { force: true });
      await writeFile(draft, `${password}\n`, { mode: 0o600, flag: 'wx' });
      await rename(draft, file);
    } catch (error) {
      throw new StartProblem(
        [
          `The first admin's password cannot be left in ${file}: make that folder writable or set SCANFLEET_FIRST_PASSWORD_FILE.`,
        ],
        { cause: error },
      );
    }
  }
}
