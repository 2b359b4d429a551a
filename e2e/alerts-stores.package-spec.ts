import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { asOwner, bearer, RedisProcess, signIn, TcpProxy, until } from '@app/testing';
import { AlertScene } from './alert-scene';

const MEMORY_BYTES = 32 * 1024 * 1024;

jest.setTimeout(300_000);

/** Work that fails because of Postgres may also wait for it: for a lock, or for the connection that replaces the failed one. */
const withoutSlowness = (fired: readonly string[]): readonly string[] =>
  fired.filter((name) => name !== 'OtpravkaPostgresSlow');

describe('the alerts', () => {
  let folder: string;
  let redisServer: RedisProcess;
  let postgres: TcpProxy;
  let scene: AlertScene;
  let redis: Redis;
  let accessToken: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'otpravka-alerts-'));
    redisServer = await RedisProcess.start(
      '--maxmemory',
      String(MEMORY_BYTES),
      '--dir',
      folder,
      '--enable-protected-configs',
      'local',
    );
    scene = await AlertScene.start({
      redisUrl: redisServer.url,
      databaseUrl: async (url) => (postgres = await TcpProxy.to(url)).url,
    });
    redis = new Redis(redisServer.url);
    redis.on('error', () => undefined);
    ({ accessToken } = await signIn(scene.product, scene.people[0]!));
  });

  afterAll(async () => {
    redis?.disconnect();
    await scene?.stop();
    await postgres?.close();
    await redisServer?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const me = () => scene.product.get('/api/auth/me', bearer(accessToken));
  const rename = (index: number) =>
    scene.product.patch('/api/shop', { name: `Shop ${index}` }, bearer(accessToken));
  const typeCode = () =>
    scene.product.post('/api/auth/verify-otp', { phone: scene.people[1]!.phone, code: '000000' });
  const asTableOwner = (sql: string) => asOwner(scene.product.database.url, sql);
  const connectToPostgres = async (): Promise<Client> => {
    const client = new Client({ connectionString: scene.product.database.url });
    await client.connect();
    return client;
  };

  it('report that another session locks a table of Postgres again and again, and nothing else', async () => {
    const other = await connectToPostgres();
    const names = ['OtpravkaPostgresSlow', 'OtpravkaSlow'];
    let isLocking = true;
    let locking: Promise<void>;
    const lockUntilTheEnd = async (): Promise<void> => {
      while (isLocking) await other.query('begin; lock table sessions; select pg_sleep(1.1); commit');
    };
    const fired = await scene.firedBy(names, {
      load: { perSecond: 3, act: me },
      begin: () => void (locking = lockUntilTheEnd()),
      end: async () => {
        isLocking = false;
        await locking;
        await other.end();
      },
    });
    expect(fired).toEqual(names);
  });

  it('report that Postgres cannot be reached, and nothing else', async () => {
    const fired = await scene.firedBy(['OtpravkaServerErrors'], {
      load: { perSecond: 3, act: me },
      begin: () => postgres.cut(),
      end: () => postgres.restore(),
    });
    expect(fired).toEqual(['OtpravkaServerErrors']);
  });

  it('report that the disk of Postgres is full, and nothing else', async () => {
    const names = ['OtpravkaDiskFull', 'OtpravkaServerErrors'];
    const fired = await scene.firedBy(names, {
      load: { perSecond: 3, act: rename },
      // The error of Postgres for a full disk. The disk itself is not filled, because others use it too.
      begin: () =>
        asTableOwner(
          `create function disk_full() returns trigger language plpgsql as
             $$ begin raise exception 'No space left on device' using errcode = 'disk_full'; end $$;
           create trigger disk_full before update on shops for each row execute function disk_full()`,
        ),
      end: () => asTableOwner('drop trigger disk_full on shops; drop function disk_full'),
    });
    expect(withoutSlowness(fired)).toEqual(names);
  });

  it('report that Redis cannot write its file, and nothing else', async () => {
    const saves = async (status: string): Promise<void> => {
      await redis.bgsave();
      await until(async () => (await redis.info('persistence')).includes(`rdb_last_bgsave_status:${status}`));
    };
    const fired = await scene.firedBy(['OtpravkaDiskFull'], {
      begin: async () => {
        rmSync(folder, { recursive: true });
        await saves('err');
      },
      end: async () => {
        mkdirSync(folder);
        await redis.config('SET', 'dir', folder);
        await saves('ok');
      },
    });
    expect(fired).toEqual(['OtpravkaDiskFull']);
  });

  const FILLER = 'x'.repeat(64 * 1024);
  const fill = async (share: number): Promise<void> => {
    const usedBytes = async () => Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))![1]);
    for (let key = 0; (await usedBytes()) < share * MEMORY_BYTES; key++)
      await redis.set(`filler:${key}`, FILLER);
  };
  const empty = async (): Promise<void> => void (await redis.del(await redis.keys('filler:*')));

  it('report that the memory of Redis is nearly full, and nothing else', async () => {
    const fired = await scene.firedBy(['OtpravkaRedisFull'], { begin: () => fill(0.93), end: empty });
    expect(fired).toEqual(['OtpravkaRedisFull']);
  });

  it('report that Redis deletes keys to make room, and nothing else', async () => {
    const names = ['OtpravkaRedisEvicting', 'OtpravkaRedisFull'];
    const fired = await scene.firedBy(names, {
      begin: async () => {
        await fill(0.93);
        await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
        for (let key = 0; key < 200; key++) await redis.set(`filler:more:${key}`, FILLER);
      },
      end: async () => {
        await redis.config('SET', 'maxmemory-policy', 'noeviction');
        await empty();
      },
    });
    expect(fired).toEqual(names);
  });

  it('report that Redis cannot be reached, and nothing else', async () => {
    // A poll needs the lease in Redis too.
    const names = ['OtpravkaPollingLeaseWithoutHolder', 'OtpravkaServerErrors'];
    const fired = await scene.firedBy(names, {
      load: { perSecond: 3, act: typeCode },
      begin: () => redisServer.stop(),
      end: () => redisServer.start(),
    });
    expect(fired).toEqual(names);
  });

  it('report that another session locks what is to be deleted, and nothing else', async () => {
    const other = await connectToPostgres();
    await other.query('begin; lock table activity in share mode');
    const worker = scene.product.workers.at(-1)!;
    // Other workers remember when they deleted last. A new one has never done so.
    await worker.end();
    await (await scene.product.addWorker({ PORT: new URL(worker.url).port })).ready();
    const fired = await scene.firedBy(['OtpravkaRetentionLate'], { end: () => other.end() });
    expect(withoutSlowness(fired)).toEqual(['OtpravkaRetentionLate']);
  });
});
