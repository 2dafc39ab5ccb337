import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Certificates of services, hosts that are gone, and changes that somebody knows. */
export class Certificates1700000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`SELECT 1`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`SELECT 1`);
  }
}
