import type { AlertLine, Reference } from '@scanfleet/contracts';
import type { Tx } from '../../platform/database/tx.js';
import type { FlapState } from './flap.js';
import { type FlapBook, type FlapEntry, type FlapKey, flapText } from './flap-book.js';

interface HeldRow {
  readonly host_id: string;
  readonly facet: FlapKey['facet'];
  readonly protocol: string;
  readonly port: number;
  readonly told: string;
  readonly state: string;
  readonly moves: number;
  readonly last_at: Date;
  readonly line: AlertLine | null;
}

/** What moved lately, for one rule, in the table. */
export class HeldThings implements FlapBook {
  constructor(
    private readonly tx: Tx,
    private readonly rule: { readonly id: string; readonly flapMs: number },
  ) {}

  async load(keys: readonly FlapKey[]): Promise<Map<string, FlapState>> {
    const rows = await this.tx.query<HeldRow>(
      `SELECT held.host_id, held.facet, held.protocol, held.port, told, state, moves, last_at, line
       FROM alert_held held JOIN unnest($2::bigint[], $3::text[], $4::text[], $5::int[]) AS wanted (host_id, facet, protocol, port)
         USING (host_id, facet, protocol, port)
       WHERE rule_id = $1`,
      [this.rule.id, ...columnsOf(keys)],
    );
    return new Map(rows.map((row) => [flapText({ ...row, hostId: row.host_id }), stateOf(row)]));
  }

  async save(entries: readonly FlapEntry[], site: Reference | null): Promise<void> {
    const states = entries.map(({ state }) => state);
    await this.tx.query(
      `INSERT INTO alert_held (rule_id, host_id, facet, protocol, port, told, state, moves, last_at, settle_at, line, site)
       SELECT $1, host_id, facet, protocol, port, told, state, moves, last_at, last_at + make_interval(secs => $6), line, $7
       FROM unnest($2::bigint[], $3::text[], $4::text[], $5::int[], $8::text[], $9::text[], $10::int[], $11::timestamptz[], $12::jsonb[])
         AS moved (host_id, facet, protocol, port, told, state, moves, last_at, line)
       ON CONFLICT (rule_id, host_id, facet, protocol, port) DO UPDATE SET told = excluded.told, state = excluded.state,
         moves = excluded.moves, last_at = excluded.last_at, settle_at = excluded.settle_at, line = excluded.line, site = excluded.site`,
      [
        ...[
          this.rule.id,
          ...columnsOf(entries.map(({ key }) => key)),
          this.rule.flapMs / 1000,
          site && JSON.stringify(site),
        ],
        ...[states.map(({ told }) => told), states.map(({ state }) => state), states.map(({ moves }) => moves)],
        ...[states.map(({ lastAt }) => lastAt), states.map(({ line }) => line && JSON.stringify(line))],
      ],
    );
  }
}

/** The state of a row of `alert_held`. */
export function stateOf({
  told,
  state,
  moves,
  last_at: lastAt,
  line,
}: Pick<HeldRow, 'told' | 'state' | 'moves' | 'last_at' | 'line'>): FlapState {
  return { told, state, moves, lastAt, line };
}

function columnsOf(keys: readonly FlapKey[]): unknown[] {
  return [
    keys.map(({ hostId }) => hostId),
    keys.map(({ facet }) => facet),
    keys.map(({ protocol }) => protocol),
    keys.map(({ port }) => port),
  ];
}
