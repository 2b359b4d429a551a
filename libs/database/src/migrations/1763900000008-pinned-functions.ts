import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableTenantIsolation } from '../tenant-isolation';
import { ISOLATION_OF_SHOPS } from './1763900000002-shops';

/** Functions that nothing calls any more. */
const FORMER = [
  'end_sessions(uuid, uuid, text)',
  'end_sessions_of_phone(text, text)',
  'open_session(text, text, text, text, text, text, text, int, int)',
  'rotate_session(uuid, uuid, int, int, int, text, text)',
];

/**
 * Brings a database of a former build to what the migrations before this one say now: tables whose isolation is
 * recorded, and no function that looks names up in `public`.
 */
export class PinnedFunctions1763900000008 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const signature of FORMER) await queryRunner.query(`drop function if exists public.${signature}`);
    await enableTenantIsolation(queryRunner, 'shops', ISOLATION_OF_SHOPS);
    await enableTenantIsolation(queryRunner, 'sessions', { may: 'select' });
    await enableTenantIsolation(queryRunner, 'activity', { may: 'select, insert' });
  }

  down(): Promise<void> {
    return Promise.resolve();
  }
}
