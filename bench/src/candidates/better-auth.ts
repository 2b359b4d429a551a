import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Answer } from '../load/connection';
import { httpRequest } from '../load/request';
import { SERVERS } from '../paths';
import type { RedisServer } from '../stores/redis';
import type { Candidate } from './candidate';
import { type Api, post, SignInFlow } from './sign-in-flow';

const SERVER = join(SERVERS, 'better-auth-server.mjs');
const SECRET = randomBytes(32).toString('base64url');

interface Credentials {
  readonly cookie: string;
}

const cookieIn = ({ head }: Answer): Credentials => {
  const cookie = /\nset-cookie: (better-auth\.session_token=[^;\r]+)/i.exec(head)?.[1];
  if (cookie === undefined) throw new Error(`better-auth set no session cookie: ${head}`);
  return { cookie };
};

/** better-auth keeps codes readable in its secondary storage, as `<code>:<attempts>`. */
async function readCodes(redis: RedisServer, phones: readonly string[]): Promise<string[]> {
  const stored = await redis.client.mget(phones.map((phone) => `verification:phone-number-otp-${phone}`));
  return stored.map((text) => (JSON.parse(text ?? '{"value":""}') as { value: string }).value.split(':')[0]!);
}

const api = (redis: RedisServer): Api<Credentials> => ({
  ...{ requestStatus: 200, verifyStatus: 200 },
  requestOtp: (phone) => post('/api/auth/phone-number/send-otp', { phoneNumber: phone }),
  codes: (phones) => readCodes(redis, phones),
  verifyOtp: (phone, code) => post('/api/auth/phone-number/verify', { phoneNumber: phone, code }),
  credentialsIn: cookieIn,
  me: ({ cookie }) => httpRequest('GET', '/api/auth/get-session', { headers: `Cookie: ${cookie}\r\n` }),
});

const environment = (redisUrl: string, databaseUrl: string) => ({
  ...{ REDIS_URL: redisUrl, DATABASE_URL: databaseUrl, BETTER_AUTH_SECRET: SECRET },
});

/** See `servers/better-auth-server.mts`. It has no refresh: its session is a cookie that is read from the stores. */
export const betterAuth: Candidate = {
  name: 'better-auth',
  template: 'better_auth_template',
  readyPath: '/api/auth/ok',
  async setUp(databaseUrl) {
    execFileSync(process.execPath, [SERVER, '--migrate'], {
      env: { NODE_ENV: 'production', ...environment('redis://127.0.0.1:1', databaseUrl) },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  },
  command: (redisUrl, databaseUrl) => ({ args: [SERVER], env: environment(redisUrl, databaseUrl) }),
  open: async ({ redis }, _database, port) => new SignInFlow(port, api(redis)),
};
