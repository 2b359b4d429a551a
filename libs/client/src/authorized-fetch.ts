import { optional } from './optional.ts';
import type { AccessToken } from './session/access-token.ts';

export type AuthorizedFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

interface TokenSource {
  fresh(): Promise<AccessToken>;
  renewed(refused: AccessToken): Promise<AccessToken>;
}

interface AuthorizedFetchOptions {
  /** The only origins that get the token. */
  readonly origins: readonly string[];
  readonly fetch: typeof globalThis.fetch;
}

const originOf = (url: string): string =>
  new URL(
    url,
    optional(() => location.href),
  ).origin;

/** Like `fetch`, with the access token. A token that is refused is renewed, and the request is sent once more. */
export function authorizedFetch(tokens: TokenSource, options: AuthorizedFetchOptions): AuthorizedFetch {
  const origins = options.origins.map(originOf);

  const send = (request: Request | string, init: RequestInit | undefined, { value }: AccessToken) => {
    const headers = new Headers(init?.headers ?? (typeof request === 'string' ? undefined : request.headers));
    headers.set('Authorization', `Bearer ${value}`);
    const copy = typeof request === 'string' ? request : request.clone();
    // Browsers from before 2023 send the header along to the origin that a redirect names.
    return options.fetch(copy, { redirect: 'error', ...init, headers });
  };

  return async (input, init) => {
    const request = input instanceof URL ? input.href : input;
    const origin = originOf(typeof request === 'string' ? request : request.url);
    if (!origins.includes(origin))
      throw new TypeError(
        `The access token is not sent to ${origin}. If this is a back end of yours, add it to \`origins\` of createClient or OtpravkaProvider.`,
      );
    const token = await tokens.fresh();
    const response = await send(request, init, token);
    if (!(await isTokenRefused(response)) || isStream(init?.body)) return response;
    const renewed = await tokens.renewed(token);
    void response.body?.cancel().catch(() => undefined);
    return send(request, init, renewed);
  };
}

/** Whether a back end refuses the token. A problem document of another code, such as `code_wrong`, refuses something else. */
async function isTokenRefused(response: Response): Promise<boolean> {
  if (response.status !== 401) return false;
  const isJson = /json/.test(response.headers.get('Content-Type') ?? '');
  const body = isJson
    ? ((await response
        .clone()
        .json()
        .catch(() => undefined)) as unknown)
    : undefined;
  const code = (body as { code?: unknown } | null | undefined)?.code;
  return typeof code !== 'string' || code === 'token_invalid';
}

/** A stream can be sent once only. */
const isStream = (body: unknown): boolean => optional(() => body instanceof ReadableStream) ?? false;
