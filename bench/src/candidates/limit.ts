import { join } from 'node:path';
import { Client } from 'pg';
import { bearer, httpRequest } from '../load/request';
import { SERVERS } from '../paths';
import type { Candidate, Operation } from './candidate';
import { type Api, post, SignInFlow } from './sign-in-flow';
import { type Tokens, tokensIn } from './tokens';

const SCHEMA = `
  create table shops (
    id uuid primary key default gen_random_uuid(), phone text not null unique,
    created_at timestamptz not null default now(), last_login_at timestamptz not null default now());
  create table sessions (
    id uuid primary key default gen_random_uuid(), shop_id uuid not null references shops, challenge_id text not null unique,
    refresh_token text not null unique, created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(), expires_at timestamptz not null default now() + interval '30 days',
    revoked_at timestamptz);
  create index on sessions (shop_id)`;

/** The code of every challenge of both servers. */
const CODE = '123456';

const BARE: Operation = {
  ...{ name: 'bare', status: 200 },
  prepare: async () => () => ({ request: httpRequest('GET', '/bare') }),
};

const API: Api<Tokens> = {
  ...{ requestStatus: 202, verifyStatus: 200 },
  requestOtp: (phone) => post('/request-otp', { phone }),
  codes: async (phones) => phones.map(() => CODE),
  verifyOtp: (_phone, code, { body }) =>
    post('/verify-otp', { challengeId: (JSON.parse(body) as { challengeId: string }).challengeId, code }),
  credentialsIn: tokensIn,
  me: ({ accessToken }) => httpRequest('GET', '/me', { headers: bearer(accessToken) }),
  refresh: ({ refreshToken }) => post('/refresh', { refreshToken }),
};

const candidate = (name: 'limit' | 'nest-fastify', server: string): Candidate => ({
  name,
  template: `${name.replaceAll('-', '_')}_template`,
  readyPath: '/bare',
  async setUp(databaseUrl) {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(SCHEMA);
    await client.end();
  },
  command: (redisUrl, databaseUrl) => ({
    args: [join(SERVERS, server)],
    env: { REDIS_URL: redisUrl, DATABASE_URL: databaseUrl },
  }),
  open: async (_stores, _database, port) => new SignInFlow(port, API, [BARE]),
});

/** Fastify alone. */
export const limit = candidate('limit', 'limit-server.js');
/** The same work in handlers of Nest, which shows the cost of Nest itself. */
export const nestFastify = candidate('nest-fastify', 'nest-limit-server.js');
