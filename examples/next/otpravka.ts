import { createHash } from 'node:crypto';
import { type AccessClaims, createVerifier, VerificationError } from '@otpravka/server';

const { OTPRAVKA_API = 'http://localhost:3000', APP_ORIGIN = 'http://localhost:4000' } = process.env;

/** The refresh token. The API sets it, and no script can read it. */
export const REFRESH = '__Host-otp_refresh';
/** The access token, behind a digest of the refresh token with which it came. */
export const ACCESS = '__Host-otp_access';
/** Browsers accept a cookie of such a name, and its removal, only with these attributes. */
export const ATTRIBUTES = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' } as const;

const verifier = createVerifier({ api: OTPRAVKA_API });

/** The cookies of a request, in the proxy and on a page. */
interface Cookies {
  get(name: string): { readonly value: string } | undefined;
}

const digestOf = (refreshToken: string): string =>
  createHash('sha256').update(refreshToken).digest('base64url');

export const accessCookieOf = (accessToken: string, refreshToken: string): string =>
  `${digestOf(refreshToken)}~${accessToken}`;

/**
 * Who is signed in. An access token is only used beside its refresh token: after a sign-out or a sign-in to another shop, it
 * counts no longer.
 * @returns undefined if nobody is, or the access token has expired
 */
export async function claimsIn(cookies: Cookies): Promise<AccessClaims | undefined> {
  const [digest, accessToken] = cookies.get(ACCESS)?.value.split('~') ?? [];
  const refreshToken = cookies.get(REFRESH)?.value;
  if (accessToken === undefined || refreshToken === undefined || digest !== digestOf(refreshToken))
    return undefined;
  try {
    return await verifier.verifyAccessToken(accessToken);
  } catch (error) {
    if (error instanceof VerificationError && error.code === 'token_invalid') return undefined;
    throw error;
  }
}

/** Calls a route of the API that takes the cookie. The API lists `APP_ORIGIN` in CORS_ORIGINS. */
export const callWithCookie = (path: string, refreshToken: string): Promise<Response> =>
  fetch(`${OTPRAVKA_API}/api/auth/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: APP_ORIGIN, Cookie: `${REFRESH}=${refreshToken}` },
    body: '{}',
    cache: 'no-store',
  });
