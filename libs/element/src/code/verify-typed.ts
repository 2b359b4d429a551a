import type { OtpravkaError } from '@otpravka/client';
import type { SignedIn, SignInClient } from '../client/sign-in-client.ts';
import { isFailure } from '../ui/failure.ts';
import { type PendingSignIn, writtenPhone } from './pending-sign-in.ts';

/**
 * Verifies a typed code: one of this page's request, or one that the person requested from the bot with /code. The API
 * compares both. For a challenge that is gone the API no longer knows the phone, so the element then sends the phone instead.
 * @throws OtpravkaError about the code of this page, or `too_many_requests` if too many codes were sent with the phone
 */
export async function verifyTyped(
  client: Pick<SignInClient, 'verify'>,
  pending: PendingSignIn,
  code: string,
): Promise<SignedIn> {
  const { challenge } = pending;
  const verifyByPhone = () => client.verify({ ...writtenPhone(pending), code });
  if (challenge === undefined) return verifyByPhone();
  try {
    return await client.verify({ challengeId: challenge.id, code });
  } catch (refusal) {
    if (!isRefusal(refusal, 'challenge_gone')) throw refusal;
    return verifyByPhone().catch((error: unknown) => {
      throw isRefusal(error, 'too_many_requests') ? error : refusal;
    });
  }
}

const isRefusal = (error: unknown, code: OtpravkaError['code']): boolean =>
  isFailure(error) && error.code === code;
