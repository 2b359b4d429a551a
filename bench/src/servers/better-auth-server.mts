import { createServer } from 'node:http';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { phoneNumber } from 'better-auth/plugins/phone-number';
import { Redis } from 'ioredis';
import pg from 'pg';

/**
 * better-auth as its documentation sets it up for phones: users in Postgres; codes, sessions and rate limits in Redis as its
 * secondary storage; a shop owner is created at the first right code. The code is not sent anywhere.
 */

const redis = new Redis(process.env['REDIS_URL']!, { lazyConnect: true });

/** Creates a counter with its time to live, or counts in it, as `SecondaryStorage.increment` has to. */
const INCREMENT = `
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return count`;
redis.defineCommand('incrementFor', { lua: INCREMENT, numberOfKeys: 1 });
const counter = redis as unknown as { incrementFor(key: string, ttlSeconds: number): Promise<number> };

const options = {
  baseURL: `http://127.0.0.1:${process.env['PORT'] ?? 80}`,
  secret: process.env['BETTER_AUTH_SECRET']!,
  database: new pg.Pool({ connectionString: process.env['DATABASE_URL']!, max: 10 }),
  secondaryStorage: {
    get: (key: string) => redis.get(key),
    getAndDelete: (key: string) => redis.getdel(key),
    increment: (key: string, ttlSeconds: number) => counter.incrementFor(key, ttlSeconds),
    set: async (key: string, value: string, ttlSeconds?: number) => {
      await (ttlSeconds === undefined ? redis.set(key, value) : redis.set(key, value, 'EX', ttlSeconds));
    },
    delete: async (key: string) => void (await redis.del(key)),
  },
  rateLimit: { enabled: true, storage: 'secondary-storage' as const },
  telemetry: { enabled: false },
  plugins: [
    phoneNumber({
      sendOTP: () => undefined,
      signUpOnVerification: { getTempEmail: (phone: string) => `${phone.slice(1)}@phone.invalid` },
    }),
  ],
};

if (process.argv.includes('--migrate')) {
  const { runMigrations } = await getMigrations(options);
  await runMigrations();
  process.exit(0);
}
await redis.connect();
const handle = toNodeHandler(betterAuth(options));
createServer((request, response) => void handle(request, response)).listen(
  Number(process.env['PORT']),
  '127.0.0.1',
);
