import {
  bearer,
  newOwner,
  Product,
  requestCode,
  type ServiceProcess,
  testRedisUrl,
  until,
  TcpProxy,
  useProduct,
} from '@app/testing';
import { freshPhone, MANY_REQUESTS, requestAndReceive } from './codes';
import { eventsUrl, Listener, PublishedChanges, expectRefusal } from './listener';

const METRICS_TOKEN = 'the token of the metrics of this test';

const product = useProduct({
  env: { ...MANY_REQUESTS, METRICS_TOKEN, CORS_ORIGINS: 'https://shop.example' },
});

const freshChallenge = async (): Promise<string> => (await requestCode(product, freshPhone())).challengeId;
const freshChallenges = (count: number) => Promise.all(Array.from({ length: count }, freshChallenge));

const addApi = async (env?: Readonly<Record<string, string>>) => (await product.addApi(env)).ready();

const openStreamsAt = async ({ url }: ServiceProcess): Promise<number> => {
  const answer = await fetch(`${url}/metrics`, { headers: bearer(METRICS_TOKEN) });
  return Number(/^otpravka_event_streams(?:\{.*\})? (\d+)$/m.exec(await answer.text())![1]);
};

describe('an event stream', () => {
  it('has the headers of every answer, and CORS headers for the origins of CORS_ORIGINS', async () => {
    const challengeId = await freshChallenge();
    const page = await Listener.open(product.api.url, challengeId, { Origin: 'https://shop.example' });
    const foreign = await Listener.open(product.api.url, challengeId, { Origin: 'https://evil.example' });
    await page.waitForStatus('pending');
    page.disconnect();
    foreign.disconnect();
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      'access-control-allow-origin': 'https://shop.example',
    });
    expect(page.headers.get('x-request-id')).toMatch(/\S{8,}/);
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('is described in the OpenAPI document', async () => {
    const { body } = await product.get<{
      paths: Record<string, { get: { responses: Record<string, { content: object }> } }>;
    }>('/openapi.json');
    const { responses } = body.paths['/api/auth/challenges/{id}/events']!.get;
    expect(Object.keys(responses)).toEqual(['200', '410', '429', '500', '503']);
    expect(responses['200']!.content).toEqual({
      'text/event-stream': { schema: { $ref: '#/components/schemas/ChallengeEvent' } },
    });
  });

  it('is closed when its page disconnects, even before the first event', async () => {
    const api = await addApi();
    const challengeId = await freshChallenge();
    const pages = await Promise.all([1, 2, 3].map(() => Listener.open(api.url, challengeId)));
    await until(async () => (await openStreamsAt(api)) === 3);
    for (const page of pages) page.disconnect();
    await until(async () => (await openStreamsAt(api)) === 0);

    expect((await fetch(eventsUrl(api.url, challengeId), { method: 'HEAD' })).status).toBe(200);
    await until(async () => (await openStreamsAt(api)) === 0);

    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const hasty = new AbortController();
        setImmediate(() => hasty.abort());
        await fetch(eventsUrl(api.url, index % 2 ? challengeId : 'x'), { signal: hasty.signal }).catch(
          () => undefined,
        );
      }),
    );
    await until(async () => (await openStreamsAt(api)) === 0);
    const again = await Listener.open(api.url, challengeId);
    await again.waitForStatus('pending');
    await until(async () => (await openStreamsAt(api)) === 1);
    expect(await api.end()).toEqual({ code: 0, signal: null });
  });

  it('ends at a shutdown of its instance without delaying it', async () => {
    const api = await addApi();
    const challengeId = await freshChallenge();
    const page = await Listener.open(api.url, challengeId);
    await page.waitForStatus('pending');
    expect(await api.end('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(api.output).not.toMatch(/"level":"(error|fatal)"|cut off/);
    await page.waitForEnd();
    expect(page.statuses).toEqual(['pending']);
    const again = await Listener.open(product.api.url, challengeId);
    await again.waitForStatus('pending');
    again.disconnect();
  });

  it('is refused as the sixth of a challenge until a page disconnects', async () => {
    const { url } = product.api;
    const challengeId = await freshChallenge();
    const pages = await Promise.all([1, 2, 3, 4, 5].map(() => Listener.open(url, challengeId)));
    const { answer, body } = await expectRefusal(url, challengeId);
    expect(body).toMatchObject({ status: 429, code: 'too_many_requests' });
    expect(body.retryAfter).toBeGreaterThan(0);
    expect(answer.headers.get('retry-after')).toBe(String(body.retryAfter));
    pages[0]!.disconnect();
    const sixth = await until(() => Listener.open(url, challengeId));
    for (const page of [...pages, sixth]) page.disconnect();
  });

  it('is refused as the twenty-first of an address', async () => {
    const limited = await addApi({ OTP_IP_PER_MINUTE: '1000', OTP_IP_PER_HOUR: '1000' });
    const ids = await freshChallenges(5);
    const openTwenty = (url: string) =>
      Promise.all(ids.slice(0, 4).flatMap((id) => Array.from({ length: 5 }, () => Listener.open(url, id))));
    const pages = await openTwenty(limited.url);
    await expect(Listener.open(limited.url, ids[4]!)).rejects.toThrow('too_many_requests');
    pages[7]!.disconnect();
    const next = await until(() => Listener.open(limited.url, ids[4]!));
    const unlimited = await openTwenty(product.api.url);
    unlimited.push(await Listener.open(product.api.url, ids[4]!));
    for (const page of [...pages, ...unlimited, next]) page.disconnect();
    await until(async () => (await openStreamsAt(product.api)) === 0);
    await limited.end();
  });

  it('is refused as the 61st of an IPv6 /56 and as the 201st of a /48', async () => {
    const api = await addApi({ OTP_IP_PER_MINUTE: '1000', OTP_IP_PER_HOUR: '1000', TRUST_PROXY: '1' });
    const ids = await freshChallenges(42);
    let opened = 0;
    /** Opens a stream from the n-th /64 of a /56. */
    const openFrom = async (fiftySix: number, n: number): Promise<Listener> => {
      const [high, low] = [fiftySix, n].map((part) => part.toString(16).padStart(2, '0'));
      const address = { 'X-Forwarded-For': `2001:db8:1:${high}${low}::7` };
      const listener = await Listener.open(api.url, ids[Math.floor(opened / 5)]!, address);
      opened++;
      return listener;
    };
    const pages: Listener[] = [];
    for (let n = 0; n < 60; n++) pages.push(await openFrom(1, n));
    await expect(openFrom(1, 60)).rejects.toThrow('too_many_requests');
    for (let n = 0; n < 140; n++) pages.push(await openFrom(2 + Math.floor(n / 50), n));
    await expect(openFrom(9, 0)).rejects.toThrow('too_many_requests');
    pages[0]!.disconnect();
    pages.push(await until(() => openFrom(9, 0)));
    for (const page of pages) page.disconnect();
    await api.end();
  });

  it('ends as closed when its challenge expires', async () => {
    const short = await Product.start({ env: { OTP_TTL_SECONDS: '10' } });
    try {
      const { challengeId } = await requestCode(short, freshPhone());
      const page = await Listener.open(short.api.url, challengeId);
      await page.waitForEnd();
      expect(page.statuses).toEqual(['pending', 'closed']);
      // The stream's own timer has closed it: no comment has refreshed it.
      expect(page.text).not.toMatch(/^:/m);
      expect((await expectRefusal(short.api.url, challengeId)).body.code).toBe('challenge_gone');
    } finally {
      await short.stop();
    }
  });

  it('stays open while Redis is unavailable, and sends a missed status with its next comment', async () => {
    const [proxy, changes] = [await TcpProxy.to(testRedisUrl()), await PublishedChanges.subscribe(product)];
    try {
      const api = await addApi({ REDIS_URL: proxy.url });
      const { challengeId, code } = await requestAndReceive(product, await newOwner(product));
      const page = await Listener.open(api.url, challengeId);
      await page.waitForStatus('pending');

      proxy.cut();
      await until(async () => (await api.readiness()).missing.includes('subscriptions'));
      expect((await expectRefusal(api.url, challengeId)).body).toMatchObject({
        status: 503,
        code: 'unavailable',
      });
      const verified = await product.post('/api/auth/verify-otp', { challengeId, code });
      expect(verified.status).toBe(200);
      await changes.waitFor(challengeId, 2);
      proxy.restore();
      await page.waitForEnd();
      expect(page.text).toMatch(
        /^event: status\ndata: \{"status":"pending"\}\n\n(: [^\n]*\n\n)+event: status\ndata: \{"status":"verified"\}\n\n$/,
      );
      await api.end();
    } finally {
      changes.stop();
      await proxy.close();
    }
  }, 120_000);
});
