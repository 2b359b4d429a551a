import { generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { CONSUME_CODE, COUNT, ISSUE_CODE } from './limit-scripts';

/**
 * Does only the work that the guarantees require of any service: one Redis script, one prepared statement, one ES256 signature.
 * It does not validate requests.
 */

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const HEADER = Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid: 'limit' })).toString(
  'base64url',
);
const LIFETIME_SECONDS = 600;
const MAX_REMEMBERED = 10_000;

interface Claims {
  readonly sub: string;
  readonly sid: string;
  readonly exp: number;
}

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** The claims of tokens that this process has signed, so that it need not verify them. */
const remembered = new Map<string, Claims>();

function accessToken(shopId: string, sessionId: string): string {
  const claims = { sub: shopId, sid: sessionId, exp: nowSeconds() + LIFETIME_SECONDS };
  const signed = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  const token = `${signed}.${signature.toString('base64url')}`;
  if (remembered.size < MAX_REMEMBERED) remembered.set(token, claims);
  return token;
}

const redis = new Redis(process.env['REDIS_URL']!);
const pool = new Pool({ connectionString: process.env['DATABASE_URL']!, max: 10 });

redis.defineCommand('issueCode', { lua: ISSUE_CODE, numberOfKeys: 3 });
redis.defineCommand('consumeCode', { lua: CONSUME_CODE, numberOfKeys: 1 });
redis.defineCommand('countRequest', { lua: COUNT, numberOfKeys: 1 });
type Script = (...args: (string | number)[]) => Promise<string>;
const scripts = redis as unknown as Record<'issueCode' | 'consumeCode' | 'countRequest', Script>;

interface Row {
  readonly shop_id: string;
  readonly session_id: string;
}

async function statement(name: string, text: string, values: unknown[]): Promise<Row | undefined> {
  return (await pool.query<Row>({ name, text, values })).rows[0];
}

const tokens = ({ shop_id, session_id }: Row, refreshToken: string) => ({
  ...{ accessToken: accessToken(shop_id, session_id), tokenType: 'Bearer', expiresIn: LIFETIME_SECONDS },
  ...{ refreshToken, shop: { id: shop_id } },
});

export interface RequestOtpBody {
  readonly phone: string;
}
export interface VerifyOtpBody {
  readonly challengeId: string;
  readonly code: string;
}
export interface RefreshBody {
  readonly refreshToken: string;
}

export async function requestOtp({ phone }: RequestOtpBody) {
  const id = randomBytes(16).toString('hex');
  await scripts.issueCode(`challenge:${id}`, 'outbox', `w:${phone}`, id, phone, randomUUID());
  return { challengeId: id, phone, expiresIn: 300 };
}

/** @returns undefined if the code is wrong */
export async function verifyOtp({ challengeId, code }: VerifyOtpBody) {
  const phone = await scripts.consumeCode(`challenge:${challengeId}`, code);
  if (phone === '') return undefined;
  const refreshToken = randomBytes(32).toString('base64url');
  const row = await statement('open', OPEN_SESSION, [phone, challengeId, refreshToken]);
  return tokens(row!, refreshToken);
}

/** @returns undefined if the token or its session is invalid */
export async function readSession(authorization: string): Promise<Row | undefined> {
  const claims = remembered.get(authorization.slice('Bearer '.length));
  if (claims === undefined || claims.exp <= nowSeconds()) return undefined;
  return statement('me', READ_SESSION, [claims.sid]);
}

/** @returns undefined if the session is invalid */
export async function refresh({ refreshToken }: RefreshBody, address: string) {
  const next = randomBytes(32).toString('base64url');
  await scripts.countRequest(`net:${address}`);
  const row = await statement('refresh', ROTATE, [refreshToken, next]);
  return row && tokens(row, next);
}

const OPEN_SESSION = `with shop as (
    insert into shops (phone) values ($1) on conflict (phone) do update set last_login_at = now() returning id)
  insert into sessions (shop_id, challenge_id, refresh_token) select id, $2, $3 from shop
  returning shop_id, id as session_id`;
const READ_SESSION = `select shops.id as shop_id, shops.phone, shops.created_at, sessions.id as session_id, sessions.expires_at
  from sessions join shops on shops.id = sessions.shop_id
  where sessions.id = $1 and revoked_at is null and expires_at > now()`;
const ROTATE = `update sessions set refresh_token = $2, last_seen_at = now()
  where refresh_token = $1 and revoked_at is null and expires_at > now() returning shop_id, id as session_id`;
