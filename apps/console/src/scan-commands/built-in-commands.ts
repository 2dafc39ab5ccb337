import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BUILT_IN_COMMANDS, type BuiltInCommand } from '@scanfleet/scan-options';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import { AppLogger } from '../platform/logging/app-logger.js';
import { ScanCommandEntity } from './scan-command.entity.js';
import { readFollowUp } from './read-follow-up.js';
import { readOptionText } from './read-option-text.js';
import { builtInName } from './built-in-name.js';

/** Key of the command that a scan gets which names none: every engine can run it, privileged or not. */
export const DEFAULT_COMMAND_KEY = 'connect';

/**
 * Brings the built-in commands in the table to this version's at every start. Keys that this version does not know stay
 * as they are, so that an older console starting beside a newer one takes nothing away.
 */
@Injectable()
export class BuiltInCommands implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly log: AppLogger,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.write(BUILT_IN_COMMANDS);
  }

  /** Writes what differs, in one transaction; consoles that start at once take turns. */
  async write(commands: readonly BuiltInCommand[]): Promise<void> {
    const written = await this.database.transaction(async (tx) => {
      // Keeps other consoles and operators from writing commands meanwhile; reading goes on.
      await tx.query(`LOCK TABLE scan_command IN SHARE ROW EXCLUSIVE MODE`);
      return this.writeLocked(tx, commands);
    });
    if (written.length > 0) this.log.info('built-in scan commands written', { keys: written });
  }

  private async writeLocked(tx: Tx, commands: readonly BuiltInCommand[]): Promise<string[]> {
    const rows = await tx.repository(ScanCommandEntity).find();
    const keys = new Set(commands.map((command) => command.key));
    const replaced = (row: ScanCommandEntity) => row.builtInKey !== null && keys.has(row.builtInKey);
    const taken = new Set(rows.filter((row) => !replaced(row)).map((row) => row.name.toLowerCase()));
    const present = new Map(rows.filter(replaced).map((row) => [row.builtInKey, row]));
    const changed = commands
      .map((command) => ({
        key: command.key,
        name: builtInName(command.name, taken),
        description: command.description,
        scanner: command.scanner,
        options: readOptionText(command.scanner, command.options).text,
        discovery: command.discovery,
        followUp: readFollowUp(command.followUp ?? null)?.text ?? null,
      }))
      .filter((wanted) => differs(wanted, present.get(wanted.key)));
    // Two commands may swap names between versions; the unique index looks at every row by itself.
    await tx.query(`UPDATE scan_command SET name = id::text WHERE built_in_key = ANY ($1)`, [
      changed.map((command) => command.key),
    ]);
    for (const { key, ...command } of changed) {
      await tx.query(
        `INSERT INTO scan_command
           (id, built_in_key, name, description, scanner, options, discovery, follow_up, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
         ON CONFLICT (built_in_key) DO UPDATE SET name = EXCLUDED.name, description = EXCLUDED.description,
           scanner = EXCLUDED.scanner, options = EXCLUDED.options, discovery = EXCLUDED.discovery,
           follow_up = EXCLUDED.follow_up, updated_at = EXCLUDED.updated_at`,
        [
          this.clock.uuid(),
          key,
          command.name,
          command.description,
          command.scanner,
          command.options,
          command.discovery,
          command.followUp,
          this.clock.now(),
        ],
      );
    }
    return changed.map((command) => command.key);
  }
}

function differs(
  wanted: Omit<BuiltInCommand, 'key' | 'followUp'> & { followUp: string | null },
  row: ScanCommandEntity | undefined,
): boolean {
  return (
    row === undefined ||
    row.name !== wanted.name ||
    row.description !== wanted.description ||
    row.scanner !== wanted.scanner ||
    row.options !== wanted.options ||
    row.discovery !== wanted.discovery ||
    row.followUp !== wanted.followUp
  );
}
