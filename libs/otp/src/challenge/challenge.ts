import { type ChallengeStatus, DomainError, type E164, type Language } from '@app/contract';
import type { LimitState } from '../limits/limit-state';

/** Where a code was requested: `api` by a sign-in page, `bot` by the owner in Telegram. */
export const CHANNELS = ['api', 'bot'] as const;
export type ChallengeChannel = (typeof CHANNELS)[number];

/** The effect of a right code. */
export const PURPOSES = ['sign_in', 'erase_shop'] as const;
export type ChallengePurpose = (typeof PURPOSES)[number];

/** `refused`: the owner said "it was not me". The page must not learn this. */
export const STATES = ['live', 'used', 'closed', 'refused'] as const;
export type ChallengeState = (typeof STATES)[number];

/** `parked`: the phone has no chat. `claimed`: a worker is sending it. */
export const DELIVERIES = ['due', 'claimed', 'parked', 'sent', 'failed'] as const;
export type Delivery = (typeof DELIVERIES)[number];

/** Who requested or used a code. People see these names, so they come from a closed list; `''` means unknown. */
export interface Origin {
  readonly ip: string;
  readonly browser: string;
  readonly system: string;
}

export interface Issued {
  readonly challengeId: string;
  /** For the bot's deep link; at most 64 of `A-Z a-z 0-9 _ -` (Bot API: deep linking). */
  readonly linkToken: string;
  readonly expiresAt: Date;
  readonly expiresInSeconds: number;
  /** 0: the phone may request another code at once. */
  readonly resendInSeconds: number;
  readonly codeLength: number;
  readonly limits: readonly LimitState[];
}

/** A code that signs in, with the number that its page shows and the secret that only this page knows. */
export interface IssuedSignIn extends Issued {
  readonly approval: { readonly number: string; readonly secret: string };
}

/** An issued code that signs in, and whether its page's former challenge was closed. */
export interface Requested extends IssuedSignIn {
  /** Why the former challenge stays open until it expires. The request has succeeded nevertheless. */
  readonly replaceError?: unknown;
}

/** The code does not match. `lockedPhone` is the phone that this wrong code locked. */
export class WrongCode extends DomainError {
  constructor(
    attemptsLeft: number,
    readonly lockedPhone: E164 | undefined,
  ) {
    super('code_wrong', { attemptsLeft });
  }
}

/** The result of a right code. Its challenge is consumed. */
export interface Verified {
  readonly challengeId: string;
  readonly phone: E164;
  readonly channel: ChallengeChannel;
  readonly purpose: ChallengePurpose;
  /** The chat that received the code; undefined until a worker has recorded it. */
  readonly chatId: number | undefined;
  /** The language of the message with the code, or of the request until a worker has recorded it; undefined if unknown. */
  readonly language: Language | undefined;
  /** The HTTP request that asked for the code, or an id of its own for a code of the bot. */
  readonly requestId?: string | undefined;
  /** Proves to `restoreChallenge` that its caller consumed the challenge. */
  readonly receipt: string;
}

/** What a page may know about its challenge. */
export interface Progress {
  readonly status: ChallengeStatus;
  /** Milliseconds until the challenge expires. */
  readonly leftMs: number;
}

/** A challenge that was found by its link. */
export interface LinkedChallenge {
  readonly challengeId: string;
  readonly phone: E164;
  readonly origin: Origin;
  /** The language of the page, if it is known. */
  readonly language: Language | undefined;
  /** The Telegram id of the first account that holds the phone and opened the link. */
  readonly openedBy: number | undefined;
}
