import { type BodyTokens, type OtpravkaApi, OtpravkaError } from '@otpravka/client';
import type { VerifyOtpAnswer } from '@app/contract';
import { type PendingSignIn, writtenPhone } from './pending-sign-in';

/**
 * Verifies a typed code: one of this page's request, or one that the person requested from the bot with /code. The API
 * compares both. For a challenge that is gone the API no longer knows the phone, so the page then sends the phone instead.
 * @throws OtpravkaError about the code of this page, or `too_many_requests` if too many codes were sent with the phone
 */
export async function verifyTyped(
  client: Pick<OtpravkaApi, 'verifyOtp'>,
  pending: PendingSignIn,
  code: string,
): Promise<BodyTokens<VerifyOtpAnswer>> {
  const { challenge } = pending;
  const verifyByPhone = () => client.verifyOtp({ ...writtenPhone(pending), code });
  if (challenge === undefined) return verifyByPhone();
  try {
    return await client.verifyOtp({ challengeId: challenge.id, code });
  } catch (refusal) {
    if (!isRefusal(refusal, 'challenge_gone')) throw refusal;
    return verifyByPhone().catch((error: unknown) => {
      throw isRefusal(error, 'too_many_requests') ? error : refusal;
    });
  }
}

const isRefusal = (error: unknown, code: OtpravkaError['code']): boolean =>
  error instanceof OtpravkaError && error.code === code;
