import { ERROR_CODES, problem, type Problem, requestOtpAnswer, type RequestOtpAnswer } from '@app/contract';
import { linkPhone, Product } from '@app/testing';

let product: Product;

beforeAll(async () => {
  product = await Product.start({ env: { CORS_ORIGINS: 'https://Shop.Example:443' } });
});

afterAll(async () => {
  await product?.stop();
});

let phones = 0;
const freshPhone = (): string => `+7701${String(++phones).padStart(7, '0')}`;
const request = (body: object, headers = {}) =>
  product.post<RequestOtpAnswer>('/api/auth/request-otp', body, headers);
const refused = (body: unknown, headers = {}) =>
  product.post<Problem>('/api/auth/request-otp', body, headers);

describe('request-otp', () => {
  it('answers by the contract, and alike for linked, unlinked and unknown phones', async () => {
    const linked = product.telegram.person({ firstName: 'Anna', phone: freshPhone() });
    await linkPhone(linked);
    const unlinked = product.telegram.person({ firstName: 'Boris', phone: freshPhone() });
    const answers = await Promise.all(
      [linked.phone, unlinked.phone, freshPhone()].map((phone) => request({ phone })),
    );
    for (const { status, body, headers } of answers) {
      expect(status).toBe(202);
      expect(requestOtpAnswer.strict().parse(body)).toEqual(body);
      expect(body).toMatchObject({ expiresIn: 300, resendIn: 0, codeLength: 6 });
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-request-id')).toMatch(/\S{8,}/);
      expect(headers.get('ratelimit')).toContain('"phone-minute";r=2');
    }
    const shapes = answers.map(({ body }) => JSON.stringify(Object.keys(body)));
    expect(new Set(shapes).size).toBe(1);
  });

  it('holds no code, and a link whose token is not the challenge', async () => {
    const { body } = await request({ phone: freshPhone() });
    expect(JSON.stringify({ ...body, challengeId: '', telegram: '', phone: '', expiresAt: '' })).not.toMatch(
      /\d{6}/,
    );
    const token = new URL(body.telegram.link).searchParams.get('start')!;
    expect(body.telegram.link).toMatch(
      new RegExp(`^https://t\\.me/${body.telegram.bot}\\?start=[A-Za-z0-9_-]{16,64}$`),
    );
    expect(token).not.toContain(body.challengeId.slice(2));
  });

  it.each([
    [{ phone: '+7 (701) 999-45-67' }],
    [{ phone: '8 701 999 45 67', country: 'KZ' }],
    [{ phone: '８ ７０１ ９９９ ４５ ６７', country: 'kz' }],
    [{ phone: '77019994567' }],
    [{ phone: '+٧٧٠١٩٩٩٤٥٦٧' }],
    [{ phone: '۸ ۷۰۱ ۹۹۹ ۴۵ ۶۷', country: 'KZ' }],
  ])('reads %j as one phone', async (body) => {
    // A phone may request three codes a minute. The fourth is limited, so all forms are the same phone.
    const { status, body: answer } = await product.post<Partial<RequestOtpAnswer & Problem>>(
      '/api/auth/request-otp',
      body,
    );
    if (status === 202) expect(answer.phone).toBe('+77019994567');
    else expect(answer.code).toBe('too_many_requests');
  });

  it.each([
    ['a landline', { phone: '+7 727 250 12 34' }, '+77272501234'],
    ['a landline in national form', { phone: '8 (495) 123-45-67', country: 'RU' }, '+74951234567'],
    ['a number of the block 55 in Tashkent', { phone: '998 55 123 45 67', country: 'UZ' }, '+998551234567'],
    ['a VoIP number', { phone: '+44 56 0000 0000' }, '+445600000000'],
  ])('takes %s, for the bot links it too', async (_, body, expected) => {
    const { status, body: answer } = await request(body);
    expect({ status, phone: answer.phone }).toEqual({ status: 202, phone: expected });
  });

  it.each(['+7 701 123', '+7 701 123 45 67 89 00', 'call me', '1234567;phone-context=+7701'])(
    'refuses %j with a text that helps',
    async (phone) => {
      const { status, body } = await refused({ phone }, { 'Accept-Language': 'en' });
      expect({ status, code: body.code }).toEqual({ status: 400, code: 'phone_invalid' });
      expect(body.detail).toContain('+7 701 123-45-67');
    },
  );

  it('takes three requests a minute for a phone, and says when it may ask again', async () => {
    const phone = freshPhone();
    for (const resendIn of [0, 0]) expect((await request({ phone })).body.resendIn).toBe(resendIn);
    const third = await request({ phone });
    expect(third.body.resendIn).toBeGreaterThan(50);
    const fourth = await refused({ phone });
    expect(fourth).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
    expect(Number(fourth.headers.get('retry-after'))).toBe(fourth.body.retryAfter);
    expect(fourth.body.retryAfter).toBeGreaterThan(50);
    expect((await request({ phone: freshPhone() })).status).toBe(202);
  });

  it('closes the challenge that it replaces, and only that', async () => {
    const phone = freshPhone();
    const first = await request({ phone });
    const kept = await request({ phone });
    await request({ phone, replaces: first.body.challengeId });
    const verify = (challengeId: string) =>
      product.post<Problem>('/api/auth/verify-otp', { challengeId, code: '000000' });
    expect((await verify(first.body.challengeId)).body.code).toBe('challenge_gone');
    expect((await verify(kept.body.challengeId)).body.code).toBe('code_wrong');
  });
});

describe('an invalid request', () => {
  it.each([
    ['a body that is no JSON', '{"phone":', { 'Content-Type': 'application/json' }],
    ['another type', 'phone=1', { 'Content-Type': 'text/plain' }],
    ['an array', '[]', { 'Content-Type': 'application/json' }],
    ['a field of another type', '{"phone":7}', { 'Content-Type': 'application/json' }],
    ['nothing', '', { 'Content-Type': 'application/json' }],
  ])('%s is body_invalid, with what is wrong', async (_, body, headers) => {
    const answer = await fetch(`${product.api.url}/api/auth/request-otp`, { method: 'POST', body, headers });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const document = problem.parse(await answer.json());
    expect(document).toMatchObject({ status: 400, code: 'body_invalid' });
    expect(document.errors?.[0]?.message).toMatch(/\S/);
  });

  it('over 16 KiB is body_too_large', async () => {
    const answer = await refused({ phone: 'x'.repeat(17_000) });
    expect(answer).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
  });

  it('on an unknown route is route_not_found', async () => {
    for (const path of ['/api/nothing', '/api/%E0']) {
      expect(await product.get(path)).toMatchObject({ status: 404, body: { code: 'route_not_found' } });
    }
    expect(await product.get('/api/auth/request-otp')).toMatchObject({
      status: 404,
      body: { code: 'route_not_found' },
    });
  });

  it.each([
    ['ru', 'ru', /номер/],
    ['en-GB,en;q=0.9', 'en', /number/],
    ['kk', 'kk', /нөмір/],
    ['uz', 'uz', /raqam/],
    ['fr', 'ru', /номер/],
  ])('is answered in the language of %s', async (asked, language, words) => {
    const { body, headers } = await refused({ phone: 'x' }, { 'Accept-Language': asked });
    expect(headers.get('content-language')).toBe(language);
    expect(`${body.title} ${body.detail}`).toMatch(words);
  });
});

describe('the HTTP surface', () => {
  it('lets origins of CORS_ORIGINS read answers, and no other', async () => {
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
    const { headers } = await request({ phone: freshPhone() }, { Origin: 'https://shop.example' });
    expect(headers.get('access-control-expose-headers')).toContain('Retry-After');
  });

  it('carries security headers', async () => {
    const { headers } = await product.get('/login');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('strict-transport-security')).toMatch(/max-age=\d{7,}/);
  });

  it('shows an OpenAPI 3.1 document in which every reference leads somewhere and every error is known', async () => {
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

  it('limits addresses, an IPv6 one by its /64 and the networks around it', async () => {
    const limited = await Product.start({
      workers: 1,
      env: { OTP_IP_PER_MINUTE: '2', OTP_IP_PER_HOUR: '60', TRUST_PROXY: '1' },
    });
    try {
      const from = (address: string, phone = freshPhone()) =>
        limited.post('/api/auth/request-otp', { phone }, { 'X-Forwarded-For': `6.6.6.6, ${address}` });
      const statuses: number[] = [];
      for (const address of [
        '2001:db8::1',
        '2001:db8::2',
        '2001:db8::3',
        '2001:db8:0:1::1',
        '203.0.113.7',
        '::ffff:203.0.113.7',
        '203.0.113.7',
      ]) {
        statuses.push((await from(address)).status);
      }
      expect(statuses).toEqual([202, 202, 429, 202, 202, 202, 429]);

      // All addresses of one /56 share three times the limit. The next /56 has its own.
      const neighbours = ['2001:db8:0:1::2', '2001:db8:0:2::1', '2001:db8:0:2::2', '2001:db8:0:ff::1'];
      const answers = [];
      for (const address of neighbours) answers.push(await from(address));
      expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 429]);
      expect(answers[3]!.headers.get('ratelimit-policy')).toMatch(/^"address-minute";q=6;w=60/);
      expect(answers[3]!.headers.get('ratelimit')).toMatch(/^"address-minute";r=0;t=\d+/);
      expect((await from('2001:db8:0:100::1')).status).toBe(202);

      // A request that the address limit refuses does not count for the phone.
      const phone = freshPhone();
      const refused = await from('203.0.113.7', phone);
      expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
      expect(refused.headers.get('ratelimit')).toMatch(
        /^"address-minute";r=0;t=\d+, "address-hour";r=58;t=\d+$/,
      );
      const allowed = await from('198.51.100.1', phone);
      expect(allowed.headers.get('ratelimit')).toContain('"phone-minute";r=2');
      expect(allowed.headers.get('ratelimit-policy')).toContain('"phone-minute";q=3;w=60');

      // An address cannot use up the attempts of a code that the owner asked the bot for.
      const guess = (address: string) =>
        limited.post<Problem>(
          '/api/auth/verify-otp',
          { phone, code: '000000' },
          { 'X-Forwarded-For': `6.6.6.6, ${address}` },
        );
      const guesses = await Promise.all(Array.from({ length: 25 }, () => guess('2001:db8:7::1')));
      expect(guesses.filter(({ body }) => body.code === 'code_wrong')).toHaveLength(20);
      const late = guesses.find(({ status }) => status === 429)!;
      expect(late.body.code).toBe('too_many_requests');
      expect(late.body.retryAfter).toBeGreaterThan(3500);
      expect(late.headers.get('ratelimit')).toMatch(/"address-and-phone-hour";r=0;t=3[56]\d\d/);
      expect((await guess('2001:db8:7::2')).status).toBe(429);
      expect((await guess('2001:db8:8::1')).body.code).toBe('code_wrong');
    } finally {
      await limited.stop();
    }
  });
});
