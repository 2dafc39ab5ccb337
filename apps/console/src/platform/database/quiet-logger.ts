import type { Logger } from 'typeorm';

/** TypeORM prints to the console on its own accord; what matters of it is thrown, and logged by whoever catches it. */
export class QuietLogger implements Logger {
  logQuery(): void {}
  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}
