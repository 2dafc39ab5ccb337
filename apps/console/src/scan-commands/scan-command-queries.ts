import { Injectable } from '@nestjs/common';
import type { InputOf, Page, ScanCommand, scanCommandsApi } from '@scanfleet/contracts';
import { Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import { Conditions, containing, readPage } from '../platform/database/read-page.js';
import { notFound } from '../platform/http/refusal.js';
import { type ScanCommandListRow, toScanCommand } from './scan-command-mapper.js';

type ListQuery = InputOf<typeof scanCommandsApi.list>['query'];

const select =
  'c.id, c.built_in_key, c.name, c.description, c.scanner, c.options, c.discovery, c.follow_up, c.created_at, c.updated_at';
const from = 'scan_command c';
const sortBy: Record<ListQuery['sort_by'], string> = {
  name: 'lower(c.name)',
  scanner: 'c.scanner',
  createdAt: 'c.created_at',
  builtIn: '(c.built_in_key IS NOT NULL)',
};

/** Reads scan commands with the argv that they mean. */
@Injectable()
export class ScanCommandQueries {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  /** A page of scan commands; `search` looks into name, description and options of both stages. */
  async list(query: ListQuery): Promise<Page<ScanCommand>> {
    const where = new Conditions();
    if (query.search) {
      where.add(
        'c.name ILIKE $? OR c.description ILIKE $? OR c.options ILIKE $? OR c.follow_up ILIKE $?',
        containing(query.search),
      );
    }
    const source = { select, from, where, sortBy, tieBreak: 'lower(c.name), c.id' };
    const page = await readPage<ScanCommandListRow, ListQuery['sort_by']>(this.database, source, query);
    return { ...page, data: page.data.map((row) => toScanCommand(row, this.config.userAgent)) };
  }

  /** @throws Refusal 404 `scan_command_not_found`. */
  async get(id: string): Promise<ScanCommand> {
    const [row] = await this.database.query<ScanCommandListRow>(`SELECT ${select} FROM ${from} WHERE c.id = $1`, [id]);
    if (!row) throw notFound('scan command');
    return toScanCommand(row, this.config.userAgent);
  }
}
