import { type ChallengeStatus, DomainError, type E164, type Language } from '@app/contract';

/** Who asked, as a person may be told: names of a closed list, `''` where unknown. */
export interface Origin {
  readonly ip: string;
  readonly browser: string;
  readonly system: string;
}

/** Where a code was asked for: on a page, of the bot, or by who is signed in and wants to erase the shop. */
export type AskedOf = 'api' | 'bot' | 'erase';

/**
 * The address of a caller and the networks around it, the narrowest first, as limits count them: an IPv4 address alone, or
 * the /64, the /56 and the /48 of an IPv6 one.
 */
export type Networks = readonly string[];

/** How many times the limit of an address the networks around it have, in the order of `Networks`. */
export const NETWORK_FACTORS = [1, 3, 10] as const;

/** One sliding window, for the `RateLimit` headers. */
export interface LimitState {
  readonly name: string;
  readonly limit: number;
  readonly windowSeconds: number;
  readonly remaining: number;
  /** Seconds until the oldest entry leaves the window. */
  readonly resetSeconds: number;
}

/** A window is full; `limits` are the windows as they are. */
export class TooManyRequests extends DomainError {
  constructor(
    retryAfterSeconds: number,
    readonly limits: readonly LimitState[],
  ) {
    super('too_many_requests', { retryAfter: retryAfterSeconds });
  }
}

export interface Issued {
  readonly challengeId: string;
  /** For the bot's deep link; at most 64 of `A-Z a-z 0-9 _ -` (Bot API: deep linking). */
  readonly linkToken: string;
  readonly expiresAt: Date;
  readonly expiresInSeconds: number;
  /** 0: the phone may ask again at once. */
  readonly resendInSeconds: number;
  readonly codeLength: number;
  readonly limits: readonly LimitState[];
}

/** `phoneLocked`: this one was the last that is looked at for this phone today. */
export class WrongCode extends DomainError {
  constructor(
    attemptsLeft: number,
    readonly phoneLocked: E164 | undefined,
  ) {
    super('code_wrong', { attemptsLeft });
  }
}

export interface Verified {
  readonly challengeId: string;
  readonly phone: E164;
  readonly askedOf: AskedOf;
  /** Where its code was sent; unknown while nobody has noted it yet. */
  readonly chatId: number | undefined;
  /** What `restore` asks for: only who consumed the challenge may give it back. */
  readonly receipt: string;
}

/** What the page of a challenge may be told. */
export interface Progress {
  readonly status: ChallengeStatus;
  /** Until the end of the challenge. */
  readonly leftMs: number;
}

/** A challenge may look different now, and that is written: whoever watches it may be told. Never throws, never waits. */
export type TellChange = (challengeId: string) => void;

/** A challenge as its link shows it. */
export interface LinkedChallenge {
  readonly challengeId: string;
  readonly phone: E164;
  readonly origin: Origin;
  readonly language: Language;
  /** The account that opened the link first. */
  readonly openedBy: number | undefined;
}
