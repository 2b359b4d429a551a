import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { clientConfig } from './connection/client-config';
import { isLoginRefused, loginRefusal } from './connection/login-refusal';
import {
  applyFunctions,
  APPLIED_FUNCTIONS,
  dropFormerFunctions,
  isOfLaterBuild,
} from './functions/apply-functions';
import { FUNCTIONS_BEFORE_TABLES, FUNCTIONS_AFTER_TABLES, SEARCH_PATH } from './functions/database-functions';
import { MIGRATIONS } from './migrations';
import { refuseFormerSchema } from './migrations/former-schema';
import { runChecks } from './preconditions/preconditions';
import { prepareAccess, restoreAccess, revokeAccess } from './tenancy/access';
import { ISOLATED_TABLES } from './tenancy/tenant-isolation';

/** The key of the advisory lock, an arbitrary constant. The process that holds the lock migrates, and the others wait. */
const LOCK = 7_301_884_201;

/**
 * A statement that waits for a table lock blocks every later statement on that table, so it waits 5 s at most. DATABASE_URL
 * may set another limit, such as `options=-c lock_timeout=20s`.
 */
const LOCK_TIMEOUT = `
  select set_config('lock_timeout', '5s', false) where current_setting('lock_timeout') = '0'`;
const LOCKED =
  'a table must be changed, but another session, such as a pg_dump or an open transaction, has locked it. ' +
  'Every change is rolled back. Run "npm run migrate" again when that session has ended';

const isLockTimeout = (error: unknown): boolean => (error as { code?: string } | null)?.code === '55P03';

const DONE = 'Role, rights, row security, policies and functions are right.';
const DONE_WITHOUT_FUNCTIONS =
  'Role, rights, row security and policies are right. A later build has migrated this database: its functions stay as they are.';

type Migration = new () => MigrationInterface;
type Query = <Row extends object>(sql: string) => Promise<Row[]>;

/** Runs `work` on one connection that holds the lock. Nobody can plant objects in its search path. */
async function withLock<T>(url: string, work: (runner: QueryRunner) => Promise<T>): Promise<T> {
  const source = new DataSource({
    type: 'postgres',
    schema: 'public',
    synchronize: false,
    logging: false,
    poolSize: 1,
    extra: clientConfig(url, 'otpravka-migrate'),
  });
  await source.initialize().catch((error: unknown) => {
    throw isLoginRefused(error) ? loginRefusal(error) : error;
  });
  try {
    const runner = source.createQueryRunner();
    await runner.query(`set search_path = ${SEARCH_PATH}`);
    await runner.query('select pg_advisory_lock($1)', [LOCK]);
    // Set after the lock is held, because waiting for another migrate has no limit.
    await runner.query(LOCK_TIMEOUT);
    return await work(runner);
  } catch (error) {
    throw isLockTimeout(error) ? new Error(LOCKED, { cause: error }) : error;
  } finally {
    await source.destroy();
  }
}

async function inTransaction<T>(runner: QueryRunner, work: () => Promise<T>): Promise<T> {
  await runner.startTransaction();
  try {
    const result = await work();
    await runner.commitTransaction();
    return result;
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  }
}

/** Creates the tables that record what was migrated. @returns the migrations that have not run yet */
async function pendingMigrations(runner: QueryRunner): Promise<Migration[]> {
  await runner.query(
    'create table if not exists public.migrations (id serial primary key, timestamp bigint not null, name varchar not null)',
  );
  await runner.query(ISOLATED_TABLES);
  await runner.query(APPLIED_FUNCTIONS);
  const rows = (await runner.query('select name from public.migrations')) as { name: string }[];
  const done = new Set(rows.map(({ name }) => name));
  return MIGRATIONS.filter(({ name }) => !done.has(name));
}

/** Only the statements of migrations may name tables without the schema `public`. */
async function withNamesInPublic(runner: QueryRunner, work: () => Promise<void>): Promise<void> {
  await runner.query('set local search_path = public, pg_temp');
  await work();
  await runner.query(`set local search_path = ${SEARCH_PATH}`);
}

async function runMigration(runner: QueryRunner, migration: Migration): Promise<void> {
  await withNamesInPublic(runner, () => new migration().up(runner));
  await runner.query('insert into public.migrations (timestamp, name) values ($1, $2)', [
    migration.name.slice(-13),
    migration.name,
  ]);
}

/** Applies migrations, rights and functions, in one transaction, so a service never finds a table without its functions. */
async function bringUpToDate(runner: QueryRunner): Promise<{ ran: Migration[]; isLater: boolean }> {
  const ran = await pendingMigrations(runner);
  const isLater = await isOfLaterBuild((sql) => runner.query(sql));
  if (!isLater) await applyFunctions(runner, FUNCTIONS_BEFORE_TABLES);
  for (const migration of ran) await runMigration(runner, migration);
  await restoreAccess(runner);
  if (!isLater) {
    await dropFormerFunctions(runner);
    await applyFunctions(runner, FUNCTIONS_AFTER_TABLES);
  }
  return { ran, isLater };
}

/**
 * Brings the schema up to date and restores the role, its rights, row security, policies and functions, also in a database
 * that was restored from a dump. Two processes may run it at once: the second one waits and finds nothing to do. TypeORM's
 * own runner is not used, because it looks operators up in `public`, where somebody may have planted them.
 * @param report receives one line that says what is right at the end
 * @throws FormerSchema if a build before the first release has migrated the database
 * @throws UnfitDatabase if another user has created code in the schema of the tables, which a migration could run, or if a
 * table has row security, but no policy and no record of a policy
 * @returns the migrations that ran
 */
export async function migrate(
  databaseUrl: string,
  report: (line: string) => void = () => undefined,
): Promise<string[]> {
  return withLock(databaseUrl, async (runner) => {
    const query: Query = (sql) => runner.query(sql);
    await refuseFormerSchema(query);
    await prepareAccess(runner);
    await runChecks(query, ['planted']);
    const { ran, isLater } = await inTransaction(runner, () => bringUpToDate(runner));
    await runChecks(query, ['unprotected']);
    report(isLater ? DONE_WITHOUT_FUNCTIONS : DONE);
    return ran.map(({ name }) => name);
  });
}

/**
 * Reverts every migration, the last one first. All data is lost. Only the role is kept, because other databases may use
 * it.
 */
export async function revertAll(databaseUrl: string): Promise<void> {
  await withLock(databaseUrl, (runner) =>
    inTransaction(runner, async () => {
      const pending = new Set(await pendingMigrations(runner));
      const done = MIGRATIONS.filter((one) => !pending.has(one));
      if (done.length > 0) await revertMigrations(runner, done);
      await runner.query('drop table public.migrations, public.isolated_tables, public.applied_functions');
    }),
  );
}

async function revertMigrations(runner: QueryRunner, done: readonly Migration[]): Promise<void> {
  const drop = ({ signature }: { readonly signature: string }): Promise<unknown> =>
    runner.query(`drop function if exists ${signature}`);
  // The table also lists functions that a later build has applied.
  const applied = (await runner.query('select signature from public.applied_functions')) as {
    signature: string;
  }[];
  const kept = new Set(FUNCTIONS_BEFORE_TABLES.map(({ signature }) => signature));
  for (const one of applied) if (!kept.has(one.signature)) await drop(one);
  for (const migration of [...done].reverse())
    await withNamesInPublic(runner, () => new migration().down(runner));
  for (const one of FUNCTIONS_BEFORE_TABLES) await drop(one);
  await revokeAccess(runner);
}
