import type { Redis } from 'ioredis';
import type { RedisStore } from './redis-store';
import { fieldsOf, serversOf } from './server-check';

/** What a server says about itself. A field is undefined if the server does not show it, as some managed ones. */
export interface ServerReport {
  readonly name: string;
  /** The host and port, or the socket, as this client knows the server. */
  readonly address: string;
  readonly role: string | undefined;
  /** 0: no limit. */
  readonly maxMemoryBytes: number | undefined;
  readonly usedMemoryBytes: number | undefined;
  /** Keys that the server has evicted since it started. */
  readonly evictedKeys: number | undefined;
  readonly isAppendOnly: boolean | undefined;
  /** Whether the last write to the append-only file and the last snapshot succeeded. */
  readonly didPersist: boolean | undefined;
}

/** A full Redis stays a little below `maxmemory`, because a refused command frees its buffers. */
const FULL = 0.99;

/** Whether the server refuses writes because its memory is used up. */
export const isFull = ({ maxMemoryBytes = 0, usedMemoryBytes = 0 }: ServerReport): boolean =>
  maxMemoryBytes > 0 && usedMemoryBytes >= FULL * maxMemoryBytes;

/** Whether a server refuses writes now, so that nothing that is recorded in Redis is up to date. */
export async function refusesWrites(store: RedisStore): Promise<boolean> {
  return (await readServerReports(store)).some(isFull);
}

/** Reads the settings of every server that holds data: one, or the masters of a cluster. Rejects where Redis is unavailable. */
export function readServerReports({ client }: RedisStore): Promise<readonly ServerReport[]> {
  return Promise.all(
    serversOf(client).map(async (server) => reportOf(await server.info(), addressOf(server))),
  );
}

const addressOf = ({ options: { path, host, port } }: Redis): string => path ?? `${host}:${port}`;

function reportOf(info: string, address: string): ServerReport {
  const field = fieldsOf(info);
  const number = (name: string): number | undefined =>
    field(name) === undefined ? undefined : Number(field(name));
  const version = field('valkey_version') ?? field('redis_version');
  const product = field('valkey_version') === undefined ? 'Redis' : 'Valkey';
  const appendOnly = field('aof_enabled');
  const results = [field('aof_last_write_status'), field('rdb_last_bgsave_status')];
  return {
    name: `${product} ${version ?? 'of an unknown version'}`,
    address,
    role: field('role'),
    maxMemoryBytes: number('maxmemory'),
    usedMemoryBytes: number('used_memory'),
    evictedKeys: number('evicted_keys'),
    isAppendOnly: appendOnly === undefined ? undefined : appendOnly === '1',
    didPersist: results.some((result) => result === undefined)
      ? undefined
      : results.every((result) => result === 'ok'),
  };
}
