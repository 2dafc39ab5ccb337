import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';

/** Knows the hosts on the inside that an admin has allowed. */
export abstract class AllowedHosts {
  /** @param host as `readHost` spells it */
  abstract has(host: string): Promise<boolean>;
}

/** Those that are allowed now. */
@Injectable()
export class StoredAllowedHosts extends AllowedHosts {
  constructor(private readonly database: Database) {
    super();
  }

  override async has(host: string): Promise<boolean> {
    return (await this.database.query(`SELECT FROM alert_allowed_host WHERE host = $1`, [host])).length > 0;
  }
}
