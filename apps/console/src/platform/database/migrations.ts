import type { MigrationInterface } from 'typeorm';
import { Initial1700000000001 } from '../../../migrations/1700000000001-initial.js';
import { Fleet1700000000002 } from '../../../migrations/1700000000002-fleet.js';

/** Every migration, oldest first. They are listed, not found by file name, so that none is forgotten when building. */
export const migrations: readonly (new () => MigrationInterface)[] = [Initial1700000000001, Fleet1700000000002];
