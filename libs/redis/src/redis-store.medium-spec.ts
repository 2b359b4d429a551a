import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { RedisProcess, until } from '@app/testing';
import { isRedisUnavailable, redisConnector } from './connector';
import { RedisStore } from './redis-store';
import { LuaFiles } from './spec/lua-files';

const AWKWARD_PASSWORD = 'p@ss:w/o?r#d%20+\'"й';

describe('the store', () => {
  const files = new LuaFiles();
  let redis: RedisProcess;
  let store: RedisStore;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    redis = await RedisProcess.start();
  });
  beforeEach(async () => {
    store = new RedisStore(redisConnector({ url: redis.url, isCluster: false })(), `spec-${randomUUID()}`);
    await store.onModuleInit();
  });
  afterEach(() => store.onApplicationShutdown());
  afterAll(async () => {
    await redis.stop();
    files.remove();
  });

  const count = () =>
    store.script(files.write('count', '-- include add\nreturn add(KEYS[1], tonumber(ARGV[1]))'));
  beforeAll(() => files.write('add', "local function add(key, by) return redis.call('INCRBY', key, by) end"));

  it('prefixes its keys with its namespace', () => {
    expect(store.key('otp', '{07}', 'outbox')).toBe(`${store.namespace}:otp:{07}:outbox`);
  });

  it('runs a Lua file atomically, with fifty calls at once', async () => {
    const add = count();
    const replies = await Promise.all(Array.from({ length: 50 }, () => add([store.key('n')], [2])));
    expect(replies).toEqual(Array.from({ length: 50 }, (_, i) => 2 * (i + 1)));
  });

  it('distinguishes keys from arguments at each call', async () => {
    const shape = store.script(files.write('shape', 'return { #KEYS, #ARGV }'));
    await expect(shape(['{x}1'], ['a'])).resolves.toEqual([1, 1]);
    await expect(shape(['{x}1', '{x}2'], [])).resolves.toEqual([2, 0]);
    await expect(shape(['{x}1'], ['a', 'b'])).resolves.toEqual([1, 2]);
  });

  it('does not confuse scripts', async () => {
    const one = store.script(files.write('one', 'return 1'));
    const two = store.script(files.write('two', 'return 2'));
    await expect(Promise.all([one(['k'], []), two(['k'], []), one(['k'], [])])).resolves.toEqual([1, 2, 1]);
  });

  it('runs a script that Redis has flushed', async () => {
    const add = count();
    await add([store.key('n')], [1]);
    await store.client.script('FLUSH');
    await expect(add([store.key('n')], [1])).resolves.toBe(2);
  });

  it('runs a script again after Redis was restarted', async () => {
    const add = count();
    await add([store.key('n')], [1]);
    await redis.stop();
    await redis.start();
    await until(() => store.ping().then(() => true));
    await expect(add([store.key('n')], [1])).resolves.toBe(1);
  });

  it('distinguishes a defect of a script from an unavailable Redis', async () => {
    const broken = store.script(files.write('broken', "return redis.call('NO-SUCH-COMMAND')"));
    const error = await broken(['k'], []).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(isRedisUnavailable(error)).toBe(false);
  });

  it('connects with a password of any characters, and reports Redis as unavailable without it', async () => {
    const guarded = await RedisProcess.start('--requirepass', AWKWARD_PASSWORD);
    const open = async (url: string): Promise<RedisStore> => {
      const opened = new RedisStore(redisConnector({ url, isCluster: false })(), 'spec');
      await opened.onModuleInit();
      return opened;
    };
    const inside = await open(
      guarded.url.replace('//', `//default:${encodeURIComponent(AWKWARD_PASSWORD)}@`),
    );
    const outside = await open(guarded.url);
    await expect(inside.ping()).resolves.toBeUndefined();
    expect(isRedisUnavailable(await outside.ping().catch((error: unknown) => error))).toBe(true);

    await inside.client.config('SET', 'requirepass', '');
    await until(() => outside.ping().then(() => true));
    inside.onApplicationShutdown();
    outside.onApplicationShutdown();
    await guarded.stop();
  });
});
