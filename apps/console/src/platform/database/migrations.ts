import type { MigrationInterface } from 'typeorm';
import { Initial1700000000001 } from '../../../migrations/1700000000001-initial.js';
import { Fleet1700000000002 } from '../../../migrations/1700000000002-fleet.js';
import { Schedules1700000000003 } from '../../../migrations/1700000000003-schedules.js';
import { Outbox1700000000004 } from '../../../migrations/1700000000004-outbox.js';
import { Alerts1700000000005 } from '../../../migrations/1700000000005-alerts.js';
import { Certificates1700000000006 } from '../../../migrations/1700000000006-certificates.js';

/** Every migration, oldest first. They are listed, not found by file name, so that none is forgotten when building. */
export const migrations: readonly (new () => MigrationInterface)[] = [
  Initial1700000000001,
  Fleet1700000000002,
  Schedules1700000000003,
  Outbox1700000000004,
  Alerts1700000000005,
  Certificates1700000000006,
];
