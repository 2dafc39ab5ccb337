import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { Refusal } from '../platform/http/refusal.js';
import type { Tx } from '../platform/database/tx.js';
import { addressRule, type BackOffRule, nameRule, pauseAfter } from './back-off.js';

/** Failures are forgotten after this long. */
const MEMORY_MS = 24 * 3_600_000;

export interface Attempt {
  readonly name: string;
  readonly address: string;
}

interface Subject {
  readonly key: Buffer;
  readonly rule: BackOffRule;
}

/**
 * Slows guessing of passwords down, by name (whether or not it exists) and by address. An attempt is charged before the
 * password is looked at and given back when it fits, so that asking many times at once gains nothing.
 */
@Injectable()
export class SignInBackOff {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal 429 `too_many_attempts` with the seconds to wait. */
  async charge(attempt: Attempt): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      for (const { key, rule } of subjectsOf(attempt)) {
        const row = await this.lockRow(tx, key, now);
        if (row.locked_until && row.locked_until > now) throw tooMany(row.locked_until.getTime() - now.getTime());
        const failures = now.getTime() - row.last_attempt_at.getTime() > MEMORY_MS ? 1 : row.failures + 1;
        const pause = pauseAfter(failures, rule);
        await tx.query(
          `UPDATE sign_in_backoff SET failures = $2, locked_until = $3, last_attempt_at = $4 WHERE subject = $1`,
          [key, failures, pause > 0 ? new Date(now.getTime() + pause * 1000) : null, now],
        );
      }
    });
  }

  /** Gives a charged attempt back after success: the name starts anew, the address loses this one only. */
  async forgive(tx: Tx, attempt: Attempt): Promise<void> {
    const { name, address } = keysOf(attempt);
    await tx.query(
      `UPDATE sign_in_backoff SET failures = greatest(failures - 1, 0), locked_until = NULL WHERE subject = $1`,
      [address],
    );
    await tx.query(`DELETE FROM sign_in_backoff WHERE subject = $1`, [name]);
  }

  /** Deletes what is forgotten. */
  async sweep(tx: Tx): Promise<void> {
    await tx.query(`DELETE FROM sign_in_backoff WHERE last_attempt_at < $1`, [
      new Date(this.clock.now().getTime() - MEMORY_MS),
    ]);
  }

  private async lockRow(
    tx: Tx,
    key: Buffer,
    now: Date,
  ): Promise<{ failures: number; locked_until: Date | null; last_attempt_at: Date }> {
    await tx.query(
      `INSERT INTO sign_in_backoff (subject, failures, last_attempt_at) VALUES ($1, 0, $2) ON CONFLICT DO NOTHING`,
      [key, now],
    );
    const [row] = await tx.query<{ failures: number; locked_until: Date | null; last_attempt_at: Date }>(
      `SELECT failures, locked_until, last_attempt_at FROM sign_in_backoff WHERE subject = $1 FOR UPDATE`,
      [key],
    );
    if (!row) throw new Error('the back-off row went away while it was locked');
    return row;
  }
}

function keysOf({ name, address }: Attempt): { name: Buffer; address: Buffer } {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return { name: digest(`name:${name.toLowerCase()}`), address: digest(`address:${addressBlock(address)}`) };
}

/** Always in the same order, so that two attempts cannot wait for each other. */
function subjectsOf(attempt: Attempt): Subject[] {
  const keys = keysOf(attempt);
  return [
    { key: keys.address, rule: addressRule },
    { key: keys.name, rule: nameRule },
  ];
}

/** A caller with IPv6 commands at least a /64, so that is what counts as one address. */
function addressBlock(address: string): string {
  if (!address.includes(':') || /^::ffff:\d+\./i.test(address)) return address.replace(/^::ffff:/i, '');
  const [head = '', tail = ''] = address.split('::');
  const front = head.split(':').filter(Boolean);
  const back = tail.split(':').filter(Boolean);
  const middle = address.includes('::') ? Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0') : [];
  return [...front, ...middle, ...back].slice(0, 4).join(':');
}

function tooMany(waitMs: number): Refusal {
  const seconds = Math.ceil(waitMs / 1000);
  return new Refusal(
    429,
    'too_many_attempts',
    `There were too many failed sign-ins: wait ${seconds} s, then try again.`,
    [],
    seconds,
  );
}
