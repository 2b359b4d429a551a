import { OtpravkaError } from '@app/client';
import type { ErrorCode, RequestOtpAnswer } from '@app/contract';
import { shortMemory } from '../page/memory';
import { askedOfBot, overBy, pendingOf, PendingMemory } from './pending';

const answer: RequestOtpAnswer = {
  challengeId: 'c1',
  phone: '+77011234567',
  expiresAt: '1999-01-01T00:00:00.000Z',
  expiresIn: 300,
  resendIn: 20,
  codeLength: 6,
  telegram: { bot: 'otpravka_bot', link: 'https://t.me/otpravka_bot?start=abc' },
};

describe('a sign-in that waits for its code', () => {
  it('counts by the clock of the browser, however wrong that is', () => {
    const pending = pendingOf(answer, 1_000);
    expect(pending.challenge?.expiresAt).toBe(301_000);
    expect(pending.resendAt).toBe(21_000);
  });

  it('is there again after a reload, as long as the code lives', () => {
    const memory = shortMemory();
    const pending = pendingOf(answer, 0);
    new PendingMemory(memory).keep(pending);
    expect(new PendingMemory(memory).recall(299_999)).toEqual(pending);
    expect(new PendingMemory(memory).recall(300_000)).toBeUndefined();
  });

  it('remembers over a reload that its code can no longer be right', () => {
    const memory = shortMemory();
    new PendingMemory(memory).keep({ ...pendingOf(answer, 0), over: 'attempts_exhausted' });
    expect(new PendingMemory(memory).recall(1_000)?.over).toBe('attempts_exhausted');
  });

  it('for a code of the bot has no end that the page knows', () => {
    const pending = new PendingMemory(shortMemory());
    pending.keep(askedOfBot({ phone: '+77011234567' }, 0));
    expect(pending.recall(86_400_000)).toEqual({ phone: '+77011234567', codeLength: 6, resendAt: 0 });
  });

  it('is gone when forgotten', () => {
    const pending = new PendingMemory(shortMemory());
    pending.keep(pendingOf(answer, 0));
    pending.forget();
    expect(pending.recall(0)).toBeUndefined();
  });
});

describe('a refusal', () => {
  it.each([
    ['attempts_exhausted', undefined, 'attempts_exhausted'],
    ['code_wrong', 0, 'attempts_exhausted'],
    ['challenge_gone', undefined, 'challenge_gone'],
    ['code_wrong', 1, undefined],
    ['code_wrong', undefined, undefined],
    ['unavailable', undefined, undefined],
  ] as const)(
    '%s with attemptsLeft %s: the challenge is over by %s',
    (code: ErrorCode, attemptsLeft, over) => {
      const left = attemptsLeft === undefined ? {} : { attemptsLeft };
      expect(overBy(new OtpravkaError({ code, status: 401, title: code, detail: code, ...left }))).toBe(over);
    },
  );
});
