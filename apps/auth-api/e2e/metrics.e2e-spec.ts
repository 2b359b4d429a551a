import { Product } from '@app/testing';

const TOKEN = 'the token of the metrics of this test';

let product: Product;

beforeAll(async () => {
  product = await Product.start({ env: { METRICS_TOKEN: TOKEN } });
});

afterAll(async () => {
  await product?.stop();
});

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
