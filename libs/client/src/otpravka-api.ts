import type {
  ActivityAnswer,
  BotAnswer,
  EraseCodeAnswer,
  LogoutScope,
  MeAnswer,
  Problem,
  RequestOtpAnswer,
  RequestOtpBody,
  SessionsAnswer,
  Shop,
  ShopPatch,
  Tokens,
  VerifyOtpAnswer,
  VerifyOtpBody,
} from './contract.ts';
import { OtpravkaError } from './error.ts';
import { foreignAnswerHint, hintOf, timeoutHint, unreachableHint } from './hints.ts';
import { textsIn } from './texts.ts';
import { withTimeout } from './timeout.ts';

/** How the refresh token is transferred: in bodies, or in a cookie that scripts cannot read. */
export type Transport = 'body' | 'cookie';

export interface OtpravkaApiOptions<T extends Transport = Transport> {
  /** The origin of the API, such as `https://login.example.kz`; `location.origin` if the API serves the page. */
  readonly api: string;
  /** Replaces the global `fetch`, for example to use a proxy or to trace requests. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** BCP 47; the language of `title` and `text` in errors. If absent, the browser sends its own languages. */
  readonly language?: string | undefined;
  /**
   * `cookie` works only for pages on the API's own site, such as `app.example.kz` for `login.example.kz`. If the origins of
   * page and API differ, CORS_ORIGINS must list the page's origin.
   */
  readonly transport?: T | undefined;
}

/** The tokens of a response whose body holds the refresh token. */
export type BodyTokens<T extends Tokens> = T & { readonly refreshToken: string };

/** The tokens that the chosen transport returns: `cookie` leaves out the refresh token. */
export type TokensBy<T extends Transport, Answer extends Tokens> = T extends 'cookie'
  ? Omit<Answer, 'refreshToken'>
  : BodyTokens<Answer>;

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

interface RequestOptions {
  readonly accessToken?: string;
  readonly body?: object;
}

interface ReceivedResponse {
  readonly response: Response;
  readonly text: string;
}

/** Longer than any time limit inside the API, and about as long as a person waits. */
const TIMEOUT_MS = 10_000;

/**
 * Client of the sign-in API for browsers and for Node 20 or newer. It stores no token and retries no request: the caller
 * decides on both. Every method rejects only with an OtpravkaError.
 */
export class OtpravkaApi<T extends Transport = 'body'> {
  /** Can be changed at any time, for example when the person selects another language. */
  language: string | undefined;
  /** Without a slash at its end. */
  readonly url: string;
  private readonly fetch: typeof globalThis.fetch;
  private readonly usesCookie: boolean;

  constructor(options: OtpravkaApiOptions<T>) {
    this.url = options.api.replace(/\/+$/, '');
    this.language = options.language;
    this.usesCookie = options.transport === 'cookie';
    this.fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  }

  /**
   * Requests a code, which the bot sends. The response does not reveal whether the phone is known.
   * @throws OtpravkaError `phone_invalid`, `too_many_requests`, `phone_locked`
   */
  requestOtp(body: RequestOtpBody): Promise<RequestOtpAnswer> {
    return this.request('POST', 'auth/request-otp', { body });
  }

  /**
   * Exchanges a code for a session. With the `challengeId` of requestOtp, the code may also be one that the person requested
   * from the bot; without a challenge, pass `phone`. Once the status is `approved`, pass `approvalSecret` in place of a code.
   * @throws OtpravkaError `code_wrong` (with `attemptsLeft`), `challenge_gone`, `attempts_exhausted`, `phone_locked`
   */
  verifyOtp(body: VerifyOtpBody): Promise<TokensBy<T, VerifyOtpAnswer>> {
    return this.request('POST', `auth/verify-otp${this.transport}`, { body });
  }

  /** Returns the bot, for a person who requests a code there. @throws OtpravkaError `unavailable` */
  bot(): Promise<BotAnswer> {
    return this.request('GET', 'auth/bot', {});
  }

  /** URL for an `EventSource`. Its `status` events hold a ChallengeEvent; close it after `verified` and `closed`. */
  eventsUrl(challengeId: string): string {
    return `${this.url}/api/auth/challenges/${encodeURIComponent(challengeId)}/events`;
  }

  /**
   * Returns the shop and the session of an access token.
   * @throws OtpravkaError `token_invalid`: refresh, then retry once
   */
  me(accessToken: string): Promise<MeAnswer> {
    return this.request('GET', 'auth/me', { accessToken });
  }

  /**
   * Returns new tokens and uses up the given refresh token. Store the new one before anything else: using the old one
   * again later ends the session. With `cookie` there is nothing to pass and nothing to store.
   * @throws OtpravkaError `session_invalid`: sign in again
   */
  refresh(...args: T extends 'cookie' ? [] : [refreshToken: string]): Promise<TokensBy<T, Tokens>> {
    const [refreshToken] = args as string[];
    return this.request('POST', `auth/refresh${this.transport}`, { body: { refreshToken } });
  }

  /**
   * Ends this session, all others, or all sessions of the shop.
   * @throws OtpravkaError `token_invalid`
   */
  logout(accessToken: string, scope: LogoutScope = 'this'): Promise<void> {
    return this.request('POST', 'auth/logout', { accessToken, body: { scope } });
  }

  /** Lists the live sessions of the shop. @throws OtpravkaError `token_invalid` */
  async sessions(accessToken: string): Promise<SessionsAnswer['sessions']> {
    return (await this.request<SessionsAnswer>('GET', 'auth/sessions', { accessToken })).sessions;
  }

  /** @throws OtpravkaError `token_invalid`, `session_not_found` */
  endSession(accessToken: string, sessionId: string): Promise<void> {
    return this.request('DELETE', `auth/sessions/${encodeURIComponent(sessionId)}`, { accessToken });
  }

  /**
   * Lists security events of the shop, the newest first.
   * @param page.limit 1 to 100, 50 by default
   * @param page.before `nextBefore` of the previous page
   * @throws OtpravkaError `token_invalid`
   */
  activity(accessToken: string, page: { limit?: number; before?: string } = {}): Promise<ActivityAnswer> {
    const query = Object.entries(page).map(([name, value]): [string, string] => [name, String(value)]);
    return this.request('GET', `auth/activity?${new URLSearchParams(query).toString()}`, { accessToken });
  }

  /** @throws OtpravkaError `token_invalid` */
  shop(accessToken: string): Promise<Shop> {
    return this.request('GET', 'shop', { accessToken });
  }

  /** Changes the given fields only. @throws OtpravkaError `token_invalid`, `body_invalid` */
  updateShop(accessToken: string, body: ShopPatch): Promise<Shop> {
    return this.request('PATCH', 'shop', { accessToken, body });
  }

  /** Requests a code that erases the shop. @throws OtpravkaError `token_invalid`, `too_many_requests`, `phone_locked` */
  eraseCode(accessToken: string): Promise<EraseCodeAnswer> {
    return this.request('POST', 'shop/erase-code', { accessToken });
  }

  /**
   * Erases the shop and its personal data permanently.
   * @throws OtpravkaError `token_invalid`, `code_wrong` (with `attemptsLeft`), `challenge_gone`, `attempts_exhausted`, `phone_locked`
   */
  eraseShop(accessToken: string, body: { challengeId: string; code: string }): Promise<void> {
    return this.request('DELETE', 'shop', { accessToken, body });
  }

  private get transport(): string {
    return this.usesCookie ? '?transport=cookie' : '';
  }

  private async request<Answer>(method: Method, route: string, options: RequestOptions): Promise<Answer> {
    const { response, text } = await withTimeout(TIMEOUT_MS, (signal) =>
      this.send(method, route, options, signal),
    ).catch((cause: unknown) => {
      throw this.unreachableError(cause);
    });
    if (!response.ok) throw this.problemError(response, text);
    // Not checked against the contract's schemas: that would add them to the script of every page.
    return (response.status === 204 ? undefined : this.parse(response, text)) as Answer;
  }

  private async send(
    method: Method,
    route: string,
    { accessToken, body }: RequestOptions,
    signal: AbortSignal | undefined,
  ): Promise<ReceivedResponse> {
    const headers = {
      Accept: 'application/json, application/problem+json',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(accessToken !== undefined && { Authorization: `Bearer ${accessToken}` }),
      ...(this.language !== undefined && { 'Accept-Language': this.language }),
    };
    const response = await this.fetch(`${this.url}/api/${route}`, {
      method,
      headers,
      ...(this.usesCookie && { credentials: 'include' as const }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    return { response, text: await response.text() };
  }

  private parse(response: Response, text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw this.foreignAnswerError(response, cause);
    }
  }

  private problemError(response: Response, text: string): OtpravkaError {
    const problem = this.parse(response, text) as Partial<Problem> | null;
    if (typeof problem?.code !== 'string') return this.foreignAnswerError(response);
    const { detail, ...others } = problem as Problem;
    return new OtpravkaError({ ...others, text: detail, hint: hintOf(problem as Problem, this.url) });
  }

  private unreachableError(cause: unknown): OtpravkaError {
    const isTimeout = (cause as { name?: unknown } | undefined)?.name === 'TimeoutError';
    const hint = isTimeout ? timeoutHint(this.url, TIMEOUT_MS / 1000) : unreachableHint(this.url);
    const { unreachable } = textsIn(this.language);
    return new OtpravkaError({ code: 'unreachable', status: 0, hint, ...unreachable }, { cause });
  }

  /** Something other than the API answered, such as a proxy or another server at this address. */
  private foreignAnswerError({ status }: Response, cause?: unknown): OtpravkaError {
    const hint = foreignAnswerHint(this.url, status);
    const { unreachable } = textsIn(this.language);
    return new OtpravkaError({ code: 'unreachable', status, hint, ...unreachable }, { cause });
  }
}
