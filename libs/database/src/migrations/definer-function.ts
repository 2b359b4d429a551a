import type { QueryRunner } from 'typeorm';
import { APPLICATION_ROLE } from '../application-role';

/**
 * Makes, or makes anew, a narrow function for what must happen before a tenant is known. It runs as its owner, so its search path is
 * pinned and nobody but the services may call it.
 * @param head name, parameters and `returns …`
 * @param body plpgsql
 */
export async function createDefinerFunction(
  queryRunner: QueryRunner,
  head: string,
  body: string,
): Promise<void> {
  const signature = head.slice(0, head.lastIndexOf(' returns '));
  await queryRunner.query(
    `create or replace function ${head} language plpgsql security definer set search_path = public, pg_temp as $body$ ${body} $body$`,
  );
  await queryRunner.query(`revoke all on function ${signature} from public`);
  await queryRunner.query(`grant execute on function ${signature} to ${APPLICATION_ROLE}`);
}
