import { Injectable } from '@nestjs/common';
import type { ScannerName } from '@scanfleet/contracts';
import type { ScanOption } from '@scanfleet/scan-options';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import { violatedConstraint } from '../platform/database/violated-constraint.js';
import { NAMED_FEW_LIMIT, namedFew } from '../platform/http/named-few.js';
import { conflict, notFound } from '../platform/http/refusal.js';
import { DEFAULT_COMMAND_KEY } from './built-in-commands.js';
import { copyName } from './copy-name.js';
import { readFollowUp } from './read-follow-up.js';
import { readOptionText } from './read-option-text.js';
import { ScanCommandEntity } from './scan-command.entity.js';

/** A scan command as planning uses it. */
export interface PlannedCommand {
  /** Null for one that was made for a single scan. */
  readonly id: string | null;
  readonly name: string;
  readonly scanner: ScannerName;
  /** Canonical text of `options`. */
  readonly optionsText: string;
  readonly options: ScanOption[];
  /** Finds hosts only, asks no port. */
  readonly discovery: boolean;
  /** Options of the nmap that looks at what this command finds; null (or absent) for a command of one stage. */
  readonly followUp?: { readonly text: string; readonly options: ScanOption[] } | null;
}

export interface NewScanCommand {
  readonly name: string;
  readonly description: string;
  readonly scanner: ScannerName;
  readonly options: string;
  /** Options of the second stage; null (or absent) for a command of one. */
  readonly followUp?: string | null;
}
export type ScanCommandChange = Partial<Omit<NewScanCommand, 'scanner'>>;

/** The only writer of operators' own scan commands; built-in ones are written by `BuiltInCommands`. */
@Injectable()
export class ScanCommandStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * One scan command with its typed options.
   * @throws Refusal 404 `scan_command_not_found`; 422 when its options are refused by this version of Scanfleet.
   */
  async get(id: string): Promise<PlannedCommand> {
    const row = await this.database.repository(ScanCommandEntity).findOneBy({ id });
    if (!row) throw notFound('scan command');
    return planned(row);
  }

  /** The command of a scan that names none: the built-in connect scan, which every engine can run. */
  async default(): Promise<PlannedCommand> {
    const row = await this.database.repository(ScanCommandEntity).findOneByOrFail({ builtInKey: DEFAULT_COMMAND_KEY });
    return planned(row);
  }

  /**
   * Adds an operator's own command; its options are stored in canonical form.
   * @returns its id.
   * @throws Refusal 422 naming every bad option; 409 `scan_command_name_taken`.
   */
  async create(tx: Tx, command: NewScanCommand): Promise<string> {
    const { text, discovery } = readOptionText(command.scanner, command.options);
    const followUp = readFollowUp(command.followUp ?? null)?.text ?? null;
    const id = this.clock.uuid();
    const now = this.clock.now();
    try {
      await tx.repository(ScanCommandEntity).insert({
        ...command,
        id,
        builtInKey: null,
        options: text,
        discovery,
        followUp,
        createdAt: now,
        updatedAt: now,
      });
    } catch (error) {
      throw nameClash(error, command.name) ?? error;
    }
    return id;
  }

  /**
   * Changes an operator's own command. Scans that were planned with it keep what they copied.
   * @throws Refusal 404 `scan_command_not_found`; 409 `scan_command_built_in`, `scan_command_name_taken`; 422 naming
   *   every bad option.
   */
  async update(tx: Tx, id: string, change: ScanCommandChange): Promise<void> {
    const row = await this.lockOwn(tx, id, 'changed');
    const { name = row.name, description = row.description } = change;
    const { text, discovery } =
      change.options === undefined
        ? { text: row.options, discovery: row.discovery }
        : readOptionText(row.scanner, change.options);
    const followUp = change.followUp === undefined ? row.followUp : (readFollowUp(change.followUp)?.text ?? null);
    try {
      await tx
        .repository(ScanCommandEntity)
        .update({ id }, { name, description, options: text, discovery, followUp, updatedAt: this.clock.now() });
    } catch (error) {
      throw nameClash(error, name) ?? error;
    }
  }

  /**
   * Copies a command, built-in or not, into an operator's own one.
   * @param name of the copy; when left out, the first free of "X (copy)", "X (copy 2)", ...
   * @returns the copy's id.
   * @throws Refusal 404 `scan_command_not_found`; 409 `scan_command_name_taken` for a given name.
   */
  async clone(tx: Tx, id: string, name: string | undefined): Promise<string> {
    const row = await tx.repository(ScanCommandEntity).findOneBy({ id });
    if (!row) throw notFound('scan command');
    const nameOfCopy = name ?? (await this.freeCopyName(tx, row.name));
    const { description, scanner, options, followUp } = row;
    return this.create(tx, { name: nameOfCopy, description, scanner, options, followUp });
  }

  /**
   * Deletes an operator's own command. Scans that used it keep its name and options.
   * @throws Refusal 404 `scan_command_not_found`; 409 `scan_command_built_in`, or `scan_command_in_use` naming the
   *   sites that have it as their default, or the schedules that run it.
   */
  async remove(tx: Tx, id: string): Promise<void> {
    const row = await this.lockOwn(tx, id, 'deleted');
    const sites = await tx.query<{ name: string }>(
      `SELECT name FROM site WHERE default_command_id = $1 ORDER BY lower(name), id LIMIT ${NAMED_FEW_LIMIT}`,
      [id],
    );
    if (sites.length > 0) {
      throw conflict(
        'scan_command_in_use',
        `"${row.name}" is the default command of ${namedFew(sites)}. Give them another one first, then delete it.`,
      );
    }
    const schedules = await tx.query<{ name: string }>(
      `SELECT name FROM schedule WHERE command_id = $1 ORDER BY lower(name), id LIMIT ${NAMED_FEW_LIMIT}`,
      [id],
    );
    if (schedules.length > 0) {
      throw conflict(
        'scan_command_in_use',
        `"${row.name}" is the command of the schedules ${namedFew(schedules)}. Give them another one first, then delete it.`,
      );
    }
    await tx.query(`DELETE FROM scan_command WHERE id = $1`, [id]);
  }

  private async lockOwn(tx: Tx, id: string, what: 'changed' | 'deleted'): Promise<ScanCommandEntity> {
    const row = await tx.repository(ScanCommandEntity).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!row) throw notFound('scan command');
    if (row.builtInKey === null) return row;
    throw conflict(
      'scan_command_built_in',
      `"${row.name}" is built in and can't be ${what}; clone it and use the copy.`,
    );
  }

  private async freeCopyName(tx: Tx, name: string): Promise<string> {
    const rows = await tx.query<{ name: string }>(`SELECT lower(name) AS name FROM scan_command`);
    return copyName(name, new Set(rows.map((row) => row.name)));
  }
}

function planned(row: ScanCommandEntity): PlannedCommand {
  const { options } = readOptionText(row.scanner, row.options);
  return {
    id: row.id,
    name: row.name,
    scanner: row.scanner,
    optionsText: row.options,
    options,
    discovery: row.discovery,
    followUp: readFollowUp(row.followUp),
  };
}

function nameClash(error: unknown, name: string): Error | undefined {
  if (violatedConstraint(error) !== 'scan_command_name') return undefined;
  return conflict('scan_command_name_taken', `A scan command is already named "${name}". Choose another name.`, [
    { path: 'name', message: 'is the name of another scan command; choose another one', token: name },
  ]);
}
