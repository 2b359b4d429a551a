import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { bearer, httpRequest } from '../load/request';
import { SERVERS } from '../paths';
import type { RedisServer } from '../stores/redis';
import type { Candidate } from './candidate';
import { type Api, post, SignInFlow } from './sign-in-flow';
import { type Tokens, tokensIn } from './tokens';

const SERVER = join(SERVERS, 'tutorial', 'main.js');
const JWT_SECRET = randomBytes(32).toString('base64url');

async function readCodes(redis: RedisServer, phones: readonly string[]): Promise<string[]> {
  return (await redis.client.mget(phones.map((phone) => `otp:${phone}`))).map((code) => code ?? '');
}

const api = (redis: RedisServer): Api<Tokens> => ({
  ...{ requestStatus: 202, verifyStatus: 200 },
  requestOtp: (phone) => post('/auth/request-otp', { phone }),
  codes: (phones) => readCodes(redis, phones),
  verifyOtp: (phone, code) => post('/auth/verify-otp', { phone, code }),
  credentialsIn: tokensIn,
  me: ({ accessToken }) => httpRequest('GET', '/auth/me', { headers: bearer(accessToken) }),
  refresh: ({ refreshToken }) => post('/auth/refresh', { refreshToken }),
});

/** See `servers/tutorial/main.ts`. */
export const tutorial: Candidate = {
  name: 'tutorial',
  template: 'tutorial_template',
  readyPath: '/auth/health',
  async setUp(databaseUrl) {
    execFileSync(process.execPath, [SERVER, '--set-up'], {
      env: { DATABASE_URL: databaseUrl, REDIS_URL: 'redis://127.0.0.1:1', JWT_SECRET },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  },
  command: (redisUrl, databaseUrl) => ({
    args: [SERVER],
    env: { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, JWT_SECRET },
  }),
  open: async ({ redis }, _database, port) => new SignInFlow(port, api(redis)),
};
