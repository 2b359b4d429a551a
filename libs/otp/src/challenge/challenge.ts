import { type ChallengeStatus, DomainError, type E164, type Language } from '@app/contract';
import type { LimitState } from '../limits/limit-state';

/** Where a code was requested: by the API, for a page, or by its owner in the bot. */
export const CHANNELS = ['api', 'bot'] as const;
export type ChallengeChannel = (typeof CHANNELS)[number];

/** What a code is good for. */
export const PURPOSES = ['sign_in', 'erase_shop'] as const;
export type ChallengePurpose = (typeof PURPOSES)[number];

/** `refused`: its owner said "it was not me", which its page must not learn. */
export const STATES = ['live', 'used', 'closed', 'refused'] as const;
export type ChallengeState = (typeof STATES)[number];

/** `parked`: the phone has no chat. `claimed`: a worker is sending it. */
export const DELIVERIES = ['due', 'claimed', 'parked', 'sent', 'failed'] as const;
export type Delivery = (typeof DELIVERIES)[number];

/** Who requested or used a code, in names that a person may see: those of a closed list, `''` where unknown. */
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
  /** 0: the phone may ask again at once. */
  readonly resendInSeconds: number;
  readonly codeLength: number;
  readonly limits: readonly LimitState[];
}

/** The code does not match. `phoneLocked`: this wrong code locked the phone. */
export class WrongCode extends DomainError {
  constructor(
    attemptsLeft: number,
    readonly phoneLocked: E164 | undefined,
  ) {
    super('code_wrong', { attemptsLeft });
  }
}

/** A right code, which is consumed. */
export interface Verified {
  readonly challengeId: string;
  readonly phone: E164;
  readonly channel: ChallengeChannel;
  readonly purpose: ChallengePurpose;
  /** The chat that the code was sent to; unknown until a worker has recorded it. */
  readonly chatId: number | undefined;
  /** `restoreChallenge` requires it: only the caller that consumed the challenge may give it back. */
  readonly receipt: string;
}

/** What the page of a challenge may know. */
export interface Progress {
  readonly status: ChallengeStatus;
  /** The rest of the challenge's life. */
  readonly leftMs: number;
}

/** Publishes `challenge.changed`, after the change was written. Never throws and never waits. */
export type PublishChange = (challengeId: string) => void;

/** A challenge that was found by its link. */
export interface LinkedChallenge {
  readonly challengeId: string;
  readonly phone: E164;
  readonly origin: Origin;
  readonly language: Language;
  /** The account that opened the link first. */
  readonly openedBy: number | undefined;
}
