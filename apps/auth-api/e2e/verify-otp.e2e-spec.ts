import { createHmac, createPublicKey, type JsonWebKey, verify as verifySignature } from 'node:crypto';
import {
  type Jwks,
  type MeAnswer,
  meAnswer,
  type Problem,
  type RequestOtpAnswer,
  type Tokens,
  tokens,
  verifyOtpAnswer,
  type VerifyOtpAnswer,
} from '@app/contract';
import { type SimulatedPerson } from '@app/simulator';
import { linkPhone, Product, receiveCode, requestCode, signIn, until } from '@app/testing';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(async () => {
  await product?.stop();
});

let phones = 0;
const freshPhone = (): string => `+7702${String(++phones).padStart(7, '0')}`;

async function linked(): Promise<SimulatedPerson> {
  const person = product.telegram.person({ firstName: 'Anna', phone: freshPhone() });
  await linkPhone(person);
  return person;
}

const verify = (body: object) => product.post<VerifyOtpAnswer & Problem>('/api/auth/verify-otp', body);
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const me = (token: string) => product.get<MeAnswer & Problem>('/api/auth/me', bearer(token));
const inPersian = (digit: string): string => '۰۱۲۳۴۵۶۷۸۹'[Number(digit)]!;
const wrongThan = (code: string): string => (code === '111111' ? '222222' : '111111');

async function asked(person: SimulatedPerson): Promise<RequestOtpAnswer & { code: string }> {
  const before = person.messages.at(-1)!.messageId;
  const answer = await requestCode(product, person.phone);
  return { ...answer, code: await receiveCode(person, before) };
}

describe('verify-otp', () => {
  it('opens a shop at the first sign-in and the same shop at the next', async () => {
    const person = await linked();
    const first = await signIn(product, person);
    const { code: _, challengeId: __, linkToken: ___, ...body } = first;
    expect(verifyOtpAnswer.strict().parse(body)).toEqual(body);
    expect(first).toMatchObject({
      tokenType: 'Bearer',
      expiresIn: 600,
      isNewShop: true,
      shop: {
        phone: person.phone,
        language: 'ru',
        currency: 'KZT',
        timezone: 'Asia/Almaty',
        plan: 'free',
        telegram: { linked: true, firstName: 'Anna' },
      },
    });
    const next = await signIn(product, person);
    expect(next).toMatchObject({ isNewShop: false, shop: { id: first.shop.id } });
  });

  it.each(['123 456', '123-456', ' 123456 '])('takes a code typed as %j', async (pattern) => {
    const person = await linked();
    const { challengeId, code } = await asked(person);
    const typed = pattern.replace('123', code.slice(0, 3)).replace('456', code.slice(3));
    expect((await verify({ challengeId, code: typed })).status).toBe(200);
  });

  it('takes a code once, also when it is posted twenty times at once', async () => {
    const { challengeId, code } = await asked(await linked());
    const answers = await Promise.all(Array.from({ length: 20 }, () => verify({ challengeId, code })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body.code))).toEqual(
      new Set(['challenge_gone']),
    );
  });

  it('refuses three wrong codes, and is then exhausted for the right code too', async () => {
    const { challengeId, code } = await asked(await linked());
    for (const attemptsLeft of [2, 1, 0]) {
      expect(await verify({ challengeId, code: wrongThan(code) })).toMatchObject({
        status: 401,
        body: { code: 'code_wrong', attemptsLeft },
      });
    }
    const exhausted = await verify({ challengeId, code });
    expect(exhausted).toMatchObject({ status: 429, body: { code: 'attempts_exhausted' } });
    // An operator finds the refusal by the request id of the answer.
    const line = await until(() =>
      product.output
        .split('\n')
        .find((text) => text.includes(exhausted.body.requestId) && /refused/.test(text)),
    );
    expect(JSON.parse(line)).toMatchObject({ level: 'info', problem: 'attempts_exhausted' });
    expect(Number(exhausted.headers.get('retry-after'))).toBe(exhausted.body.retryAfter);
  });

  it('does not take the code of another challenge', async () => {
    const [anna, boris] = [await linked(), await linked()];
    const [annas, boriss] = [await asked(anna), await asked(boris)];
    if (annas.code === boriss.code) return;
    expect((await verify({ challengeId: annas.challengeId, code: boriss.code })).body.code).toBe(
      'code_wrong',
    );
  });

  it('takes no code at all for a challenge whose code was never sent', async () => {
    const { challengeId } = await requestCode(product, freshPhone());
    for (const code of ['000000', '', 'x'.repeat(40)]) {
      expect([400, 401]).toContain((await verify({ challengeId, code })).status);
    }
    expect((await verify({ challengeId, code: '123456' })).body.code).toBe('code_wrong');
  });

  it.each(['00', 'f'.repeat(34), '0'.repeat(34), '../../x'])(
    'says challenge_gone to %j',
    async (challengeId) => {
      expect(await verify({ challengeId, code: '123456' })).toMatchObject({
        status: 410,
        body: { code: 'challenge_gone' },
      });
    },
  );

  it('takes a code that the owner asked the bot for, and says nothing else to a stranger', async () => {
    const person = await linked();
    const said = person.say('/code');
    const code = await receiveCode(person, said.messageId);
    const stranger = await verify({ phone: person.phone, code: wrongThan(code) });
    expect(stranger).toMatchObject({ status: 401, body: { code: 'code_wrong' } });
    expect(stranger.body).not.toHaveProperty('attemptsLeft');
    const nobody = await verify({ phone: freshPhone(), code });
    expect({ ...nobody.body, requestId: '' }).toEqual({ ...stranger.body, requestId: '' });
    expect((await verify({ phone: person.phone, code })).status).toBe(200);
    expect((await verify({ phone: person.phone, code })).body.code).toBe('code_wrong');
  });

  it('takes that code for a challenge as well, also once the attempts of the challenge are used up', async () => {
    const person = await linked();
    const { challengeId, code: own } = await asked(person);
    const said = person.say('/code');
    const first = await receiveCode(person, said.messageId);
    const wrong = wrongThan(own) === first ? '333333' : wrongThan(own);
    for (const attemptsLeft of [2, 1, 0])
      expect((await verify({ challengeId, code: wrong })).body).toMatchObject({
        code: 'code_wrong',
        attemptsLeft,
      });
    // Each of them was an attempt at the code of the bot, too.
    expect((await verify({ challengeId, code: first })).body.code).toBe('attempts_exhausted');
    const saidAgain = person.say('/code');
    const second = await receiveCode(person, saidAgain.messageId);
    expect(await verify({ challengeId, code: second })).toMatchObject({
      status: 200,
      body: { tokenType: 'Bearer' },
    });
    expect((await verify({ challengeId, code: second })).body.code).toBe('attempts_exhausted');
  });

  it('reads a phone as request-otp does, in any form and in the digits of any script', async () => {
    const written = {
      '+998901234561': { phone: '998901234561', country: 'UZ' },
      '+998901234562': { phone: '998901234562' },
      '+998901234563': { phone: '90 123-45-63', country: 'uz' },
      '+998551234564': { phone: '٩٩٨ ٥٥ ١٢٣ ٤٥ ٦٤' },
      '+77272501234': { phone: '8 (727) 250-12-34', country: 'KZ' },
    };
    const read = await Promise.all(
      Object.entries(written).map(async ([phone, typed]) => {
        const person = product.telegram.person({ firstName: 'Anna', phone });
        await linkPhone(person);
        const code = await receiveCode(person, person.say('/code').messageId);
        const { body } = await verify({ ...typed, code: [...code].map(inPersian).join(' ') });
        const requested = await product.post<RequestOtpAnswer>('/api/auth/request-otp', typed);
        return [body.shop?.phone, requested.body.phone];
      }),
    );
    expect(read).toEqual(Object.keys(written).map((phone) => [phone, phone]));
  });
});

describe('numbers that are configured', () => {
  it('hold: one attempt, one request a minute, ten seconds', async () => {
    const short = await Product.start({
      env: { OTP_ATTEMPTS: '1', OTP_PHONE_PER_MINUTE: '1', OTP_TTL_SECONDS: '10' },
    });
    try {
      const person = short.telegram.person({ firstName: 'Anna', phone: '+77011234567' });
      await linkPhone(person);
      const before = person.messages.at(-1)!.messageId;
      const answer = await requestCode(short, person.phone);
      expect(answer).toMatchObject({ expiresIn: 10 });
      const code = await receiveCode(person, before);
      expect((await short.post<Problem>('/api/auth/request-otp', { phone: person.phone })).body.code).toBe(
        'too_many_requests',
      );
      await person.waitForMessage(/Срок действия этого кода истёк/);
      expect(
        await short.post('/api/auth/verify-otp', { challengeId: answer.challengeId, code }),
      ).toMatchObject({
        status: 410,
        body: { code: 'challenge_gone' },
      });

      const other = short.telegram.person({ firstName: 'Boris', phone: '+77017654321' });
      await linkPhone(other);
      const { challengeId } = await requestCode(short, other.phone);
      expect(
        (await short.post<Problem>('/api/auth/verify-otp', { challengeId, code: '000000' })).body
          .attemptsLeft,
      ).toBe(0);
      expect(
        (await short.post<Problem>('/api/auth/verify-otp', { challengeId, code: '000000' })).body.code,
      ).toBe('attempts_exhausted');
    } finally {
      await short.stop();
    }
  });
});

describe('tokens', () => {
  const decoded = (part: string): Record<string, unknown> =>
    JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

  it('are verified by another back end with the public keys alone', async () => {
    const { accessToken, shop } = await signIn(product, await linked());
    const [head, claims, signature] = accessToken.split('.') as [string, string, string];
    const { body: jwks } = await product.get<Jwks>('/.well-known/jwks.json');
    const { kid, typ, alg } = decoded(head);
    expect({ typ, alg }).toEqual({ typ: 'at+jwt', alg: 'ES256' });
    const key = createPublicKey({
      key: jwks.keys.find((candidate) => candidate.kid === kid) as JsonWebKey,
      format: 'jwk',
    });
    const isGenuine = verifySignature(
      'sha256',
      Buffer.from(`${head}.${claims}`),
      { key, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    expect(isGenuine).toBe(true);
    const { iat, exp, ...rest } = decoded(claims) as { iat: number; exp: number };
    expect(exp - iat).toBe(600);
    expect(rest).toMatchObject({
      iss: 'otpravka',
      aud: 'otpravka',
      sub: shop.id,
      sid: expect.any(String) as string,
      jti: expect.any(String) as string,
    });
  });

  it('that are forged, of another type or elsewhere than in the header are refused', async () => {
    const { accessToken } = await signIn(product, await linked());
    const [head, claims, signature] = accessToken.split('.') as [string, string, string];
    const { body: jwks } = await product.get<Jwks>('/.well-known/jwks.json');
    const publicPem = createPublicKey({ key: jwks.keys[0] as JsonWebKey, format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    });
    const hs256 = encoded({ ...decoded(head), alg: 'HS256' });
    const forged = [
      `${encoded({ ...decoded(head), alg: 'none' })}.${claims}.`,
      `${hs256}.${claims}.${createHmac('sha256', publicPem).update(`${hs256}.${claims}`).digest('base64url')}`,
      `${head}.${encoded({ ...decoded(claims), sub: '0193f3a0-0000-7000-8000-000000000001' })}.${signature}`,
      `${encoded({ ...decoded(head), kid: 'x' })}.${claims}.${signature}`,
      `${encoded({ ...decoded(head), typ: 'JWT' })}.${claims}.${signature}`,
      `${accessToken}x`,
      'abc',
    ];
    for (const token of forged) {
      const answer = await me(token);
      expect(answer).toMatchObject({ status: 401, body: { code: 'token_invalid' } });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
    expect((await product.get(`/api/auth/me?access_token=${accessToken}`)).status).toBe(401);
    expect((await me(accessToken)).status).toBe(200);
  });

  it('show the shop and the session of their own', async () => {
    const [anna, boris] = [await signIn(product, await linked()), await signIn(product, await linked())];
    const { body } = await me(anna.accessToken);
    expect(meAnswer.strict().parse(body)).toEqual(body);
    expect(body.shop.id).toBe(anna.shop.id);
    expect((await me(boris.accessToken)).body.shop.id).toBe(boris.shop.id);
  });

  it('are refreshed: a lost answer may be asked for again, an old token ends the session', async () => {
    const { refreshToken, accessToken } = await signIn(product, await linked());
    const refresh = (token: unknown) =>
      product.post<Tokens & Problem>('/api/auth/refresh', { refreshToken: token });
    const first = await refresh(refreshToken);
    expect(first.status).toBe(200);
    expect(tokens.strict().parse(first.body)).toEqual(first.body);
    expect((await refresh(refreshToken)).body.refreshToken).toBe(first.body.refreshToken);
    const second = await refresh(first.body.refreshToken);
    expect(second.status).toBe(200);
    expect(await refresh(refreshToken)).toMatchObject({ status: 401, body: { code: 'session_invalid' } });
    expect(await refresh(second.body.refreshToken)).toMatchObject({
      status: 401,
      body: { code: 'session_invalid' },
    });
    expect((await me(accessToken)).body.code).toBe('token_invalid');
    for (const none of [undefined, 'x', `${refreshToken}x`])
      expect((await refresh(none)).body.code).toBe('session_invalid');
  });

  it.each(['this', 'others', 'all'] as const)('end with a logout of scope %s', async (scope) => {
    const person = await linked();
    const [one, two] = [await signIn(product, person), await signIn(product, person)];
    const answer = await product.post('/api/auth/logout', { scope }, bearer(one.accessToken));
    expect(answer.status).toBe(204);
    const alive = [(await me(one.accessToken)).status, (await me(two.accessToken)).status];
    expect(alive).toEqual({ this: [401, 200], others: [200, 401], all: [401, 401] }[scope]);
  });

  it('end with a logout that has no body at all', async () => {
    const { accessToken } = await signIn(product, await linked());
    const answer = await fetch(`${product.api.url}/api/auth/logout`, {
      method: 'POST',
      headers: bearer(accessToken),
    });
    expect(answer.status).toBe(204);
    expect((await me(accessToken)).status).toBe(401);
  });
});
