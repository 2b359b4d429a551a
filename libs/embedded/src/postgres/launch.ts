import { Client } from 'pg';
import { LOOPBACK, portToListenOn } from '../free-port';
import type { ServerLog } from '../server-log';
import { ServerProcess } from '../server-process';
import type { Account } from './account';
import type { Binaries } from './binaries';
import { SUPERUSER, type Cluster } from './cluster';
import { parentArgument } from './former-server';

export interface Launch {
  readonly binaries: Binaries;
  readonly account: Account | undefined;
  readonly cluster: Cluster;
  readonly log: ServerLog;
  readonly port: number | undefined;
  readonly isThrowaway: boolean;
}

const DATABASE = 'otpravka';
/** The products of many tests share one throwaway server. */
const THROWAWAY = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=500'];

/** The children of a killed server may still be ending, or another program may have taken the free port. */
const TEMPORARY_FAILURE = /pre-existing shared memory block|could not bind IPv4/;
const RETRY_LIMIT_MS = 5_000;

/** Starts the server, and resolves when the database answers. */
export async function launch(options: Launch): Promise<{ server: ServerProcess; url: string }> {
  const deadline = Date.now() + RETRY_LIMIT_MS;
  for (;;) {
    const port = await portToListenOn(options.port);
    const server = spawnPostgres(options, port);
    try {
      await server.untilReady(() => hasDatabase(port, options.cluster.password));
      const { password } = options.cluster;
      return { server, url: `postgres://${SUPERUSER}:${password}@${LOOPBACK}:${port}/${DATABASE}` };
    } catch (error) {
      await server.stop();
      if (Date.now() > deadline || !TEMPORARY_FAILURE.test(options.log.lastLines())) throw error;
    }
  }
}

function spawnPostgres(
  { binaries, account, cluster, log, isThrowaway }: Launch,
  port: number,
): ServerProcess {
  const settings = [
    parentArgument(),
    `listen_addresses=${LOOPBACK}`,
    // A socket file would need a folder to which PostgreSQL's user may write.
    'unix_socket_directories=',
    ...(isThrowaway ? THROWAWAY : []),
  ];
  return new ServerProcess({
    name: 'PostgreSQL',
    program: binaries.postgres,
    args: ['-D', cluster.folder, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    folder: cluster.folder,
    log,
    account,
    stopSignal: 'SIGINT',
    forceSignal: 'SIGQUIT',
  });
}

/** Creates the database at the first start. False while the server does not take connections yet. */
async function hasDatabase(port: number, password: string): Promise<boolean> {
  const client = new Client({
    host: LOOPBACK,
    port,
    user: SUPERUSER,
    password,
    database: 'postgres',
    ssl: false,
    connectionTimeoutMillis: 5_000,
  });
  // If the connection is lost between two queries, the next query reports it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (!rowCount) await client.query(`create database ${DATABASE}`);
    return true;
  } catch (error) {
    if (isStarting(error)) return false;
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function isStarting(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return (
    ['ECONNREFUSED', 'ECONNRESET', '57P03'].includes(code ?? '') ||
    message.startsWith('Connection terminated')
  );
}
