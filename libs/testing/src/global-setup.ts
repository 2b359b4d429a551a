import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres, EmbeddedRedis } from '../../embedded/src';
import { migrate } from '../../database/src';
import { passAddressesToWorkers } from './addresses';
import { createDatabase, MIGRATED, urlOf } from './databases';
import { running } from './running';

/** Starts a real Redis and a real Postgres for the whole run. One database is migrated, and tests get copies of it. */
export default async function setUp(): Promise<void> {
  const redis = await EmbeddedRedis.start();
  if (!redis)
    throw new Error(
      'Tests need a redis-server or valkey-server on the PATH (Debian: apt-get install redis-server)',
    );
  running.push(redis);
  const folder = await mkdtemp(join(tmpdir(), 'otpravka-test-'));
  const dataDir = join(folder, 'postgres');
  const postgres = await EmbeddedPostgres.start({ dataDir, isThrowaway: true });
  running.push({
    async stop() {
      // `dataDir` may be a link to a folder that PostgreSQL's user can enter.
      const data = await realpath(dataDir);
      await postgres.stop();
      for (const left of [data, folder]) await rm(left, { recursive: true, force: true });
    },
  });
  passAddressesToWorkers({ redisUrl: redis.url, postgresUrl: postgres.url });
  await createDatabase(MIGRATED);
  await migrate(urlOf(MIGRATED));
}
