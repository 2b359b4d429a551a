import type { RequestOtpAnswer, SessionsAnswer, VerifyOtpAnswer } from '@app/contract';
import { codeOf } from '@app/simulator';
import { newOwner, Product, receiveCodeOf, until } from '@app/testing';
import { Proxy } from './proxy';

const SPOOFED = {
  'X-Forwarded-For': '203.0.113.9',
  'X-Forwarded-Host': 'evil.example',
  'X-Request-Id': 'chosen-by-the-client',
};
const OUR_ID = /^[\da-f-]{36}$/;

const METRICS_TOKEN = 'a token for Prometheus';

let product: Product;

beforeAll(async () => {
  product = await Product.start({ env: { TRUST_PROXY: '1', METRICS_TOKEN } });
});

afterAll(async () => {
  await product?.stop();
});

describe.each(['nginx', 'caddy'] as const)('behind %s with the example configuration', (name) => {
  let proxy: Proxy;
  beforeAll(async () => {
    proxy = await Proxy[name](product);
  });
  afterAll(() => proxy?.stop());

  const post = (path: string, body: object, headers = {}) =>
    proxy.send(path, { method: 'POST', headers: { ...SPOOFED, ...headers }, body });

  async function challenge(phone: string, replaces?: string): Promise<string> {
    const answer = await post('/api/auth/request-otp', {
      phone,
      ...(replaces !== undefined && { replaces }),
    });
    return (JSON.parse(answer.text) as RequestOtpAnswer).challengeId;
  }

  it('a browser signs in with the cookie, and its session shows its own address', async () => {
    const person = await newOwner(product);
    const challengeId = await challenge(person.phone);
    const code = { challengeId, code: codeOf(await receiveCodeOf(person, challengeId))! };
    const verify = (origin: string) =>
      post('/api/auth/verify-otp?transport=cookie', code, { Origin: origin });
    expect((await verify('https://evil.example')).status).toBe(403);
    const opened = await verify(proxy.origin);
    expect(opened.status).toBe(200);
    expect(opened.headers.get('x-request-id')).toMatch(OUR_ID);
    const cookie = opened.headers.get('set-cookie')!.split(';', 1)[0]!;
    expect(cookie).toMatch(/^__Host-otp_refresh=v1\./);

    const { accessToken } = JSON.parse(opened.text) as VerifyOtpAnswer;
    const headers = { Authorization: `Bearer ${accessToken}`, ...SPOOFED };
    const { sessions } = JSON.parse(
      (await proxy.send('/api/auth/sessions', { headers })).text,
    ) as SessionsAnswer;
    expect(sessions.map(({ ip }) => ip)).toEqual(['127.0.0.7']);

    // A default port in Host does not change the origin.
    const byDefaultPort = { Origin: 'https://login.example.com', Host: 'login.example.com:443' };
    const left = await post('/api/auth/logout', {}, { Cookie: cookie, ...byDefaultPort });
    expect(left.status).toBe(204);
  });

  it('a page of the own origin is accepted over HTTP/2', async () => {
    const refresh = (Origin: string) => proxy.postByHttp2('/api/auth/refresh?transport=cookie', { Origin });
    await expect(refresh('https://evil.example')).resolves.toBe(403);
    await expect(refresh(proxy.origin)).resolves.toBe(401);
  });

  it('an event stream arrives without buffering', async () => {
    const phone = name === 'nginx' ? '+77011112233' : '+77011112244';
    const challengeId = await challenge(phone);
    const stream = await proxy.open(`/api/auth/challenges/${challengeId}/events`);
    const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    const next = async () => String((await chunks.next()).value);
    // A proxy that buffers would not pass this event on, because the stream stays open.
    expect(await next()).toContain('"status":"pending"');
    await challenge(phone, challengeId);
    let rest = await next();
    while (!rest.includes('"status":"closed"')) rest += await next();
    stream.destroy();
  });

  it('nobody reads the metrics, not even with their token', async () => {
    const headers = { Authorization: `Bearer ${METRICS_TOKEN}` };
    expect((await product.get('/metrics', headers)).status).toBe(200);
    expect((await proxy.send('/metrics', { headers })).status).toBe(404);
  });

  it('the webhook reaches the worker, which logs no id that a client has chosen', async () => {
    const [worker] = product.workers;
    const before = worker!.lines.length;
    // This worker polls, so it has no such route. The API would answer with a problem document.
    const { text } = await post('/telegram/webhook', { update_id: 1 });
    expect(JSON.parse(text)).toEqual({ statusCode: 404, message: 'Not Found' });
    const line = await until(
      () => worker!.lines.slice(before).find((logged) => logged.includes('"path":"/telegram/webhook"')),
      { what: 'the log line of the request' },
    );
    expect(JSON.parse(line)).toMatchObject({
      request: { id: expect.stringMatching(OUR_ID) as string },
    });
  });
});
