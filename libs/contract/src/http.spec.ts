import { ERROR_CODES } from './errors';
import { logoutBody, problem, refreshBody, shop } from './http';
import { requestOtpBody, verifyOtpBody } from './http-challenges';

describe('the body of request-otp', () => {
  it('needs only a phone', () => {
    expect(requestOtpBody.parse({ phone: '+7 701 123-45-67' })).toEqual({ phone: '+7 701 123-45-67' });
  });

  it('accepts a country in lower case, and drops unknown fields', () => {
    expect(requestOtpBody.parse({ phone: '8 701', country: 'kz', admin: true })).toEqual({
      phone: '8 701',
      country: 'KZ',
    });
  });

  it.each([
    ['without a phone', {}],
    ['with an empty phone', { phone: '' }],
    ['with a phone that is a number', { phone: 77011234567 }],
    ['with a phone of more than 64 characters', { phone: '7'.repeat(65) }],
    ['with a country in three letters', { phone: '8 701', country: 'KAZ' }],
    ['with a country in another script', { phone: '8 701', country: 'КЗ' }],
    ['with a language of one letter', { phone: '8 701', language: 'k' }],
    ['with an empty challenge to replace', { phone: '8 701', replaces: '' }],
    ['that is a list', []],
  ])('is refused %s', (_, body) => expect(requestOtpBody.safeParse(body).success).toBe(false));
});

describe('the body of verify-otp', () => {
  it.each([
    { challengeId: 'c1', code: '123 456' },
    { phone: '+77011234567', code: '123-456' },
    { phone: '90 123-45-67', country: 'UZ', code: '123456' },
  ])('may be %j', (body) => expect(verifyOtpBody.parse(body)).toEqual(body));

  it('keeps the challenge and drops the phone when it has both', () => {
    expect(verifyOtpBody.parse({ challengeId: 'c1', phone: '+77011234567', code: '1' })).toEqual({
      challengeId: 'c1',
      code: '1',
    });
  });

  it.each([
    ['a code alone', { code: '123456' }],
    ['a challenge alone', { challengeId: 'c1' }],
    ['a code that is a number', { challengeId: 'c1', code: 123456 }],
    ['an empty code', { challengeId: 'c1', code: '' }],
    ['a code of 33 characters', { challengeId: 'c1', code: '1'.repeat(33) }],
    ['a challenge that is an object', { challengeId: { $ne: '' }, code: '123456' }],
  ])('is refused as %s', (_, body) => expect(verifyOtpBody.safeParse(body).success).toBe(false));
});

describe('the bodies of refresh and logout', () => {
  it('may be empty', () => {
    expect(refreshBody.parse({})).toEqual({});
    expect(logoutBody.parse({})).toEqual({});
  });

  it('are refused with values outside the contract', () => {
    expect(logoutBody.safeParse({ scope: 'everybody' }).success).toBe(false);
    expect(refreshBody.safeParse({ refreshToken: '' }).success).toBe(false);
  });
});

describe('an answer', () => {
  const answer = {
    id: '01890000-0000-7000-8000-000000000000',
    phone: '+77011234567',
    name: '',
    language: 'kk',
    currency: 'KZT',
    timezone: 'Asia/Almaty',
    plan: 'free',
    planExpiresAt: null,
    telegram: { linked: false, username: null, firstName: null },
    createdAt: '2026-01-01T00:00:00.000Z',
    lastLoginAt: null,
  };

  it('must have its times in UTC', () => {
    expect(shop.safeParse(answer).success).toBe(true);
    const inAlmaty = { ...answer, createdAt: '2026-01-01T05:00:00.000+05:00' };
    expect(shop.safeParse(inAlmaty).success).toBe(false);
  });

  it.each(ERROR_CODES)('can be a problem with the code %s', (code) => {
    const document = { type: 'about:blank', title: 't', status: 400, detail: 'd', code, requestId: 'r' };
    expect(problem.parse(document)).toEqual(document);
  });

  it('cannot be a problem with an unknown code', () => {
    const document = { type: 't', title: 't', status: 418, detail: 'd', code: 'teapot', requestId: 'r' };
    expect(problem.safeParse(document).success).toBe(false);
  });
});
