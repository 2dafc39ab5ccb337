import { Injectable } from '@nestjs/common';
import type { CheckedOptions, InputOf, ScanCommand, scanCommandsApi } from '@scanfleet/contracts';
import { parseOptions } from '@scanfleet/scan-options';
import { Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import { isDiscovery } from './is-discovery.js';
import { previewArgv, previewFollowUp, unprivilegedNote } from './preview-argv.js';
import { checkFollowUp } from './read-follow-up.js';
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
    const { scanner, options, followUp } = wish;
    const { userAgent } = this.config;
    const read = parseOptions(scanner, options);
    const second = followUp === null ? null : checkFollowUp(followUp);
    const issues = [
      ...(read.ok ? [] : read.problems.map(optionIssue)),
      ...(second === null || second.ok ? [] : second.issues),
    ];
    const findsHostsOnly = read.ok && isDiscovery(scanner, read.options);
    const notes = [
      read.ok ? unprivilegedNote(scanner, read.options) : null,
      second?.ok ? inFollowUp(unprivilegedNote('nmap', second.options)) : null,
    ].filter((note) => note !== null);
    return {
      valid: issues.length === 0,
      argv: read.ok ? previewArgv({ scanner, options: read.options, userAgent }) : [],
      followUpArgv: second?.ok ? previewFollowUp({ options: second.options, findsHostsOnly, userAgent }) : null,
      unprivilegedNote: issues.length > 0 || notes.length === 0 ? null : notes.join(' '),
      issues,
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

function inFollowUp(note: string | null): string | null {
  return note === null ? null : `Follow-up: ${note}`;
}
