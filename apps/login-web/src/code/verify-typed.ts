import { type BodyTokens, type OtpravkaClient, OtpravkaError } from '@app/client';
import type { VerifyOtpAnswer } from '@app/contract';
import { type Pending, writtenPhone } from './pending';

/**
 * Verifies what the person typed: the code of this page's request, or one that the person asked the bot for with /code. The
 * API compares both. Only a challenge that is gone no longer leads the API to the phone, so the phone is sent then.
 * @throws OtpravkaError about the code of this page, unless only too many tries by phone can be waited for
 */
export async function verifyTyped(
  client: Pick<OtpravkaClient, 'verifyOtp'>,
  pending: Pending,
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
