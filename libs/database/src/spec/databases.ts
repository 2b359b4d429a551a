import { Logger } from '@nestjs/common';
import { freshDatabase, type TestDatabase } from '@app/testing';
import { type DatabaseOptions, serviceOptions, type ServiceOptions } from '../connection/connection-options';
import { Database } from '../connection/database';

Logger.overrideLogger(false);

type Options = ServiceOptions['direct'];

const opened: Database[] = [];

/** The database of a service before its boot. */
export function databaseOf(
  databaseUrl: string,
  more: Partial<DatabaseOptions> = {},
  change: (options: Options) => Options = (options) => options,
  firstConnectionMs?: number,
): Database {
  const { direct, pooled } = serviceOptions({ databaseUrl, applicationName: 'otpravka-spec', ...more });
  const database = new Database(
    { direct: change(direct), pooled: change(pooled) },
    undefined,
    firstConnectionMs,
  );
  opened.push(database);
  return database;
}

/** Longer than any attempt to connect, which has its own limits. */
const WHOLE_ATTEMPT_MS = 60_000;
const ATTEMPTS = 10;

/** The database of a service after its boot. Waits until the boot succeeds or is refused, however slow the machine is. */
export async function booted(
  databaseUrl: string,
  more?: Partial<DatabaseOptions>,
  change?: (options: Options) => Options,
): Promise<Database> {
  const database = databaseOf(databaseUrl, more, change, WHOLE_ATTEMPT_MS);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    await database.onModuleInit();
    if (isReached(database)) return database;
  }
  throw new Error('Postgres was unavailable at every attempt');
}

function isReached(database: Database): boolean {
  try {
    return Boolean(database.dataSource);
  } catch {
    return false;
  }
}

/** Closes every database of a spec, even if a boot failed. */
export async function closeDatabases(): Promise<void> {
  await Promise.all(opened.splice(0).map((database) => database.onApplicationShutdown()));
}

/** Registers hooks that create a database before each test, or before all of them, and then drop it with its connections. */
export function useDatabase(
  lifetime: 'each test' | 'all tests',
  create: () => Promise<TestDatabase> = freshDatabase,
): { readonly url: string } {
  let store: TestDatabase;
  const [before, after] = lifetime === 'each test' ? [beforeEach, afterEach] : [beforeAll, afterAll];
  before(async () => {
    store = await create();
  });
  after(async () => {
    await closeDatabases();
    await store.drop();
  });
  return {
    get url() {
      return store.url;
    },
  };
}
