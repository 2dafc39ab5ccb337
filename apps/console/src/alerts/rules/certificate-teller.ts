import { Injectable } from '@nestjs/common';
import { AlertKind, type Reference } from '@scanfleet/contracts';
import { parseAddress } from '@scanfleet/targets';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/tx.js';
import type { Audience } from './audience.js';
import { certificateLine } from './certificate-stage.js';
import { certificatesFor, type FoundCertificate } from './certificate-stream.js';
import { forgetTold, noteTold } from './certificates-told.js';
import { Mutes } from './mutes.js';
import { LineTally } from './parcel.js';
import { RuleBook } from './rule-book.js';
import { RuleMessages } from './rule-messages.js';

const DAY = 86_400_000;

/** Tells of certificates that are about to expire: each three times at most, whoever shows it. */
@Injectable()
export class CertificateTeller {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly rules: RuleBook,
    private readonly messages: RuleMessages,
  ) {}

  /** Looks for every rule that wants to know. */
  async look(): Promise<void> {
    const rules = await this.database.query<{ id: string }>(
      `SELECT id FROM alert_rule WHERE enabled AND $1 = ANY (changes) ORDER BY id`,
      [AlertKind.CertificateExpiring],
    );
    for (const { id } of rules) await this.lookFor(id);
  }

  /** Forgets what was told of certificates that are long gone. */
  forget(): Promise<void> {
    return forgetTold(this.database, this.clock.now());
  }

  private async lookFor(ruleId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const audience = await this.rules.lock(tx, ruleId);
      if (audience?.changes.has(AlertKind.CertificateExpiring) !== true) return;
      // What is found when the mute is over is still so then.
      if (audience.mutedUntil !== null && audience.mutedUntil > this.clock.now()) return;
      await this.tell(tx, audience, ruleId);
    });
  }

  private async tell(tx: Tx, audience: Audience, ruleId: string): Promise<void> {
    const now = this.clock.now();
    const mutes = (await Mutes.since(tx, now)).at(now);
    const tally = new LineTally();
    const sites = new Map<string, Reference | null>();
    const until = new Date(now.getTime() + audience.certificateDays * DAY);
    for await (const found of certificatesFor(tx, audience, until)) {
      const isMuted = ({ address, protocol, port, site }: FoundCertificate): boolean =>
        mutes.mutes({ ip: parseAddress(address), protocol, port }, site?.id ?? null);
      tally.leftOut.acknowledged += found.filter(({ acknowledged }) => acknowledged).length;
      const wanted = found.filter(({ acknowledged }) => !acknowledged);
      tally.leftOut.muted += wanted.filter(isMuted).length;
      // What is muted now is told when the mute is over: it is still so then.
      const open = wanted.filter((one) => !isMuted(one));
      for (const one of await noteTold(tx, ruleId, { shown: open, days: audience.certificateDays, now })) {
        tally.add(AlertKind.CertificateExpiring, () => certificateLine(one, now));
        sites.set(one.site?.id ?? '', one.site);
      }
    }
    if (tally.count === 0) return;
    const [first = null, ...others] = sites.values();
    const { lines, more, counts, leftOut } = tally;
    const site = others.length === 0 ? first : null;
    const parcel = { scan: null, scanId: null, site, lines, more, counts, leftOut, at: now.toISOString() };
    await this.messages.hand(tx, audience, parcel);
  }
}
