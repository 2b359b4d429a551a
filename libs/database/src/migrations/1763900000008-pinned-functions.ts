import type { MigrationInterface, QueryRunner } from 'typeorm';
import { SEARCH_PATH } from '../functions';
import { recordFormerIsolation, recordTenantIsolation } from '../tenant-isolation';
import { ISOLATION_OF_SHOPS } from './1763900000002-shops';

/** Functions that nothing calls any more. */
const FORMER = [
  'end_sessions(uuid, uuid, text)',
  'end_sessions_of_phone(text, text)',
  'open_session(text, text, text, text, text, text, text, int, int)',
  'rotate_session(uuid, uuid, int, int, int, text, text)',
];

const OURS = {
  shops: ISOLATION_OF_SHOPS,
  sessions: { column: 'shop_id', may: 'select' },
  activity: { column: 'shop_id', may: 'select, insert' },
};

/**
 * Brings a database of a former build to what the migrations before this one say now: tables whose isolation is
 * recorded, also those of a team, and no function that looks names up in `public`. It locks no table: what is not as it is
 * recorded is changed by the end of `migrate`.
 */
export class PinnedFunctions1763900000008 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // What reads the catalogue here must find no operator that somebody planted in `public`.
    await queryRunner.query(`set local search_path = ${SEARCH_PATH}`);
    for (const signature of FORMER) await queryRunner.query(`drop function if exists public.${signature}`);
    for (const [table, { column, may }] of Object.entries(OURS)) {
      await recordTenantIsolation(queryRunner, { table, column, may });
    }
    await recordFormerIsolation(queryRunner);
  }

  down(): Promise<void> {
    return Promise.resolve();
  }
}
