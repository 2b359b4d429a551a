import { type Problem, type RequestOtpAnswer, verifyOtpAnswer, type VerifyOtpAnswer } from '@app/contract';
import { linkPhone, newOwner, Product, requestCode, signIn, until, useProduct } from '@app/testing';
import { codeFromBot, freshPhone, requestAndReceive, wrongCodeFor } from './codes';

const product = useProduct();

const verify = (body: object) => product.post<VerifyOtpAnswer & Problem>('/api/auth/verify-otp', body);
const inPersian = (digit: string): string => '۰۱۲۳۴۵۶۷۸۹'[Number(digit)]!;

describe('verify-otp', () => {
  it('opens a shop at the first sign-in and the same shop at the next', async () => {
    const person = await newOwner(product);
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

  it.each(['123 456', '123-456', ' 123456 '])('accepts a code typed as %j', async (pattern) => {
    const person = await newOwner(product);
    const { challengeId, code } = await requestAndReceive(product, person);
    const typed = pattern.replace('123', code.slice(0, 3)).replace('456', code.slice(3));
    expect((await verify({ challengeId, code: typed })).status).toBe(200);
  });

  it('accepts a code once when it is posted twenty times at once', async () => {
    const { challengeId, code } = await requestAndReceive(product, await newOwner(product));
    const answers = await Promise.all(Array.from({ length: 20 }, () => verify({ challengeId, code })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body.code))).toEqual(
      new Set(['challenge_gone']),
    );
  });

  it('refuses the right code after three wrong codes', async () => {
    const { challengeId, code } = await requestAndReceive(product, await newOwner(product));
    for (const attemptsLeft of [2, 1, 0]) {
      expect(await verify({ challengeId, code: wrongCodeFor(code) })).toMatchObject({
        status: 401,
        body: { code: 'code_wrong', attemptsLeft },
      });
    }
    const exhausted = await verify({ challengeId, code });
    expect(exhausted).toMatchObject({ status: 429, body: { code: 'attempts_exhausted' } });
    // An operator finds the refusal in the log by the request id of the answer.
    const line = await until(() =>
      product.api.lines.find((text) => text.includes(exhausted.body.requestId) && /refused/.test(text)),
    );
    expect(JSON.parse(line)).toMatchObject({ level: 'info', problem: 'attempts_exhausted' });
    expect(Number(exhausted.headers.get('retry-after'))).toBe(exhausted.body.retryAfter);
  });

  it('refuses the code of another challenge', async () => {
    const [anna, boris] = [await newOwner(product), await newOwner(product)];
    const [annas, boriss] = [await requestAndReceive(product, anna), await requestAndReceive(product, boris)];
    if (annas.code === boriss.code) return;
    expect((await verify({ challengeId: annas.challengeId, code: boriss.code })).body.code).toBe(
      'code_wrong',
    );
  });

  it('refuses every code for a challenge whose code was never sent', async () => {
    const { challengeId } = await requestCode(product, freshPhone());
    for (const code of ['000000', '', 'x'.repeat(40)]) {
      expect([400, 401]).toContain((await verify({ challengeId, code })).status);
    }
    expect((await verify({ challengeId, code: '123456' })).body.code).toBe('code_wrong');
  });

  it.each(['00', 'f'.repeat(34), '0'.repeat(34), '../../x'])(
    'answers challenge_gone for the challenge id %j',
    async (challengeId) => {
      expect(await verify({ challengeId, code: '123456' })).toMatchObject({
        status: 410,
        body: { code: 'challenge_gone' },
      });
    },
  );

  it('accepts a code from the bot with the phone alone, once', async () => {
    const person = await newOwner(product);
    const code = await codeFromBot(person);
    expect((await verify({ phone: person.phone, code })).status).toBe(200);
    expect((await verify({ phone: person.phone, code })).body.code).toBe('code_wrong');
  });

  it('answers a wrong code from the bot alike for known and unknown phones', async () => {
    const person = await newOwner(product);
    const code = await codeFromBot(person);
    const stranger = await verify({ phone: person.phone, code: wrongCodeFor(code) });
    expect(stranger).toMatchObject({ status: 401, body: { code: 'code_wrong' } });
    expect(stranger.body).not.toHaveProperty('attemptsLeft');
    const nobody = await verify({ phone: freshPhone(), code });
    expect({ ...nobody.body, requestId: '' }).toEqual({ ...stranger.body, requestId: '' });
  });

  it('accepts a code from the bot for a challenge without attempts left', async () => {
    const person = await newOwner(product);
    const { challengeId, code: sentCode } = await requestAndReceive(product, person);
    const first = await codeFromBot(person);
    const wrong = wrongCodeFor(sentCode) === first ? '333333' : wrongCodeFor(sentCode);
    for (const attemptsLeft of [2, 1, 0])
      expect((await verify({ challengeId, code: wrong })).body).toMatchObject({
        code: 'code_wrong',
        attemptsLeft,
      });
    // Each wrong code also used an attempt of the code from the bot.
    expect((await verify({ challengeId, code: first })).body.code).toBe('attempts_exhausted');
    const second = await codeFromBot(person);
    expect(await verify({ challengeId, code: second })).toMatchObject({
      status: 200,
      body: { tokenType: 'Bearer' },
    });
    expect((await verify({ challengeId, code: second })).body.code).toBe('attempts_exhausted');
  });

  it('reads a phone in every form that request-otp reads', async () => {
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
        const code = await codeFromBot(person);
        const { body } = await verify({ ...typed, code: [...code].map(inPersian).join(' ') });
        const requested = await product.post<RequestOtpAnswer>('/api/auth/request-otp', typed);
        return [body.shop?.phone, requested.body.phone];
      }),
    );
    expect(read).toEqual(Object.keys(written).map((phone) => [phone, phone]));
  });
});

describe('configured limits', () => {
  it('apply to attempts, requests and expiry', async () => {
    const short = await Product.start({
      env: { OTP_ATTEMPTS: '1', OTP_PHONE_PER_MINUTE: '1', OTP_TTL_SECONDS: '10' },
    });
    const verifyShort = (body: object) => short.post<Problem>('/api/auth/verify-otp', body);
    try {
      const person = await newOwner(short);
      const { challengeId, code, expiresIn } = await requestAndReceive(short, person);
      expect(expiresIn).toBe(10);
      expect((await short.post<Problem>('/api/auth/request-otp', { phone: person.phone })).body.code).toBe(
        'too_many_requests',
      );
      await person.waitForMessage(/Срок действия этого кода истёк/);
      expect(await verifyShort({ challengeId, code })).toMatchObject({
        status: 410,
        body: { code: 'challenge_gone' },
      });

      const guessed = await requestAndReceive(short, await newOwner(short));
      const guess = { challengeId: guessed.challengeId, code: wrongCodeFor(guessed.code) };
      expect((await verifyShort(guess)).body.attemptsLeft).toBe(0);
      expect((await verifyShort(guess)).body.code).toBe('attempts_exhausted');
    } finally {
      await short.stop();
    }
  });
});
