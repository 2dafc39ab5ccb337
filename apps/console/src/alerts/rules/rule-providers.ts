import { AlertFigures } from './alert-figures.js';
import { CertificateTeller } from './certificate-teller.js';
import { Confirmations } from './confirmations.js';
import { DueSender } from './due-sender.js';
import { EventTeller } from './event-teller.js';
import { LookJudge } from './look-judge.js';
import { LookStarter } from './look-starter.js';
import { MuteDesk } from './mute-desk.js';
import { Rehearser } from './rehearser.js';
import { RuleBook } from './rule-book.js';
import { RuleDesk } from './rule-desk.js';
import { RuleMessages } from './rule-messages.js';
import { RuleQueries } from './rule-queries.js';
import { RuleStore } from './rule-store.js';
import { Settler } from './settler.js';
import { Teller } from './teller.js';

/** All that alert rules are made of. */
export const ruleProviders = [
  AlertFigures,
  RuleBook,
  RuleMessages,
  Confirmations,
  EventTeller,
  LookStarter,
  LookJudge,
  Settler,
  DueSender,
  CertificateTeller,
  Teller,
  RuleStore,
  RuleQueries,
  RuleDesk,
  MuteDesk,
  Rehearser,
];
