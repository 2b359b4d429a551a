import { Logger } from '@nestjs/common';
import { type DatabaseOptions, serviceOptions, type ServiceOptions } from '../connection/connection-options';
import { Database } from '../connection/database';

Logger.overrideLogger(false);

type Options = ServiceOptions['direct'];

const made: Database[] = [];

/** The database of a service before its boot. */
export function databaseOf(
  databaseUrl: string,
  more: Partial<DatabaseOptions> = {},
  change: (options: Options) => Options = (options) => options,
  firstConnectionMs?: number,
): Database {
  const { direct, pooled } = serviceOptions({ databaseUrl, applicationName: 'otpravka-spec', ...more });
  const database = new Database({ direct: change(direct), pooled: change(pooled) }, firstConnectionMs);
  made.push(database);
  return database;
}

/** Longer than any attempt to connect, which has its own limits. */
const WHOLE_ATTEMPT_MS = 60_000;
const ATTEMPTS = 10;

/** The database of a service after its boot. Waits until Postgres is reached or refused, however slow the machine is. */
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

/** Closes every database of a spec, also where a boot failed. */
export async function closeDatabases(): Promise<void> {
  await Promise.all(made.splice(0).map((database) => database.onApplicationShutdown()));
}
