import { OtpravkaError } from '@otpravka/client';
import type { ErrorCode, RequestOtpAnswer } from '@app/contract';
import { inMemoryStorage } from '../ui/browser-storage.ts';
import { endReasonOf, pendingBotCode, pendingSignIn, PendingSignInStorage } from './pending-sign-in.ts';

const answer: RequestOtpAnswer = {
  challengeId: 'c1',
  phone: '+77011234567',
  expiresAt: '1999-01-01T00:00:00.000Z',
  expiresIn: 300,
  resendIn: 20,
  codeLength: 6,
  telegram: { bot: 'otpravka_bot', link: 'https://t.me/otpravka_bot?start=abc' },
  approval: { number: '47', secret: 'c2VjcmV0' },
};

describe('a pending sign-in', () => {
  it('uses the clock of the browser, even if it is wrong', () => {
    const pending = pendingSignIn(answer, 1_000);
    expect(pending.challenge?.expiresAt).toBe(301_000);
    expect(pending.resendAt).toBe(21_000);
  });

  it('survives a reload until the code expires', () => {
    const storage = inMemoryStorage();
    const pending = pendingSignIn(answer, 0);
    new PendingSignInStorage(storage).save(pending);
    expect(new PendingSignInStorage(storage).load(299_999)).toEqual(pending);
    expect(new PendingSignInStorage(storage).load(300_000)).toBeUndefined();
  });

  it('stays ended after a reload', () => {
    const storage = inMemoryStorage();
    new PendingSignInStorage(storage).save({ ...pendingSignIn(answer, 0), endReason: 'attempts_exhausted' });
    expect(new PendingSignInStorage(storage).load(1_000)?.endReason).toBe('attempts_exhausted');
  });

  it('for a code from the bot has no expiry that the page knows', () => {
    const pending = new PendingSignInStorage(inMemoryStorage());
    pending.save(pendingBotCode({ phone: '+77011234567' }, 0));
    expect(pending.load(86_400_000)).toEqual({ phone: '+77011234567', codeLength: 6, resendAt: 0 });
  });

  it('can be deleted', () => {
    const pending = new PendingSignInStorage(inMemoryStorage());
    pending.save(pendingSignIn(answer, 0));
    pending.clear();
    expect(pending.load(0)).toBeUndefined();
  });
});

describe('an error', () => {
  it.each([
    ['attempts_exhausted', undefined, 'attempts_exhausted'],
    ['code_wrong', 0, 'attempts_exhausted'],
    ['challenge_gone', undefined, 'challenge_gone'],
    ['code_wrong', 1, undefined],
    ['code_wrong', undefined, undefined],
    ['unavailable', undefined, undefined],
  ] as const)(
    '%s with attemptsLeft %s ends the challenge with %s',
    (code: ErrorCode, attemptsLeft, endReason) => {
      const left = attemptsLeft === undefined ? {} : { attemptsLeft };
      const failure = { code, status: 401, title: code, text: code, hint: code, ...left };
      expect(endReasonOf(new OtpravkaError(failure))).toBe(endReason);
    },
  );
});
