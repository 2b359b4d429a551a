/**
 * The types of the HTTP contract, written out so that a front end installs neither schemas nor zod. `contract.spec.ts` compares
 * each of them with the schemas of the API. Times are ISO 8601 in UTC, durations are in seconds.
 */

/** The languages of the API's texts and of the bot. */
export type Language = 'ru' | 'kk' | 'uz' | 'en';

export type Plan = 'free' | 'basic' | 'pro';

/** A phone number as a person writes it. */
export interface WrittenPhone {
  /** In any human form, in the digits of any script. */
  phone: string;
  /** ISO 3166-1 alpha-2; needed for numbers in national form. */
  country?: string | undefined;
}

export interface RequestOtpBody extends WrittenPhone {
  /** BCP 47; the language of the page, for the message with the code and for a new shop. */
  language?: string | undefined;
  /** The challenge of the same page's former request, which this request closes. */
  replaces?: string | undefined;
}

export interface Approval {
  /** Two digits for the page to show: the person chooses or types them in Telegram. */
  number: string;
  /** Exchanges the approved challenge for a session. It must not leave the page. */
  secret: string;
}

export interface RequestOtpAnswer {
  challengeId: string;
  /** E.164 */
  phone: string;
  expiresAt: string;
  expiresIn: number;
  /** Seconds until this phone may request another code; 0: now. */
  resendIn: number;
  codeLength: number;
  telegram: {
    /** The user name of the bot. */
    bot: string;
    /** Opens the bot for this request. */
    link: string;
  };
  approval: Approval;
}

/** The bot, for a person who requests a code there. */
export interface BotAnswer {
  /** The user name of the bot. */
  bot: string;
  /** Opens the chat with the bot. */
  link: string;
}

export interface CodeOfChallenge {
  challengeId: string;
  /** `123456`, `123 456` or `123-456`, in the digits of any script. */
  code: string;
}

/** For a challenge whose status is `approved`. Before that, each post is one of its attempts. */
export interface ApprovedChallenge {
  challengeId: string;
  approvalSecret: string;
}

/** For a code that the person requested from the bot. */
export interface CodeOfPhone extends WrittenPhone {
  code: string;
}

export type VerifyOtpBody = CodeOfChallenge | ApprovedChallenge | CodeOfPhone;

/**
 * `opened`: the link of this challenge was opened in Telegram; `sent`: the code was sent after that; `approved`: the person approved
 * it there, so post the secret now; `verified` and `closed` are final.
 */
export type ChallengeStatus = 'pending' | 'opened' | 'sent' | 'approved' | 'verified' | 'closed';

export interface Shop {
  id: string;
  /** E.164 */
  phone: string;
  name: string;
  language: Language;
  /** ISO 4217 */
  currency: string;
  /** IANA time zone */
  timezone: string;
  plan: Plan;
  planExpiresAt: string | null;
  telegram: { linked: boolean; username: string | null; firstName: string | null };
  createdAt: string;
  lastLoginAt: string | null;
}

export interface ShopPatch {
  name?: string | undefined;
  language?: Language | undefined;
  currency?: string | undefined;
  timezone?: string | undefined;
}

export interface Session {
  id: string;
  createdAt: string;
  expiresAt: string;
}

export interface ListedSession extends Session {
  /** Whether this is the session of the access token. */
  current: boolean;
  userAgent: string;
  ip: string;
  lastSeenAt: string;
}

export interface SessionsAnswer {
  sessions: ListedSession[];
}

export interface Tokens {
  accessToken: string;
  tokenType: 'Bearer';
  expiresIn: number;
  /** Absent with `transport: 'cookie'`. */
  refreshToken?: string | undefined;
  refreshExpiresIn: number;
}

export interface VerifyOtpAnswer extends Tokens {
  isNewShop: boolean;
  shop: Shop;
}

export type LogoutScope = 'this' | 'others' | 'all';

export interface MeAnswer {
  shop: Shop;
  session: Session;
}

export interface ActivityEntry {
  at: string;
  /** For example `session_opened`; more may be added. */
  event: string;
  ip: string | null;
  userAgent: string | null;
}

export interface ActivityAnswer {
  items: ActivityEntry[];
  /** `null`: there are no older items. */
  nextBefore: string | null;
}

export interface EraseCodeAnswer {
  challengeId: string;
  expiresIn: number;
}

export interface FieldError {
  path: string;
  message: string;
}

export type ErrorCode =
  | 'body_invalid'
  | 'phone_invalid'
  | 'code_wrong'
  | 'token_invalid'
  | 'session_invalid'
  | 'origin_forbidden'
  | 'plan_required'
  | 'session_not_found'
  | 'route_not_found'
  | 'challenge_gone'
  | 'body_too_large'
  | 'attempts_exhausted'
  | 'too_many_requests'
  | 'phone_locked'
  | 'internal'
  | 'unavailable';

/** RFC 9457 problem details. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ErrorCode;
  requestId: string;
  attemptsLeft?: number | undefined;
  retryAfter?: number | undefined;
  plan?: string | undefined;
  errors?: FieldError[] | undefined;
}
