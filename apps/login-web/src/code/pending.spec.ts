import type { RequestOtpAnswer } from '@app/contract';
import { shortMemory } from '../page/memory';
import { askedOfBot, pendingOf, PendingMemory } from './pending';

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

  it('is gone when forgotten', () => {
    const pending = new PendingMemory(shortMemory());
    pending.keep(askedOfBot('+77011234567', 60_000));
    expect(pending.recall(0)?.challenge).toBeUndefined();
    pending.forget();
    expect(pending.recall(0)).toBeUndefined();
  });
});
