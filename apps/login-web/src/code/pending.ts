import type { RequestOtpAnswer } from '@app/contract';
import type { Memory } from '../page/memory';

/** A sign-in that waits for its code. Moments are milliseconds of the browser's own clock. */
export interface Pending {
  readonly phone: string;
  readonly codeLength: number;
  /** Absent for a code that the person asks of the bot: then the phone names it. */
  readonly challenge?: { readonly id: string; readonly link: string; readonly expiresAt: number };
  readonly resendAt: number;
}

export const pendingOf = (answer: RequestOtpAnswer, now: number): Pending => ({
  phone: answer.phone,
  codeLength: answer.codeLength,
  challenge: { id: answer.challengeId, link: answer.telegram.link, expiresAt: now + answer.expiresIn * 1000 },
  resendAt: now + answer.resendIn * 1000,
});

/** For a phone whose codes are paused: the bot gives the owner one all the same. */
export const askedOfBot = (phone: string, resendAt: number): Pending => ({ phone, codeLength: 6, resendAt });

const STORED_AS = 'otpravka.pending';

/**
 * Phones drop a page while its person is in Telegram and load it anew on the return: the code step must be there again.
 * What is kept opens nothing without the code.
 */
export class PendingMemory {
  constructor(private readonly memory: Memory) {}

  keep(pending: Pending): void {
    this.memory.setItem(STORED_AS, JSON.stringify(pending));
  }

  forget(): void {
    this.memory.removeItem(STORED_AS);
  }

  /** What is still worth showing. */
  recall(now: number): Pending | undefined {
    const kept = this.memory.getItem(STORED_AS);
    if (kept === null) return undefined;
    const pending = JSON.parse(kept) as Pending;
    return (pending.challenge?.expiresAt ?? pending.resendAt) > now ? pending : undefined;
  }
}
