import { ERROR_CODES, type Language, LANGUAGES } from '@app/contract';
import { text } from '@app/i18n';
import { hintOf } from './hints.ts';
import { isOtpravkaError, OtpravkaApi, OtpravkaError, type OtpravkaErrorCode } from './index.ts';
import { textsIn } from './texts.ts';

const failure = { status: 400, title: 'title', text: 'text', hint: 'hint' };
const errorOf = (code: OtpravkaErrorCode, more: object = {}) =>
  new OtpravkaError({ code, ...failure, ...more });

/** Compiles only because `code` tells what an error has. */
function waitOf(error: OtpravkaError): number | undefined {
  switch (error.code) {
    case 'code_wrong':
      return error.attemptsLeft;
    case 'too_many_requests':
    case 'phone_locked':
    case 'attempts_exhausted':
    case 'unavailable':
      return error.retryAfter;
    case 'body_invalid':
      return error.errors.length;
    default:
      // @ts-expect-error -- only some codes have it
      return error.retryAfter as undefined;
  }
}

describe('an error', () => {
  it('has the members of its code only', () => {
    const all = { attemptsLeft: 2, retryAfter: 7, errors: [{ path: 'phone', message: 'no' }], plan: 'pro' };
    expect(waitOf(errorOf('code_wrong', all))).toBe(2);
    expect(waitOf(errorOf('phone_locked', all))).toBe(7);
    expect(waitOf(errorOf('body_invalid', all))).toBe(1);
    expect(waitOf(errorOf('challenge_gone', all))).toBeUndefined();
    expect(Object.keys(errorOf('code_wrong', all)).filter((key) => key in all)).toEqual(['attemptsLeft']);
    expect(Object.keys(errorOf('internal', all)).filter((key) => key in all)).toEqual([]);
  });

  it('of another copy of the package is one, too', async () => {
    await jest.isolateModulesAsync(async () => {
      const copy = await import('./index.ts');
      expect(copy.OtpravkaError).not.toBe(OtpravkaError);
      const failed: unknown = new copy.OtpravkaError({ code: 'challenge_gone', ...failure });
      expect(failed).toBeInstanceOf(OtpravkaError);
      expect(new Error('OtpravkaError')).not.toBeInstanceOf(OtpravkaError);
    });
  });

  it('is recognised by its code', () => {
    const error: unknown = errorOf('phone_locked', { retryAfter: 60 });
    expect(isOtpravkaError(error, 'phone_locked', 'unavailable') && error.retryAfter).toBe(60);
    expect(isOtpravkaError(error, 'unavailable')).toBe(false);
    expect(isOtpravkaError(new Error('phone_locked'), 'phone_locked')).toBe(false);
  });

  it.each(ERROR_CODES)('%s has a hint for the developer', (code) => {
    expect(hintOf({ code, retryAfter: 5, requestId: 'r1' }, 'http://localhost:3000')).toMatch(/^[A-Z].*\.$/);
  });

  it('of an API that is newer than the client has a hint, too', () => {
    expect(hintOf({ code: 'new_code' as never }, 'http://localhost:3000')).toContain('new_code');
  });

  describe('on a page', () => {
    beforeEach(() => Object.assign(globalThis, { location: { origin: 'http://localhost:5173' } }));
    afterEach(() => Reflect.deleteProperty(globalThis, 'location'));

    it('names the origin that CORS_ORIGINS lacks', async () => {
      expect(hintOf({ code: 'origin_forbidden' }, 'http://localhost:3000')).toContain(
        'Add http://localhost:5173 to CORS_ORIGINS of auth-api.',
      );
      const failed = await new OtpravkaApi({ api: 'http://127.0.0.1:1' })
        .me('token')
        .catch((error: unknown) => error);
      expect(failed).toMatchObject({
        code: 'unreachable',
        hint:
          'Nothing answers at http://127.0.0.1:1. Check that auth-api runs there. ' +
          'If it does, add http://localhost:5173 to CORS_ORIGINS of auth-api.',
      });
    });
  });
});

describe('the texts of the client', () => {
  it.each(LANGUAGES)(
    'exist in %s, and a session that has ended has the text of the API',
    (language: Language) => {
      const { unreachable, signedOut } = textsIn(language);
      expect(signedOut).toEqual({
        title: text(language, 'error.session_invalid.title'),
        text: text(language, 'error.session_invalid.detail'),
      });
      expect(unreachable.text).toMatch(/\.$/);
    },
  );

  it.each([
    ['kk-KZ', 'kk'],
    ['uz_UZ', 'uz'],
    ['de', 'ru'],
    [undefined, 'ru'],
  ] as const)('for %s are those of %s', (tag, language) => {
    expect(textsIn(tag)).toBe(textsIn(language));
  });

  it('follow the languages of the browser', () => {
    const former = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
    Object.defineProperty(globalThis, 'navigator', {
      configurable: true,
      value: { languages: ['de', 'en-GB', 'ru'] },
    });
    try {
      expect(textsIn(undefined)).toBe(textsIn('en'));
    } finally {
      if (former) Object.defineProperty(globalThis, 'navigator', former);
      else Reflect.deleteProperty(globalThis, 'navigator');
    }
  });
});
