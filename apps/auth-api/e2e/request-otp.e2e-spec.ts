import { type Problem, requestOtpAnswer, type RequestOtpAnswer } from '@app/contract';
import { newOwner, Product, until, useProduct } from '@app/testing';
import { freshPhone } from './codes';

const product = useProduct();

const request = (body: object) => product.post<RequestOtpAnswer>('/api/auth/request-otp', body);
const refused = (body: unknown, headers = {}) =>
  product.post<Problem>('/api/auth/request-otp', body, headers);

describe('request-otp', () => {
  it('answers linked, unlinked and unknown phones alike, as the contract says', async () => {
    const linked = await newOwner(product);
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

  it('links to the real Telegram also in a service whose environment is that of development', async () => {
    const api = await product.addApi({
      NODE_ENV: 'development',
      CHAT_PORT: '8081',
      CHAT_PAGE_URL: 'http://localhost:8081/',
    });
    await api.ready();
    const answer = await fetch(`${api.url}/api/auth/request-otp`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ phone: freshPhone() }),
    });
    expect(((await answer.json()) as RequestOtpAnswer).telegram.link).toMatch(/^https:\/\/t\.me\//);
  });

  it('answers without the code, and with a link token that differs from the challenge id', async () => {
    const { body } = await request({ phone: freshPhone() });
    const random = { challengeId: '', telegram: '', approval: '' };
    expect(JSON.stringify({ ...body, ...random, phone: '', expiresAt: '' })).not.toMatch(/\d{6}/);
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
  ])('reads %j as +77019994567', async (body) => {
    // A phone may request three codes a minute, so the later forms are refused if they are read as the same phone.
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
  ])('accepts %s', async (_, body, expected) => {
    const { status, body: answer } = await request(body);
    expect({ status, phone: answer.phone }).toEqual({ status: 202, phone: expected });
  });

  it.each(['+7 701 123', '+7 701 123 45 67 89 00', 'call me', '1234567;phone-context=+7701'])(
    'refuses %j with an example of a valid phone',
    async (phone) => {
      const { status, body } = await refused({ phone }, { 'Accept-Language': 'en' });
      expect({ status, code: body.code }).toEqual({ status: 400, code: 'phone_invalid' });
      expect(body.detail).toContain('+7 701 123 45 67');
    },
  );

  it('grants a phone three requests a minute, and then answers when to retry', async () => {
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

  it('closes only the challenge that it replaces', async () => {
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

describe('the address limits', () => {
  let limited: Product;

  beforeAll(async () => {
    const env = { OTP_IP_PER_MINUTE: '2', OTP_IP_PER_HOUR: '60', TRUST_PROXY: '1' };
    limited = await Product.start({ env });
  });
  afterAll(async () => {
    await limited?.stop();
  });

  const postFrom = (address: string, route: string, body: object) =>
    limited.post<Problem>(`/api/auth/${route}`, body, { 'X-Forwarded-For': `6.6.6.6, ${address}` });
  const requestFrom = (address: string, phone = freshPhone()) => postFrom(address, 'request-otp', { phone });

  it.each([
    ['IPv4 address', ['203.0.113.7', '::ffff:203.0.113.7', '203.0.113.7'], '203.0.113.8'],
    ['IPv6 /64', ['2001:db8::1', '2001:db8::2', '2001:db8::3'], '2001:db8:0:1::1'],
  ])('count the requests of each %s', async (_, addresses, next) => {
    const statuses: number[] = [];
    for (const address of [...addresses, next]) statuses.push((await requestFrom(address)).status);
    expect(statuses).toEqual([202, 202, 429, 202]);
  });

  it('are reported as shared if a second proxy in front is not counted', async () => {
    await requestFrom('10.0.0.7');
    await until(() => limited.api.output.includes('increase TRUST_PROXY'));
  });

  it('grant an IPv6 /56 three times as many requests as a /64', async () => {
    const hosts = ['1::1', '1::2', '2::1', '2::2', '3::1', '3::2', 'ff::1'];
    const answers = [];
    for (const host of hosts) answers.push(await requestFrom(`2001:db8:1:${host}`));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202, 202, 429]);
    expect(answers[6]!.headers.get('ratelimit-policy')).toMatch(/^"address-minute";q=6;w=60/);
    expect(answers[6]!.headers.get('ratelimit')).toMatch(/^"address-minute";r=0;t=\d+/);
    expect((await requestFrom('2001:db8:1:100::1')).status).toBe(202);
  });

  it('count on Railway the client that X-Real-IP names, because X-Forwarded-For ends with changing addresses of Railway', async () => {
    const api = await limited.addApi({ RAILWAY_ENVIRONMENT_NAME: 'production', TRUST_PROXY: '' });
    await api.ready();
    const forgedId = 'chosen-by-the-client';
    const requestBy = async (client: string, edge: string): Promise<number> => {
      const answer = await fetch(`${api.url}/api/auth/request-otp`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'X-Real-IP': client,
          'X-Forwarded-For': `${client}, ${edge}`,
          // Railway does not set this header.
          'X-Request-Id': forgedId,
        },
        body: JSON.stringify({ phone: freshPhone() }),
      });
      expect(answer.headers.get('x-request-id')).not.toBe(forgedId);
      return answer.status;
    };
    const statuses: number[] = [];
    for (const edge of ['152.233.33.161', '152.233.33.162', '152.233.33.163'])
      statuses.push(await requestBy('203.0.113.77', edge));
    statuses.push(await requestBy('203.0.113.78', '152.233.33.161'));
    expect(statuses).toEqual([202, 202, 429, 202]);
  });

  it('refuse a request without counting it for the phone', async () => {
    const phone = freshPhone();
    for (let left = 2; left > 0; left--) await requestFrom('203.0.113.9');
    const refused = await requestFrom('203.0.113.9', phone);
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
    expect(refused.headers.get('ratelimit')).toMatch(
      /^"address-minute";r=0;t=\d+, "address-hour";r=58;t=\d+$/,
    );
    const allowed = await requestFrom('198.51.100.1', phone);
    expect(allowed.headers.get('ratelimit')).toContain('"phone-minute";r=2');
    expect(allowed.headers.get('ratelimit-policy')).toContain('"phone-minute";q=3;w=60');
  });

  it('grant a /64 twenty guesses an hour at the code of one phone', async () => {
    const phone = freshPhone();
    const guess = (address: string) => postFrom(address, 'verify-otp', { phone, code: '000000' });
    const guesses = await Promise.all(Array.from({ length: 25 }, () => guess('2001:db8:7::1')));
    expect(guesses.filter(({ body }) => body.code === 'code_wrong')).toHaveLength(20);
    const late = guesses.find(({ status }) => status === 429)!;
    expect(late.body.code).toBe('too_many_requests');
    expect(late.body.retryAfter).toBeGreaterThan(3500);
    expect(late.headers.get('ratelimit')).toMatch(/"address-and-phone-hour";r=0;t=3[56]\d\d/);
    expect((await guess('2001:db8:7::2')).status).toBe(429);
    expect((await guess('2001:db8:8::1')).body.code).toBe('code_wrong');
  });
});
