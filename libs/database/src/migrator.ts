import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from './migrations';

/** Any number, but always the same: who holds it migrates, others wait. */
const LOCK = 7_301_884_201;

const sourceOf = (url: string): DataSource =>
  new DataSource({
    type: 'postgres',
    url,
    applicationName: 'otpravka-migrate',
    migrations: MIGRATIONS,
    migrationsTransactionMode: 'each',
    synchronize: false,
    // TypeORM's own tells every failure a second time, whatever `logging` says; this one is silent unless DEBUG is set.
    logger: 'debug',
    poolSize: 2,
  });

async function alone<T>(url: string, work: (source: DataSource) => Promise<T>): Promise<T> {
  const lock = new Client({ connectionString: url });
  await lock.connect();
  const source = sourceOf(url);
  try {
    await lock.query('select pg_advisory_lock($1)', [LOCK]);
    await source.initialize();
    return await work(source);
  } finally {
    if (source.isInitialized) await source.destroy();
    await lock.end();
  }
}

/** Brings the schema up to date. Safe when two run it at once: the second waits and finds nothing to do. @returns what ran */
export async function migrate(databaseUrl: string): Promise<string[]> {
  return alone(databaseUrl, async (source) => (await source.runMigrations()).map(({ name }) => name));
}

/** Takes every migration back, the last first; all data is lost, and nothing of ours is left but the role, which other databases may use. */
export async function revertAll(databaseUrl: string): Promise<void> {
  await alone(databaseUrl, async (source) => {
    for (let left = MIGRATIONS.length; left > 0; left--) await source.undoLastMigration();
    await source.query('drop table migrations');
  });
}
