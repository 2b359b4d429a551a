import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { clientConfig } from './client-config';
import { createFunctions, prepareAccess, restoreAccess } from './access';
import { FUNCTIONS, FUNCTIONS_OF_TABLES, SEARCH_PATH } from './functions';
import { MIGRATIONS } from './migrations';
import { checkDoors, migrationState } from './preconditions';
import { ISOLATED_TABLES } from './tenant-isolation';

/** Any number, but always the same: who holds it migrates, others wait. */
const LOCK = 7_301_884_201;

/**
 * Who waits for a table makes everybody wait who comes later, so nobody waits long. The options of DATABASE_URL may say how
 * long, such as `options=-c lock_timeout=20s`.
 */
const LOCK_TIMEOUT = `
  select set_config('lock_timeout', '5s', false) where current_setting('lock_timeout') = '0'`;
const LOCKED =
  'a table must be changed, and another session holds it, such as a pg_dump or an open transaction. ' +
  'What was begun is undone. Run "npm run migrate" again when that session has ended';

const isLockTimeout = (error: unknown): boolean => (error as { code?: string } | null)?.code === '55P03';

const RIGHT = 'Role, rights, row security, policies and functions are right.';
const RIGHT_BUT_FUNCTIONS =
  'Role, rights, row security and policies are right. A later build has migrated this database: its functions stay as they are.';

type Migration = new () => MigrationInterface;

/** On one connection, with the lock, and with a search path in which nobody can plant anything. */
async function alone<T>(url: string, work: (runner: QueryRunner) => Promise<T>): Promise<T> {
  const source = new DataSource({
    type: 'postgres',
    schema: 'public',
    synchronize: false,
    logging: false,
    poolSize: 1,
    extra: clientConfig(url, 'otpravka-migrate'),
  });
  await source.initialize();
  try {
    const runner = source.createQueryRunner();
    await runner.query(`set search_path = ${SEARCH_PATH}`);
    await runner.query('select pg_advisory_lock($1)', [LOCK]);
    // Of the tables only: the wait for another migrate, above, has no limit.
    await runner.query(LOCK_TIMEOUT);
    return await work(runner);
  } catch (error) {
    throw isLockTimeout(error) ? new Error(LOCKED, { cause: error }) : error;
  } finally {
    await source.destroy();
  }
}

async function transaction(runner: QueryRunner, work: () => Promise<void>): Promise<void> {
  await runner.startTransaction();
  try {
    await work();
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  }
}

/** A migration may leave the schema out of the names of its own tables. */
const namesInPublic = (runner: QueryRunner): Promise<unknown> =>
  runner.query('set local search_path = public, pg_temp');

/** The two tables of the migrations themselves. */
async function pending(runner: QueryRunner): Promise<Migration[]> {
  await runner.query(
    'create table if not exists public.migrations (id serial primary key, timestamp bigint not null, name varchar not null)',
  );
  await runner.query(ISOLATED_TABLES);
  const rows = (await runner.query('select name from public.migrations')) as { name: string }[];
  const done = new Set(rows.map(({ name }) => name));
  return MIGRATIONS.filter(({ name }) => !done.has(name));
}

async function run(runner: QueryRunner, migration: Migration): Promise<void> {
  await transaction(runner, async () => {
    await namesInPublic(runner);
    await new migration().up(runner);
    const timestamp = migration.name.slice(-13);
    await runner.query('insert into public.migrations (timestamp, name) values ($1, $2)', [
      timestamp,
      migration.name,
    ]);
  });
}

/**
 * Brings the schema up to date, and makes the role, its rights, row security, policies and functions right in any
 * database, also in one that a dump was restored to. Safe when two run it at once: the second waits and finds nothing
 * to do. TypeORM's own runner would look its operators up in `public`, where they may have been planted.
 * @param report is told what is right at the end
 * @throws UnfitDatabase where somebody else has left code beside the tables, which the SQL of a migration could run, or
 * where a table has row security and nothing tells its policy
 * @returns the migrations that ran
 */
export async function migrate(
  databaseUrl: string,
  report: (line: string) => void = () => undefined,
): Promise<string[]> {
  return alone(databaseUrl, async (runner) => {
    const ask = <Row extends object>(sql: string): Promise<Row[]> => runner.query(sql);
    await prepareAccess(runner);
    await checkDoors(ask, ['planted']);
    const left = await pending(runner);
    for (const migration of left) await run(runner, migration);
    const { isOfLaterBuild } = await migrationState(ask);
    await transaction(runner, async () => {
      await restoreAccess(runner);
      if (!isOfLaterBuild) await createFunctions(runner);
    });
    await checkDoors(ask, ['unprotected']);
    report(isOfLaterBuild ? RIGHT_BUT_FUNCTIONS : RIGHT);
    return left.map(({ name }) => name);
  });
}

/** Takes every migration back, the last first; all data is lost, and nothing of ours is left but the role, which other databases may use. */
export async function revertAll(databaseUrl: string): Promise<void> {
  await alone(databaseUrl, async (runner) => {
    const left = new Set(await pending(runner));
    for (const { name, signature } of FUNCTIONS) {
      if (FUNCTIONS_OF_TABLES.some((kept) => kept.name === name)) continue;
      await runner.query(`drop function if exists ${signature}`);
    }
    for (const migration of MIGRATIONS.filter((one) => !left.has(one)).reverse()) {
      await transaction(runner, async () => {
        await namesInPublic(runner);
        await new migration().down(runner);
      });
    }
    await runner.query('drop table public.migrations, public.isolated_tables');
  });
}
