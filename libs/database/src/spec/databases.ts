import { Logger } from '@nestjs/common';
import { type DatabaseOptions, serviceOptions, type ServiceOptions } from '../connection-options';
import { Database } from '../database';

Logger.overrideLogger(false);

type Options = ServiceOptions['direct'];

const made: Database[] = [];

/** As a service makes it, not yet booted. */
export function databaseOf(
  databaseUrl: string,
  more: Partial<DatabaseOptions> = {},
  change: (options: Options) => Options = (options) => options,
): Database {
  const { direct, pooled } = serviceOptions({ databaseUrl, applicationName: 'otpravka-spec', ...more });
  const database = new Database({ direct: change(direct), pooled: change(pooled) });
  made.push(database);
  return database;
}

/** As a service boots it. */
export async function booted(...how: Parameters<typeof databaseOf>): Promise<Database> {
  const database = databaseOf(...how);
  await database.onModuleInit();
  return database;
}

/** What a spec does after itself, also where a boot failed. */
export async function closeDatabases(): Promise<void> {
  await Promise.all(made.splice(0).map((database) => database.onApplicationShutdown()));
}
