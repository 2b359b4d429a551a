import { ERROR_CODES, problem, type Problem } from '@app/contract';
import { until, useProduct } from '@app/testing';

const product = useProduct({ env: { CORS_ORIGINS: 'https://Shop.Example:443' } });

const post = (body: unknown, headers = {}) => product.post<Problem>('/api/auth/request-otp', body, headers);

describe('an invalid request', () => {
  it.each([
    ['a body that is not JSON', '{"phone":', { 'Content-Type': 'application/json' }],
    ['another content type', 'phone=1', { 'Content-Type': 'text/plain' }],
    ['an array', '[]', { 'Content-Type': 'application/json' }],
    ['a field of another type', '{"phone":7}', { 'Content-Type': 'application/json' }],
    ['an empty body', '', { 'Content-Type': 'application/json' }],
  ])('with %s is refused with body_invalid and the reason', async (_, body, headers) => {
    const answer = await fetch(`${product.api.url}/api/auth/request-otp`, { method: 'POST', body, headers });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const document = problem.parse(await answer.json());
    expect(document).toMatchObject({ status: 400, code: 'body_invalid' });
    expect(document.errors?.[0]?.message).toMatch(/\S/);
  });

  it('over 16 KiB is refused with body_too_large', async () => {
    const answer = await post({ phone: 'x'.repeat(17_000) });
    expect(answer).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
  });

  it('to an unknown route is refused with route_not_found', async () => {
    for (const path of ['/api/nothing', '/api/%E0', '/api/auth/request-otp'])
      expect(await product.get(path)).toMatchObject({ status: 404, body: { code: 'route_not_found' } });
  });

  it.each([
    ['ru', 'ru', /номер/],
    ['en-GB,en;q=0.9', 'en', /number/],
    ['kk', 'kk', /нөмір/],
    ['uz', 'uz', /raqam/],
    ['fr', 'ru', /номер/],
  ])('is answered in the language of %s', async (asked, language, words) => {
    const { body, headers } = await post({ phone: 'x' }, { 'Accept-Language': asked });
    expect(headers.get('content-language')).toBe(language);
    expect(`${body.title} ${body.detail}`).toMatch(words);
  });
});

describe('the API', () => {
  it('has no documentation of its own at the root', async () => {
    for (const path of ['/', '/start', '/ru/', '/assets/inline/check-dark-mode.js'])
      expect(await product.get(path)).toMatchObject({ status: 404, body: { code: 'route_not_found' } });
  });

  it('logs the origin of a page that browsers keep from it, once', async () => {
    const preflight = { Origin: 'https://typo.example', 'Access-Control-Request-Method': 'POST' };
    for (let calls = 0; calls < 2; calls++)
      await fetch(`${product.api.url}/api/auth/request-otp`, { method: 'OPTIONS', headers: preflight });
    const { headers } = await post({ phone: 'x' }, { Origin: 'https://shop.example' });
    const lines = (part: string) => product.api.lines.filter((line) => line.includes(part));
    // The lines are written in their order, so the line about the last request comes after all warnings.
    await until(() => lines(`"id":"${headers.get('x-request-id')}"`).length > 0);
    expect(lines('is not in CORS_ORIGINS')).toEqual([
      expect.stringContaining('https://typo.example is not in CORS_ORIGINS'),
    ]);
  });

  it('lets only the origins of CORS_ORIGINS read answers', async () => {
    const preflight = (origin: string) =>
      fetch(`${product.api.url}/api/auth/request-otp`, {
        method: 'OPTIONS',
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'content-type',
        },
      });
    const allowed = async (origin: string) =>
      (await preflight(origin)).headers.get('access-control-allow-origin');
    for (const same of ['https://shop.example', 'https://shop.example:443', 'https://SHOP.example'])
      expect(await allowed(same)).toBe(same);
    const others = ['https://shop.example:8443', 'http://shop.example', 'https://shop.example.', 'null'];
    for (const other of ['https://evil.example', ...others]) expect(await allowed(other)).toBeNull();
    const { headers } = await post({ phone: '+77010000001' }, { Origin: 'https://shop.example' });
    expect(headers.get('access-control-expose-headers')).toContain('Retry-After');
  });

  it('sends security headers', async () => {
    const { headers } = await product.get('/login');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('strict-transport-security')).toMatch(/max-age=\d{7,}/);
  });

  it('serves an OpenAPI 3.1 document without broken references', async () => {
    const { body } = await product.get<{
      openapi: string;
      paths: object;
      components: { schemas: Record<string, { properties?: Record<string, { enum?: string[] }> }> };
    }>('/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    const references = JSON.stringify(body).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
    for (const [, name] of references) expect(Object.keys(body.components.schemas)).toContain(name);
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining([
        '/api/auth/request-otp',
        '/api/auth/verify-otp',
        '/api/auth/me',
        '/api/auth/refresh',
        '/api/auth/logout',
      ]),
    );
    expect(body.components.schemas['Problem']?.properties?.['code']?.enum).toEqual(ERROR_CODES);
    const docs = await product.get<string>('/docs');
    expect(docs.body).toContain('swagger-ui');
  });
});
