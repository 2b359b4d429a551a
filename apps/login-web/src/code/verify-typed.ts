import { type BodyTokens, type OtpravkaClient, OtpravkaError, type OtpravkaErrorCode } from '@app/client';
import type { VerifyOtpAnswer } from '@app/contract';
import { type PendingSignIn, writtenPhone } from './pending-sign-in';

/** What the API says of a challenge's code where the typed one may have come from the bot itself. */
const MAY_BE_OF_BOT: ReadonlySet<OtpravkaErrorCode> = new Set([
  'code_wrong',
  'attempts_exhausted',
  'phone_locked',
  'challenge_gone',
]);

/**
 * Verifies what the person typed. There is one field and two places that a code may come from: the request of this
 * page, and the command /code in the chat. Nobody is asked which; where the request refuses, the phone is tried once.
 * @throws OtpravkaError the first refusal, since it is about the code that the page speaks of, unless only the second can
 * be mended
 */
export async function verifyTyped(
  client: Pick<OtpravkaClient, 'verifyOtp'>,
  pending: PendingSignIn,
  code: string,
): Promise<BodyTokens<VerifyOtpAnswer>> {
  const { challenge } = pending;
  const phone = writtenPhone(pending);
  if (challenge === undefined) return client.verifyOtp({ ...phone, code });
  try {
    return await client.verifyOtp({ challengeId: challenge.id, code });
  } catch (first) {
    if (!(first instanceof OtpravkaError) || !MAY_BE_OF_BOT.has(first.code)) throw first;
    return client.verifyOtp({ ...phone, code }).catch((second: unknown) => {
      const isTooOften = second instanceof OtpravkaError && second.code === 'too_many_requests';
      // While the request of this page can still be met, its refusal says more.
      throw isTooOften && first.code !== 'code_wrong' ? second : first;
    });
  }
}
