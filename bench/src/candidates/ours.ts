import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Answer } from '../load/connection';
import { bearer, httpRequest } from '../load/request';
import { PRODUCT } from '../paths';
import type { Candidate } from './candidate';
import { CodeReader } from './code-reader';
import { type Api, post, SignInFlow } from './sign-in-flow';
import { type Tokens, tokensIn } from './tokens';

const APP_SECRET = randomBytes(32).toString('base64url');
const JWT_PRIVATE_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

const challengeIn = ({ body }: Answer): string => (JSON.parse(body) as { challengeId: string }).challengeId;

const api = (codes: CodeReader): Api<Tokens> => ({
  ...{ requestStatus: 202, verifyStatus: 200 },
  requestOtp: (phone) => post('/api/auth/request-otp', { phone }),
  link: (phones) => codes.link(phones),
  codes: (_phones, answers) => codes.deliver(answers.map(challengeIn)),
  verifyOtp: (_phone, code, requested) =>
    post('/api/auth/verify-otp', { challengeId: challengeIn(requested), code }),
  credentialsIn: tokensIn,
  me: ({ accessToken }) => httpRequest('GET', '/api/auth/me', { headers: bearer(accessToken) }),
  refresh: ({ refreshToken }) => post('/api/auth/refresh', { refreshToken }),
  close: () => codes.close(),
});

/** The built auth-api, as its image starts it. */
export const ours: Candidate = {
  name: 'ours',
  template: 'ours_template',
  readyPath: '/health/ready',
  async setUp(databaseUrl) {
    execFileSync(process.execPath, [join(PRODUCT, 'libs/database/src/migrate.js')], {
      env: { DATABASE_URL: databaseUrl },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  },
  command: (redisUrl, databaseUrl) => ({
    args: [join(PRODUCT, 'apps/auth-api/main.js')],
    env: {
      ...{ APP_SECRET, JWT_PRIVATE_KEY, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl },
      ...{ TELEGRAM_BOT_USERNAME: 'otpravka_bench_bot', TRUST_PROXY: '1' },
    },
  }),
  open: async ({ redis, postgres }, database, port) =>
    new SignInFlow(port, api(await CodeReader.open(redis.url, APP_SECRET, { postgres, database }))),
};
