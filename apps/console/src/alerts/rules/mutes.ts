import type { AddressSet } from '@scanfleet/targets';
import type { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/tx.js';
import type { PortSet } from './port-set.js';
import { addressesIn, type Narrowed, portsIn } from './rule-narrowing.js';

interface MuteRow {
  readonly site_id: string | null;
  readonly addresses: string;
  readonly ports: string;
  readonly until: Date;
  readonly created_at: Date;
}

interface Mute {
  readonly siteId: string | null;
  readonly addresses: AddressSet | null;
  readonly ports: PortSet | null;
  readonly from: Date;
  readonly until: Date;
}

/** What is kept from being told for a while. */
export class Mutes {
  private constructor(private readonly all: readonly Mute[]) {}

  /** Those that ended after an instant. */
  static async since(at: Tx | Database, instant: Date): Promise<Mutes> {
    const rows = await at.query<MuteRow>(
      `SELECT site_id, addresses, ports, until, created_at FROM alert_mute WHERE until > $1`,
      [instant],
    );
    return new Mutes(
      rows.map((row) => ({
        siteId: row.site_id,
        addresses: addressesIn(row.addresses),
        ports: portsIn(row.ports),
        from: row.created_at,
        until: row.until,
      })),
    );
  }

  /** Those that hold at an instant. */
  at(instant: Date): Mutes {
    return new Mutes(this.all.filter(({ from, until }) => from <= instant && instant < until));
  }

  /** Whether something of a site is muted: every field that a mute gives must fit. */
  mutes(thing: Pick<Narrowed, 'ip' | 'protocol' | 'port'>, siteId: string | null): boolean {
    return this.all.some(
      (mute) =>
        (mute.siteId === null || mute.siteId === siteId) &&
        (mute.ports === null || mute.ports.has(thing.protocol, thing.port)) &&
        (mute.addresses === null || (thing.ip !== undefined && mute.addresses.contains(thing.ip))),
    );
  }
}
