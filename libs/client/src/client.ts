import type { AuthorizedFetch } from './authorized-fetch.ts';
import type {
  ActivityAnswer,
  BotAnswer,
  ChallengeStatus,
  CodeOfChallenge,
  EraseCodeAnswer,
  Language,
  ListedSession,
  LogoutScope,
  RequestOtpAnswer,
  RequestOtpBody,
  Shop,
  ShopPatch,
  VerifyOtpBody,
} from './contract.ts';
import type { Transport } from './otpravka-api.ts';
import type { SessionListener } from './session/client-session.ts';
import type { CurrentSession } from './session/current-session.ts';
import type { KeyValueStorage } from './session/refresh-token-storage.ts';

export interface ClientOptions {
  /** The origin of auth-api, such as `https://login.example.kz`. */
  readonly api: string;
  /** The language of codes, errors and a new shop. By default that of the browser. */
  readonly language?: Language | undefined;
  /**
   * Where the refresh token is. `body` (the default): in `storage`. `cookie`: in a cookie that no script can read, which works only for
   * pages on the API's own site, such as `app.example.kz` for `login.example.kz`.
   */
  readonly transport?: Transport | undefined;
  /** Holds the refresh token with `transport: 'body'`. By default `localStorage`, and memory outside a browser. */
  readonly storage?: KeyValueStorage | undefined;
  /** Origins of your own back ends, to which `fetch` sends the access token, such as `https://api.example.kz`. */
  readonly origins?: readonly string[] | undefined;
  /** Replaces the global `fetch`, for example to trace requests. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

export interface CodeRequest extends Omit<RequestOtpBody, 'replaces'> {
  /** By default the challenge of the former request; `null`: none. */
  readonly replaces?: string | null | undefined;
}

export interface SignedIn extends CurrentSession {
  /** Whether this sign-in created the shop. */
  readonly isNewShop: boolean;
}

/** Signs in, and keeps the session. Every function but `fetch` rejects only with an `OtpravkaError`. None needs `this`. */
export interface OtpravkaClient {
  /** Can be changed at any time, for example when the person selects another language. */
  language: Language | undefined;
  readonly api: string;
  readonly transport: Transport;

  /**
   * Requests a code, which the bot sends. It closes the challenge of the former request of this page.
   * @throws OtpravkaError `phone_invalid`, `too_many_requests`, `phone_locked`
   */
  readonly requestCode: (request: CodeRequest) => Promise<RequestOtpAnswer>;

  /** Returns the name of the bot and the link to its chat, for a person who requests a code there. */
  bot(): Promise<BotAnswer>;

  /**
   * Exchanges a code, or an approved challenge, for a session. All tabs of the page are signed in then.
   * @throws OtpravkaError `code_wrong` (with `attemptsLeft`), `challenge_gone`, `attempts_exhausted`, `phone_locked`
   */
  readonly verify: (body: VerifyOtpBody) => Promise<SignedIn>;

  /**
   * Reports the status of a challenge now and at each change, until `verified` or `closed`. `approved` may be reported again: pass the
   * secret of `requestCode` to `verify` each time.
   * @returns ends the watch
   */
  readonly watch: (challengeId: string, onStatus: (status: ChallengeStatus) => void) => () => void;

  readonly session: {
    /** Who is signed in now, as far as this page knows; undefined until `restore` has found the session of an earlier page. */
    readonly current: CurrentSession | undefined;
    /**
     * Finds the session of an earlier page.
     * @returns undefined if nobody is signed in
     * @throws OtpravkaError `unreachable`, `unavailable`: the session is kept, so try again
     */
    readonly restore: () => Promise<CurrentSession | undefined>;
    /**
     * Returns an access token that is not about to expire.
     * @throws OtpravkaError `session_invalid`: nobody is signed in
     */
    readonly accessToken: () => Promise<string>;
  };

  /**
   * Like the global `fetch`, with the access token. Renews the token after a 401 and sends once more. It sends only to the API and to
   * `origins`. Redirects are refused unless `init.redirect` says otherwise, because an old browser sends the token along.
   * @throws TypeError for another origin, as the global `fetch` does for a failed connection
   * @throws OtpravkaError `session_invalid`: nobody is signed in
   */
  readonly fetch: AuthorizedFetch;

  /**
   * Calls the listener when somebody signs in or out, in any tab, or when the shop changes; after a sign-in here, once the promise of
   * `verify` is fulfilled.
   * @returns removes the listener
   */
  readonly onChange: (listener: SessionListener) => () => void;

  /** Ends this session, the others, or all sessions of the shop. @throws OtpravkaError `unreachable`: the session goes on */
  readonly signOut: (options?: { readonly scope?: LogoutScope | undefined }) => Promise<void>;

  readonly sessions: {
    readonly list: () => Promise<ListedSession[]>;
    /** @throws OtpravkaError `session_not_found` */
    readonly end: (sessionId: string) => Promise<void>;
  };

  /**
   * Lists security events of the shop, the newest first.
   * @param page.limit 1 to 100, 50 by default
   * @param page.before `nextBefore` of the previous page
   */
  readonly activity: (page?: {
    readonly limit?: number;
    readonly before?: string;
  }) => Promise<ActivityAnswer>;

  readonly shop: {
    readonly get: () => Promise<Shop>;
    /** Changes the given fields only. @throws OtpravkaError `body_invalid` */
    readonly update: (patch: ShopPatch) => Promise<Shop>;
    /** Requests a code that erases the shop. */
    readonly requestErasure: () => Promise<EraseCodeAnswer>;
    /** Erases the shop and its personal data permanently, and ends the session. @throws OtpravkaError as `verify` */
    readonly erase: (code: CodeOfChallenge) => Promise<void>;
  };

  /** Stops everything that the client does by itself. The session goes on. */
  readonly close: () => void;
}
