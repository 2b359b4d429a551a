import type { OtpravkaError, RequestOtpAnswer } from '@otpravka/client';
import type { TextKey } from '../language/texts.ts';
import type { KeyValueStorage } from '../ui/browser-storage.ts';
import { optional } from '../ui/optional.ts';

/** Why no code of a challenge can be correct any more, and the text for each reason. */
export const END_TEXTS = {
  /** The event stream has reported the end, which may have any reason. */
  closed: 'codeClosed',
  /** The time of the challenge is over. */
  expired: 'codeOver',
  attempts_exhausted: 'attempts_exhausted',
  challenge_gone: 'challenge_gone',
} as const satisfies Readonly<Record<string, TextKey>>;

export type EndReason = keyof typeof END_TEXTS;

/** A bot by its user name, and a link that opens it. */
export interface Bot {
  readonly name: string;
  readonly link: string;
}

export interface PendingChallenge {
  readonly id: string;
  readonly link: string;
  /** Absent if a former version of this script has made the sign-in, during an update. */
  readonly bot?: string;
  readonly expiresAt: number;
  /**
   * The number that the person gives to the bot, and the secret that then signs this page in without a code. Absent if an API or a
   * page of a former version has made this sign-in, during an update.
   */
  readonly approval?: RequestOtpAnswer['approval'];
}

/** A sign-in that waits for its code. Times are milliseconds of the browser's own clock. */
export interface PendingSignIn {
  /** E.164 as the API returned it, or as typed before the API has read it. */
  readonly phone: string;
  /** ISO 3166-1 alpha-2; the API needs it to read a phone in national form. */
  readonly country?: string;
  readonly codeLength: number;
  /** Absent for a code that the person requested from the bot: the phone identifies such a code. */
  readonly challenge?: PendingChallenge;
  readonly resendAt: number;
  /** The phone is locked: the bot still gives a code, and its owner may still approve the challenge. */
  readonly isLocked?: true;
  /** Set once the challenge has ended. */
  readonly endReason?: EndReason;
}

export const pendingSignIn = (answer: RequestOtpAnswer, now: number): PendingSignIn => ({
  phone: answer.phone,
  codeLength: answer.codeLength,
  challenge: {
    id: answer.challengeId,
    link: answer.telegram.link,
    bot: answer.telegram.bot,
    expiresAt: now + answer.expiresIn * 1000,
    ...(answer.approval && { approval: answer.approval }),
  },
  resendAt: now + answer.resendIn * 1000,
});

type WrittenPhone = Pick<PendingSignIn, 'phone' | 'country'>;

/** The phone in the form that the API accepts. */
export const writtenPhone = ({ phone, country }: WrittenPhone): WrittenPhone => ({
  phone,
  ...(country !== undefined && { country }),
});

/** A sign-in with a code that the person requests from the bot. The bot gives one even while the phone is locked. */
export const pendingBotCode = (phone: WrittenPhone, resendAt: number): PendingSignIn => ({
  ...writtenPhone(phone),
  codeLength: 6,
  resendAt,
});

/** Returns the reason if an error ends the challenge. The last wrong code ends it, too. */
export function endReasonOf(failure: OtpravkaError): EndReason | undefined {
  if (failure.code === 'challenge_gone') return failure.code;
  const isLastWrongCode = failure.code === 'code_wrong' && failure.attemptsLeft === 0;
  return failure.code === 'attempts_exhausted' || isLastWrongCode ? 'attempts_exhausted' : undefined;
}

/** Whether a code of this challenge may still be correct. */
export const isAlive = ({ challenge, endReason }: PendingSignIn): boolean =>
  challenge !== undefined && endReason === undefined;

const STORAGE_KEY = 'otpravka.pending';

/**
 * Keeps the pending sign-in when the page is reloaded: a mobile browser may unload the page while the person is in Telegram.
 * Nobody can sign in with the stored data before the person has received the code or approved the challenge in Telegram, and other
 * sites cannot read it.
 */
export class PendingSignInStorage {
  constructor(private readonly storage: KeyValueStorage) {}

  save(pending: PendingSignIn): void {
    this.storage.setItem(STORAGE_KEY, JSON.stringify(pending));
  }

  clear(): void {
    this.storage.removeItem(STORAGE_KEY);
  }

  /** Returns undefined once the challenge has expired. The element does not know when a code from the bot expires. */
  load(now: number): PendingSignIn | undefined {
    const stored = this.storage.getItem(STORAGE_KEY);
    if (stored === null) return undefined;
    const pending = optional(() => JSON.parse(stored) as PendingSignIn);
    return pending && (pending.challenge?.expiresAt ?? Infinity) > now ? pending : undefined;
  }
}
