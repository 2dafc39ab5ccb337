import type { ScanCommand, ScannerName } from '@scanfleet/contracts';
import { parseOptions } from '@scanfleet/scan-options';
import { DEFAULT_COMMAND_KEY } from './built-in-commands.js';
import { previewArgv, previewFollowUp } from './preview-argv.js';
import { checkFollowUp } from './read-follow-up.js';

/** A scan command as `ScanCommandQueries` selects it. */
export interface ScanCommandListRow {
  readonly id: string;
  readonly built_in_key: string | null;
  readonly name: string;
  readonly description: string;
  readonly scanner: ScannerName;
  readonly options: string;
  readonly discovery: boolean;
  readonly follow_up: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/**
 * The contract's scan command of a row. The argv is empty when this version of Scanfleet refuses options that an older
 * one took; such a command can still be looked at, corrected and deleted, but not run.
 */
export function toScanCommand(row: ScanCommandListRow, userAgent: string | null): ScanCommand {
  const read = parseOptions(row.scanner, row.options);
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    scanner: row.scanner,
    options: row.options,
    argv: read.ok ? previewArgv({ scanner: row.scanner, options: read.options, userAgent }) : [],
    discovery: row.discovery,
    followUp: row.follow_up,
    followUpArgv: followUpArgv(row, userAgent),
    builtIn: row.built_in_key !== null,
    usual: row.built_in_key === DEFAULT_COMMAND_KEY,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

function followUpArgv(row: ScanCommandListRow, userAgent: string | null): string[] | null {
  if (row.follow_up === null) return null;
  const read = checkFollowUp(row.follow_up);
  return read.ok ? previewFollowUp({ options: read.options, findsHostsOnly: row.discovery, userAgent }) : [];
}
