import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Redis from 'ioredis';
import { findProcess } from '../running-process';
import { compileTo, startParent } from '../spec/compiled-parent';
import { until } from '../spec/until';
import { EmbeddedRedis, type EmbeddedRedisOptions } from './embedded-redis';
import { findProgram } from './find-program';

const folder = mkdtempSync(join(tmpdir(), 'embedded-redis-spec-'));
const dataDir = join(folder, 'data');
const kept = { dataDir, appendOnly: true };
const cleanUps: (() => unknown)[] = [];

async function start(options: EmbeddedRedisOptions = {}): Promise<EmbeddedRedis> {
  const redis = await EmbeddedRedis.start(options);
  if (!redis) throw new Error('These tests need redis-server or valkey-server on the PATH.');
  cleanUps.push(() => redis.stop());
  return redis;
}

async function ask<T>(url: string, work: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    return await work(client);
  } finally {
    client.disconnect();
  }
}

const pidAt = (url: string): Promise<number> =>
  ask(url, async (client) => Number(/process_id:(\d+)/.exec(await client.info('server'))?.[1]));
const isGone = async (pid: number): Promise<boolean> => (await findProcess(pid)) === undefined;

beforeAll(() => compileTo(folder));

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an embedded Redis', () => {
  it('is undefined if no Redis is installed', async () => {
    expect(await EmbeddedRedis.start({ programs: ['no-such-server', 'nor-such-server'] })).toBeUndefined();
  });

  it('uses the first program that can be run', async () => {
    expect(await findProgram(['no-such-server', process.execPath])).toBe(process.execPath);
  });

  it('keeps no data by default, and stops', async () => {
    const redis = await start();
    expect(redis.program).toMatch(/^(redis|valkey)-server$/);
    expect(await ask(redis.url, (client) => client.config('GET', 'save'))).toEqual(['save', '']);
    const pid = await pidAt(redis.url);
    await Promise.all([redis.stop(), redis.stop()]);
    expect(await isGone(pid)).toBe(true);
  });

  it('finds at the next start what was stored before', async () => {
    const first = await start(kept);
    await ask(first.url, (client) => client.set('note', 'kept'));
    await first.stop();
    const second = await start(kept);
    expect(await ask(second.url, (client) => client.get('note'))).toBe('kept');
  });

  it('stops the server of a killed parent before it starts over the same data', async () => {
    const parent = await startParent(folder, 'EmbeddedRedis', kept, 'waits');
    const orphan = await pidAt(parent.url);
    await ask(parent.url, (client) => client.set('note', 'of the orphan'));
    await parent.kill('SIGKILL');

    const { url } = await start(kept);
    expect(await isGone(orphan)).toBe(true);
    expect(await ask(url, (client) => client.get('note'))).toBe('of the orphan');
  });

  it('refuses data that the server of a running process uses, and does not touch that server', async () => {
    const parent = await startParent(folder, 'EmbeddedRedis', kept, 'waits');
    cleanUps.push(() => parent.kill('SIGKILL'));
    await expect(start(kept)).rejects.toThrow(
      /A Redis \(process \d+, started by process \d+\) already uses the data/,
    );
    expect(await ask(parent.url, (client) => client.ping())).toBe('PONG');
  });

  it('stops when its parent has nothing more to do', async () => {
    const parent = await startParent(folder, 'EmbeddedRedis', kept, 'ends');
    const { pid } = JSON.parse(readFileSync(join(dataDir, 'server.json'), 'utf8')) as { pid: number };
    await parent.ended;
    await until(() => isGone(pid));
  });

  it("reports the last lines of the server's log if it does not start", async () => {
    const broken = join(folder, 'broken');
    mkdirSync(join(broken, 'appendonlydir'), { recursive: true });
    writeFileSync(join(broken, 'appendonlydir', 'appendonly.aof.manifest'), 'nonsense');
    await expect(start({ dataDir: broken, appendOnly: true })).rejects.toThrow(
      /-server ended at once \(exit code 1\)\. The last lines of .*broken\.log:[^]*manifest/,
    );
  });
});
