import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';

/** Knows the hosts on the inside that an admin has allowed. */
@Injectable()
export class AllowedHosts {
  constructor(private readonly database: Database) {}

  /** @param host as `readHost` spells it */
  async has(host: string): Promise<boolean> {
    return (await this.database.query(`SELECT FROM alert_allowed_host WHERE host = $1`, [host])).length > 0;
  }
}
