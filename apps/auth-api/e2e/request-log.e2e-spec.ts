import { Redis } from 'ioredis';
import { Client } from 'pg';
import type { EraseCodeAnswer, RequestOtpAnswer, Tokens } from '@app/contract';
import { codeOf, type SimulatedPerson } from '@app/simulator';
import { bearer, newOwner, Product, receiveCodeOf, signIn, until, untilRecorded } from '@app/testing';
import { codeFromBot, freshPhone, requestAndReceive, wrongCodeFor } from './codes';
import { TraceCollector } from './trace-collector';
import { linesWith, shapeOf, traceInRunbook, writeTraceToRunbook } from './sign-in-trace';

/** True for `npm run docs:trace`, which takes the lines of one sign-in for the runbook. */
const WRITES_TRACE = (globalThis as { WRITES_TRACE?: boolean }).WRITES_TRACE === true;

let product: Product;
let redis: Redis;
let postgres: Client;
let collector: TraceCollector;

beforeAll(async () => {
  collector = await TraceCollector.start();
  product = await Product.start({
    env: { OTP_FAILURES_PER_DAY: '1', OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint },
  });
  redis = new Redis(product.redisUrl);
  postgres = new Client({ connectionString: product.database.url });
  await postgres.connect();
});

afterAll(async () => {
  redis?.disconnect();
  await postgres?.end();
  await product?.stop();
  await collector?.stop();
});

type Answer = Awaited<ReturnType<Product['post']>>;

/** The key of a challenge or of its phone. Every id of a challenge begins with the partition of its phone. */
const keyOf = (challengeId: string, name: string): string =>
  `${product.namespace}:{p${challengeId.slice(0, 2)}}:${name}`;

/** Makes every later script that reads the key as a hash or a text fail. */
const breakKey = async (key: string): Promise<void> => {
  await redis.multi().del(key).sadd(key, 'a value of another type').exec();
};

/** Runs the work while the services may not call a function of Postgres. */
async function withoutFunction<T>(name: string, work: () => Promise<T>): Promise<T> {
  await postgres.query(`revoke execute on function public.${name} from otpravka_app`);
  try {
    return await work();
  } finally {
    await postgres.query(`grant execute on function public.${name} to otpravka_app`);
  }
}

/**
 * Sends a right code that Postgres cannot act upon, because another transaction holds the shop. In the meantime the used challenge
 * is broken, so that its code cannot be restored either.
 */
async function withHeldShop(challengeId: string, send: () => Promise<Answer>): Promise<Answer> {
  const key = keyOf(challengeId, `challenge:${challengeId}`);
  await postgres.query('begin');
  await postgres.query('select from shops for update');
  try {
    const answer = send();
    await until(async () => (await redis.hget(key, 'state')) === 'used', { what: 'the code to be used' });
    await breakKey(key);
    return await answer;
  } finally {
    await postgres.query('rollback');
  }
}

const verify = (body: object, query = '', headers: Record<string, string> = {}): Promise<Answer> =>
  product.post(`/api/auth/verify-otp${query}`, body, headers);

const refresh = (refreshToken: string) => product.post<Tokens>('/api/auth/refresh', { refreshToken });

async function eraseCodeFor(person: SimulatedPerson, accessToken: string) {
  const { body } = await product.post<EraseCodeAnswer>(
    '/api/shop/erase-code',
    undefined,
    bearer(accessToken),
  );
  const { challengeId } = body;
  return { challengeId, code: codeOf(await receiveCodeOf(person, challengeId))! };
}

const erase = (accessToken: string, body: object): Promise<Answer> =>
  product.delete('/api/shop', bearer(accessToken), body);

/** Each request with a failure beside its answer, by the line that reports the failure. */
const REQUESTS: Readonly<Record<string, () => Promise<Answer>>> = {
  'a replaced challenge could not be closed; it stays open until it expires': async () => {
    const { body } = await product.post<RequestOtpAnswer>('/api/auth/request-otp', { phone: freshPhone() });
    const replaces = body.challengeId;
    await breakKey(keyOf(replaces, `challenge:${replaces}`));
    return product.post('/api/auth/request-otp', { phone: freshPhone(), replaces });
  },
  'the lock of a phone could not be recorded': async () => {
    const { challengeId, code } = await requestAndReceive(product, await newOwner(product));
    return withoutFunction('record_activity', async () => {
      const answer = await verify({ challengeId, code: wrongCodeFor(code) });
      await line('the lock of a phone could not be recorded');
      return answer;
    });
  },
  'the code of a session that could not be opened was not restored': async () => {
    const person = await newOwner(product);
    await signIn(product, person);
    const { challengeId, code } = await requestAndReceive(product, person);
    return withHeldShop(challengeId, () => verify({ challengeId, code }));
  },
  'the former session of a browser could not be ended': async () => {
    const person = await newOwner(product);
    const { refreshToken } = await signIn(product, person);
    const headers = {
      Origin: new URL(product.api.url).origin,
      Cookie: `__Host-otp_refresh=${refreshToken}`,
    };
    const body = { phone: person.phone, code: await codeFromBot(person) };
    return withoutFunction('end_sessions', () => verify(body, '?transport=cookie', headers));
  },
  'the owner could not be notified of a refresh token that was used twice': async () => {
    const { refreshToken, challengeId } = await signIn(product, await newOwner(product));
    const { body: next } = await refresh(refreshToken);
    await refresh(next.refreshToken!);
    const sessionId = refreshToken.split('.')[2]!;
    await breakKey(keyOf(challengeId, `job:notification:token_reused:${sessionId}`));
    return refresh(refreshToken);
  },
  'codes of an erased shop could not be closed': async () => {
    const person = await newOwner(product);
    const { accessToken } = await signIn(product, person);
    const body = await eraseCodeFor(person, accessToken);
    await breakKey(keyOf(body.challengeId, `live:${person.phone}`));
    return erase(accessToken, body);
  },
  'the code of a failed erasure could not be restored': async () => {
    const person = await newOwner(product);
    const { accessToken } = await signIn(product, person);
    const body = await eraseCodeFor(person, accessToken);
    return withHeldShop(body.challengeId, () => erase(accessToken, body));
  },
};

const line = (message: string) =>
  until(() => product.api.lines.find((text) => text.includes(message)), {
    what: `the log line "${message}"`,
  });

describe('a log line about a failure beside the answer of a request', () => {
  it.each(Object.keys(REQUESTS))('carries the id of its request: %s', async (message) => {
    const { headers } = await REQUESTS[message]!();
    expect(JSON.parse(await line(message))).toMatchObject({
      level: 'warn',
      requestId: headers.get('x-request-id'),
      error: { message: expect.any(String) as string },
    });
  });
});

describe('the id of a request for a code', () => {
  it('finds the whole sign-in in the logs of both services, as the runbook shows', async () => {
    const person = await newOwner(product);
    const asked = await product.post<RequestOtpAnswer>('/api/auth/request-otp', { phone: person.phone });
    const { challengeId } = asked.body;
    const code = codeOf(await receiveCodeOf(person, challengeId))!;
    await untilRecorded(product, challengeId);
    const verified = await verify({ challengeId, code });

    const id = asked.headers.get('x-request-id')!;
    const completed = { level: 'info', service: 'auth-api', message: 'request completed' };
    const path = '/api/auth/verify-otp';
    const worker = { level: 'info', service: 'bot-worker', requestId: id };
    const expected: object[] = [
      { ...completed, request: { id, path: '/api/auth/request-otp' }, response: { status: 202 } },
      { ...worker, message: 'a code was claimed' },
      { ...worker, message: 'Telegram accepted a message', kind: 'code' },
      { ...completed, request: { id: verified.headers.get('x-request-id'), path }, codeRequestId: id },
      { ...worker, message: 'Telegram accepted a message', kind: 'edit' },
    ];
    const lines = await until(
      () => {
        const found = linesWith(product, id);
        return found.length >= expected.length ? found : undefined;
      },
      { what: `${expected.length} log lines with ${id}` },
    );
    // A worker may log its claim before the API logs its answer.
    expect(lines).toHaveLength(expected.length);
    for (const line of expected) expect(lines).toContainEqual(expect.objectContaining(withNested(line)));
    const text = JSON.stringify(lines);
    for (const secret of [code, challengeId, person.phone.slice(1)]) expect(text).not.toContain(secret);

    if (WRITES_TRACE) writeTraceToRunbook(lines);
    expect(traceInRunbook().map(shapeOf).sort()).toEqual(lines.map(shapeOf).sort());
  });

  it('is an id of its own for a code of the bot, and finds that sign-in in both logs too', async () => {
    const person = await newOwner(product);
    const verified = await verify({ phone: person.phone, code: await codeFromBot(person) });
    const used = `"request":{"id":"${verified.headers.get('x-request-id')}"`;
    const line = await until(() => product.api.lines.find((logged) => logged.includes(used)), {
      what: 'the log line of the request that used the code',
    });
    const { codeRequestId } = JSON.parse(line) as { codeRequestId: string };
    const kinds = await until(
      () => {
        const found = linesWith(product, codeRequestId).map(({ message, kind = message }) => kind);
        return found.includes('edit') ? found : undefined;
      },
      { what: `the lines of the worker with ${codeRequestId}` },
    );
    expect(kinds.sort()).toEqual(['a code was claimed', 'code', 'edit', 'request completed']);
  });
});

describe('the trace of a sign-in', () => {
  it('goes from the request for a code over the delivery and the call of Telegram to the request that uses the code', async () => {
    const person = await newOwner(product);
    const asked = await product.post<RequestOtpAnswer>('/api/auth/request-otp', { phone: person.phone });
    const { challengeId } = asked.body;
    const code = codeOf(await receiveCodeOf(person, challengeId))!;
    await untilRecorded(product, challengeId);
    await verify({ challengeId, code });

    const id = asked.headers.get('x-request-id')!;
    const parts: readonly (readonly [service: string, name: string, parent?: string])[] = [
      ['auth-api', 'POST /api/auth/request-otp'],
      ['bot-worker', 'deliver code', 'POST /api/auth/request-otp'],
      ['bot-worker', 'sendMessage', 'deliver code'],
      ['auth-api', 'POST /api/auth/verify-otp', 'POST /api/auth/request-otp'],
      ['bot-worker', 'deliver edit', 'POST /api/auth/request-otp'],
      ['bot-worker', 'editMessageText', 'deliver edit'],
    ];
    const trace = await until(
      () => {
        const root = collector.spans.find(({ attributes }) =>
          attributes.some(({ key, value }) => key === 'otpravka.request_id' && value.stringValue === id),
        );
        const found = collector.spans.filter(({ traceId }) => traceId === root?.traceId);
        return found.length >= parts.length ? found : undefined;
      },
      { what: 'the spans of the sign-in' },
    );
    const nameOf = (spanId?: string) => trace.find((span) => span.spanId === spanId)?.name;
    const found = trace.map(({ service, name, parentSpanId }) => [service, name, nameOf(parentSpanId)]);
    expect(found.map(String).sort()).toEqual(
      parts.map(([service, name, parent]) => String([service, name, parent])).sort(),
    );
    const text = JSON.stringify(collector.spans);
    for (const secret of [code, challengeId, person.phone.slice(1)]) expect(text).not.toContain(secret);
  });
});

/** `objectContaining` compares nested objects as a whole. */
const withNested = (line: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(line).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null ? expect.objectContaining(value as object) : value,
    ]),
  );
