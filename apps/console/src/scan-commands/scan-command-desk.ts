import { Injectable } from '@nestjs/common';
import type { CheckedOptions, InputOf, ScanCommand, scanCommandsApi } from '@scanfleet/contracts';
import { parseOptions } from '@scanfleet/scan-options';
import { Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import { previewArgv, unprivilegedNote } from './preview-argv.js';
import { optionIssue } from './read-option-text.js';
import { ScanCommandQueries } from './scan-command-queries.js';
import { type ScanCommandChange, ScanCommandStore } from './scan-command-store.js';

/** Takes callers' wishes about scan commands, and answers with what is there afterwards. */
@Injectable()
export class ScanCommandDesk {
  constructor(
    private readonly database: Database,
    private readonly store: ScanCommandStore,
    private readonly queries: ScanCommandQueries,
    private readonly config: Config,
  ) {}

  /** What a text of options means, or what is wrong with it; nothing is stored. */
  check(wish: InputOf<typeof scanCommandsApi.check>['body']): CheckedOptions {
    const { scanner, options } = wish;
    const read = parseOptions(scanner, options);
    if (!read.ok)
      return {
        valid: false,
        argv: [],
        followUpArgv: null,
        unprivilegedNote: null,
        issues: read.problems.map(optionIssue),
      };
    const argv = previewArgv({ scanner, options: read.options, userAgent: this.config.userAgent });
    return {
      valid: true,
      argv,
      followUpArgv: null,
      unprivilegedNote: unprivilegedNote(scanner, read.options),
      issues: [],
    };
  }

  async create(wish: InputOf<typeof scanCommandsApi.create>['body']): Promise<ScanCommand> {
    return this.queries.get(await this.database.transaction((tx) => this.store.create(tx, wish)));
  }

  async update(id: string, change: ScanCommandChange): Promise<ScanCommand> {
    await this.database.transaction((tx) => this.store.update(tx, id, change));
    return this.queries.get(id);
  }

  async clone(id: string, name: string | undefined): Promise<ScanCommand> {
    return this.queries.get(await this.database.transaction((tx) => this.store.clone(tx, id, name)));
  }

  async remove(id: string): Promise<void> {
    await this.database.transaction((tx) => this.store.remove(tx, id));
  }
}
