import type { Language } from '@otpravka/client';
import type { SignInClient } from '../client/sign-in-client.ts';
import { type PendingSignIn, pendingSignIn, writtenPhone } from './pending-sign-in.ts';

/** Requests another code for the same phone, which replaces the former challenge. @throws OtpravkaError as `requestCode` */
export async function requestAgain(
  client: Pick<SignInClient, 'requestCode'>,
  former: PendingSignIn,
  language: Language,
): Promise<PendingSignIn> {
  const answer = await client.requestCode({
    ...writtenPhone(former),
    language,
    ...(former.challenge && { replaces: former.challenge.id }),
  });
  return pendingSignIn(answer, Date.now());
}
