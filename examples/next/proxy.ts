import { type NextRequest, NextResponse } from 'next/server';
import { ACCESS, accessCookieOf, ATTRIBUTES, callWithCookie, claimsIn, REFRESH } from './otpravka';

/** The pages that need a signed-in shop. */
export const config = { matcher: '/orders/:path*' };

/** Next asks it before each of these pages: it refreshes the session, which a page cannot do, and leads strangers to the sign-in. */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const refreshToken = request.cookies.get(REFRESH)?.value;
  if (refreshToken === undefined) return toSignIn(request);
  if ((await claimsIn(request.cookies)) !== undefined) return NextResponse.next();

  const answer = await callWithCookie('refresh?transport=cookie', refreshToken);
  if (answer.status === 401) return toSignIn(request);
  if (!answer.ok) throw new Error(`The session was not refreshed: ${answer.status}`);
  const { accessToken, expiresIn } = (await answer.json()) as { accessToken: string; expiresIn: number };
  const setCookie = answer.headers.getSetCookie().find((cookie) => cookie.startsWith(`${REFRESH}=`));
  const successor = /=([^;]*)/.exec(setCookie ?? '')?.[1] ?? refreshToken;

  // The page of this request gets the new cookies too.
  request.cookies.set(REFRESH, successor).set(ACCESS, accessCookieOf(accessToken, successor));
  const response = NextResponse.next({ request });
  response.cookies.set(ACCESS, accessCookieOf(accessToken, successor), { ...ATTRIBUTES, maxAge: expiresIn });
  if (setCookie !== undefined) response.headers.append('Set-Cookie', setCookie);
  return response;
}

function toSignIn({ nextUrl }: NextRequest): NextResponse {
  const signIn = new URL('/login', nextUrl);
  signIn.searchParams.set('return_to', nextUrl.pathname + nextUrl.search);
  return NextResponse.redirect(signIn);
}
