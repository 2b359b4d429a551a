import type { OtpravkaError } from '@app/client';
import type { RequestOtpAnswer } from '@app/contract';
import type { TextKey } from '../language/texts';
import type { Memory } from '../page/memory';
import { optional } from '../page/optional';

/** Why no code of a challenge can be right any more, and how the page says it. */
export const OVER_TEXTS = {
  attempts_exhausted: 'attemptsOver',
  challenge_gone: 'codeGone',
} as const satisfies Readonly<Record<string, TextKey>>;

export type Over = keyof typeof OVER_TEXTS;

/** A sign-in that waits for its code. Moments are milliseconds of the browser's own clock. */
export interface Pending {
  /** E.164 as the API has read it. As it was typed, where the API has not read it yet. */
  readonly phone: string;
  /** ISO 3166-1 alpha-2, with which a typed phone is read. */
  readonly country?: string;
  readonly codeLength: number;
  /** Absent for a code that the person asks of the bot: then the phone names it. */
  readonly challenge?: { readonly id: string; readonly link: string; readonly expiresAt: number };
  readonly resendAt: number;
  /** Set once the API has said so. */
  readonly over?: Over;
}

export const pendingOf = (answer: RequestOtpAnswer, now: number): Pending => ({
  phone: answer.phone,
  codeLength: answer.codeLength,
  challenge: { id: answer.challengeId, link: answer.telegram.link, expiresAt: now + answer.expiresIn * 1000 },
  resendAt: now + answer.resendIn * 1000,
});

type WrittenPhone = Pick<Pending, 'phone' | 'country'>;

/** The phone as calls of the API take it. */
export const writtenPhone = ({ phone, country }: WrittenPhone): WrittenPhone => ({
  phone,
  ...(country !== undefined && { country }),
});

/** For who has a code of the bot, or can have no other: the bot gives the owner one even while a phone is locked. */
export const askedOfBot = (phone: WrittenPhone, resendAt: number): Pending => ({
  ...writtenPhone(phone),
  codeLength: 6,
  resendAt,
});

/** What a refusal says of the challenge as a whole; the wrong code that was the last is the end of it as well. */
export function overBy({ code, attemptsLeft }: OtpravkaError): Over | undefined {
  if (code === 'challenge_gone') return code;
  return code === 'attempts_exhausted' || attemptsLeft === 0 ? 'attempts_exhausted' : undefined;
}

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

  /** What is still worth showing. How long a code of the bot lives, only the bot knows. */
  recall(now: number): Pending | undefined {
    const kept = this.memory.getItem(STORED_AS);
    if (kept === null) return undefined;
    const pending = optional(() => JSON.parse(kept) as Pending);
    return pending && (pending.challenge?.expiresAt ?? Infinity) > now ? pending : undefined;
  }
}
