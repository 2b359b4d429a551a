import type {
  ActivityAnswer,
  EraseCodeAnswer,
  LogoutBody,
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
} from '@app/contract';
import { OtpravkaError } from './error';
import { withTimeout } from './timeout';

/** How refresh tokens travel: in bodies, or in a cookie that no script can read. */
export type Transport = 'body' | 'cookie';

export interface OtpravkaClientOptions<T extends Transport = Transport> {
  /** Where the API is, such as `https://login.example.kz`; in a page of the same origin, `location.origin`. */
  readonly baseUrl: string;
  /** Another `fetch` than the global one, for a proxy or a trace. */
  readonly fetch?: typeof globalThis.fetch;
  /** BCP 47; the language of `title` and `detail` in errors. Without it the browser's own languages are sent. */
  readonly language?: string;
  /**
   * `cookie`: for pages of the API's own site, such as `app.example.kz` for `login.example.kz`. Their origin is in
   * CORS_ORIGINS, where it is another one.
   */
  readonly transport?: T;
}

/** Tokens in the body of the answer, as this client asks for them. */
export type BodyTokens<T extends Tokens> = T & { readonly refreshToken: string };

/** Tokens as this client gets them: with the cookie, the refresh token stays out of sight. */
export type TokensBy<T extends Transport, Answer extends Tokens> = T extends 'cookie'
  ? Omit<Answer, 'refreshToken'>
  : BodyTokens<Answer>;

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

interface Call {
  readonly accessToken?: string;
  readonly body?: object;
}

interface Exchange {
  readonly response: Response;
  readonly text: string;
}

/** Past this a person has given up waiting; the API's own limits are far below. */
const TIMEOUT_MS = 10_000;

/**
 * The sign-in API for browsers and Node 20 or newer. It keeps no token and repeats no call: both are decisions of who
 * uses it. Every method rejects with an OtpravkaError and with nothing else.
 */
export class OtpravkaClient<T extends Transport = 'body'> {
  /** May be changed at any time, when the person chooses another language. */
  language: string | undefined;
  private readonly baseUrl: string;
  private readonly fetch: typeof globalThis.fetch;

  private readonly isByCookie: boolean;

  constructor(options: OtpravkaClientOptions<T>) {
    this.baseUrl = options.baseUrl.replace(/\/+$/, '');
    this.language = options.language;
    this.isByCookie = options.transport === 'cookie';
    this.fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  }

  /**
   * Asks for a code; the bot brings it. The answer is alike for every phone, known or not.
   * @throws OtpravkaError `phone_invalid`, `too_many_requests`, `phone_locked`
   */
  requestOtp(body: RequestOtpBody): Promise<RequestOtpAnswer> {
    return this.ask('POST', 'auth/request-otp', { body });
  }

  /**
   * A code for a session: with `challengeId` for a code of requestOtp, with `phone` for one asked of the bot.
   * @throws OtpravkaError `code_wrong` (with `attemptsLeft`), `challenge_gone`, `attempts_exhausted`, `phone_locked`
   */
  verifyOtp(body: VerifyOtpBody): Promise<TokensBy<T, VerifyOtpAnswer>> {
    return this.ask('POST', `auth/verify-otp${this.transport}`, { body });
  }

  /** For an `EventSource`: its events `status` hold a ChallengeEvent. Close it after `verified` and `closed`. */
  eventsUrl(challengeId: string): string {
    return `${this.baseUrl}/api/auth/challenges/${encodeURIComponent(challengeId)}/events`;
  }

  /**
   * The shop and the session of an access token.
   * @throws OtpravkaError `token_invalid`: refresh, and ask once more
   */
  me(accessToken: string): Promise<MeAnswer> {
    return this.ask('GET', 'auth/me', { accessToken });
  }

  /**
   * Fresh tokens. The refresh token is used up: keep the new one before anything else, for an old one that is shown
   * again later ends the session. With the cookie there is nothing to show or to keep.
   * @throws OtpravkaError `session_invalid`: sign in again
   */
  refresh(...shown: T extends 'cookie' ? [] : [refreshToken: string]): Promise<TokensBy<T, Tokens>> {
    const [refreshToken] = shown as string[];
    return this.ask('POST', `auth/refresh${this.transport}`, { body: { refreshToken } });
  }

  /**
   * Ends this session, the other ones, or all of the shop.
   * @throws OtpravkaError `token_invalid`
   */
  logout(accessToken: string, scope: NonNullable<LogoutBody['scope']> = 'this'): Promise<void> {
    return this.ask('POST', 'auth/logout', { accessToken, body: { scope } });
  }

  /** Where the shop is signed in. @throws OtpravkaError `token_invalid` */
  async sessions(accessToken: string): Promise<SessionsAnswer['sessions']> {
    return (await this.ask<SessionsAnswer>('GET', 'auth/sessions', { accessToken })).sessions;
  }

  /** @throws OtpravkaError `token_invalid`, `session_not_found` */
  endSession(accessToken: string, sessionId: string): Promise<void> {
    return this.ask('DELETE', `auth/sessions/${encodeURIComponent(sessionId)}`, { accessToken });
  }

  /**
   * What happened to the shop, the newest first.
   * @param page.limit 1 to 100, by itself 50
   * @param page.before `nextBefore` of the page before
   * @throws OtpravkaError `token_invalid`
   */
  activity(accessToken: string, page: { limit?: number; before?: string } = {}): Promise<ActivityAnswer> {
    const asked = Object.entries(page).map(([name, value]): [string, string] => [name, String(value)]);
    return this.ask('GET', `auth/activity?${new URLSearchParams(asked).toString()}`, { accessToken });
  }

  /** @throws OtpravkaError `token_invalid` */
  shop(accessToken: string): Promise<Shop> {
    return this.ask('GET', 'shop', { accessToken });
  }

  /** What is absent stays. @throws OtpravkaError `token_invalid`, `body_invalid` */
  updateShop(accessToken: string, body: ShopPatch): Promise<Shop> {
    return this.ask('PATCH', 'shop', { accessToken, body });
  }

  /** The bot sends a code that erases the shop. @throws OtpravkaError `token_invalid`, `too_many_requests`, `phone_locked` */
  eraseCode(accessToken: string): Promise<EraseCodeAnswer> {
    return this.ask('POST', 'shop/erase-code', { accessToken });
  }

  /**
   * Erases the shop and its people's data, for good.
   * @throws OtpravkaError `token_invalid`, `code_wrong` (with `attemptsLeft`), `challenge_gone`, `attempts_exhausted`, `phone_locked`
   */
  eraseShop(accessToken: string, body: { challengeId: string; code: string }): Promise<void> {
    return this.ask('DELETE', 'shop', { accessToken, body });
  }

  private get transport(): string {
    return this.isByCookie ? '?transport=cookie' : '';
  }

  private async ask<Answer>(method: Method, route: string, call: Call): Promise<Answer> {
    const { response, text } = await withTimeout(TIMEOUT_MS, (signal) =>
      this.send(method, route, call, signal),
    ).catch((cause: unknown) => {
      throw this.unreachable(cause);
    });
    if (!response.ok) throw this.refusal(response, text);
    // The answer is trusted to be the contract's: checking it would bring the schemas into every page.
    return (response.status === 204 ? undefined : this.parsed(response, text)) as Answer;
  }

  private async send(
    method: Method,
    route: string,
    { accessToken, body }: Call,
    signal: AbortSignal | undefined,
  ): Promise<Exchange> {
    const headers = {
      Accept: 'application/json, application/problem+json',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(accessToken !== undefined && { Authorization: `Bearer ${accessToken}` }),
      ...(this.language !== undefined && { 'Accept-Language': this.language }),
    };
    const response = await this.fetch(`${this.baseUrl}/api/${route}`, {
      method,
      headers,
      ...(this.isByCookie && { credentials: 'include' as const }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    return { response, text: await response.text() };
  }

  private parsed(response: Response, text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw this.foreign(response, cause);
    }
  }

  private refusal(response: Response, text: string): OtpravkaError {
    const problem = this.parsed(response, text) as Partial<Problem> | null;
    if (typeof problem?.code !== 'string') return this.foreign(response);
    return new OtpravkaError(problem as Problem);
  }

  private unreachable(cause: unknown): OtpravkaError {
    const isLate = (cause as { name?: unknown } | undefined)?.name === 'TimeoutError';
    const title = isLate ? 'The service did not answer in time' : 'The service cannot be reached';
    const detail = isLate
      ? `No answer came from ${this.baseUrl} within ${TIMEOUT_MS / 1000} s. Try again.`
      : `Nothing answers at ${this.baseUrl}. Check the connection, the address, and whether CORS_ORIGINS of the service names this site.`;
    return new OtpravkaError({ code: 'unreachable', status: 0, title, detail }, { cause });
  }

  /** A proxy on the way, or quite another server, answered in the API's stead. */
  private foreign(response: Response, cause?: unknown): OtpravkaError {
    const detail = `${this.baseUrl} answered HTTP ${response.status}, but not as this API does. Check the address and what stands between.`;
    const title = 'The answer is not one of the service';
    return new OtpravkaError({ code: 'unreachable', status: response.status, title, detail }, { cause });
  }
}
