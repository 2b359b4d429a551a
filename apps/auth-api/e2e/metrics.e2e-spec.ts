import type { RequestOtpAnswer } from '@app/contract';
import { Product, requestCode, until } from '@app/testing';

const TOKEN = 'the token of the metrics of this test';

let product: Product;

beforeAll(async () => {
  product = await Product.start({ env: { METRICS_TOKEN: TOKEN, OTP_FAILURES_PER_DAY: '1' } });
});

afterAll(async () => {
  await product?.stop();
});

const readMetrics = async (): Promise<string> =>
  (await product.get<string>('/metrics', { Authorization: `Bearer ${TOKEN}` })).body;

describe('the metrics', () => {
  it('need their token, and count requests for codes by outcome', async () => {
    for (const phone of ['+77010000001', '+77010000001', 'nonsense'])
      await product.post('/api/auth/request-otp', { phone });
    for (const headers of [{}, { Authorization: 'Bearer x' }, { Authorization: TOKEN }]) {
      expect((await product.get('/metrics', headers)).status).toBe(401);
    }
    const { status, headers, body } = await product.get<string>('/metrics', {
      Authorization: `Bearer ${TOKEN}`,
    });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/plain');
    expect(body).toMatch(/otpravka_code_requests_total\{.*outcome="ok".*\} 2/);
    expect(body).toMatch(/otpravka_code_requests_total\{.*outcome="phone_invalid".*\} 1/);
    expect(body).not.toContain('7010000001');
  });

  it('show requests by the pattern of their route, and no path', async () => {
    const challenges = await Promise.all(
      ['+77010000002', '+77010000003'].map((phone) => requestCode(product, phone)),
    );
    for (const { challengeId } of challenges) {
      const aborted = new AbortController();
      const stream = await fetch(`${product.api.url}/api/auth/challenges/${challengeId}/events`, {
        signal: aborted.signal,
      });
      expect(stream.status).toBe(200);
      aborted.abort();
    }
    for (const path of ['/api/nowhere', '/wp-login.php']) await product.get(path);

    const count = (route: string, status: number) =>
      `otpravka_http_request_duration_seconds_count{route="${route}",method="GET",status="${status}",service="auth-api"} 2`;
    const text = await until(
      async () => {
        const found = await readMetrics();
        const isComplete =
          found.includes(count('/api/auth/challenges/:id/events', 200)) &&
          found.includes(count('unmatched', 404));
        return isComplete ? found : undefined;
      },
      { what: 'the requests to be counted' },
    );
    for (const stray of [...challenges.map(({ challengeId }) => challengeId), 'wp-login', 'nowhere'])
      expect(text).not.toContain(stray);
  });

  it('show the build, the pool of Postgres and the answers of Redis', async () => {
    const text = await readMetrics();
    expect(text).toMatch(
      /otpravka_build_info\{version="\d+\.\d+\.\d+",revision="\w+",service="auth-api"\} 1/,
    );
    expect(text).toMatch(/otpravka_postgres_pool_max_connections\{service="auth-api"\} 10/);
    expect(text).toMatch(/otpravka_redis_command_duration_seconds_count\{service="auth-api"\} [1-9]/);
    expect(text).toMatch(/otpravka_redis_memory_used_bytes\{server="[^"]+:\d+",service="auth-api"\} [1-9]/);
  });

  it('count each phone that wrong codes have locked', async () => {
    const locked = (count: number) => `otpravka_phones_locked_total{service="auth-api"} ${count}`;
    expect(await readMetrics()).toContain(locked(0));
    const asked = await product.post<RequestOtpAnswer>('/api/auth/request-otp', { phone: '+77010000004' });
    const { challengeId } = asked.body;
    await product.post('/api/auth/verify-otp', { challengeId, code: '000000' });
    await product.post('/api/auth/verify-otp', { challengeId, code: '000000' });
    expect(await readMetrics()).toContain(locked(1));
  });

  it('cannot be read in production without METRICS_TOKEN, even if NODE_ENV is absent', async () => {
    const without = await Product.start({ env: { NODE_ENV: '' } });
    try {
      const development = await without.addApi({ NODE_ENV: 'development' });
      const production = await without.addApi({ NODE_ENV: 'production' });
      await Promise.all([development.ready(), production.ready()]);
      const statusAt = async ({ url }: { url: string }) => (await fetch(`${url}/metrics`)).status;
      expect(
        await Promise.all([without.api, without.workers[0]!, production, development].map(statusAt)),
      ).toEqual([401, 401, 401, 200]);
    } finally {
      await without.stop();
    }
  });
});
