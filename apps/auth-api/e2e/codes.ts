import type { RequestOtpAnswer } from '@app/contract';
import { codeOf, type SimulatedPerson } from '@app/simulator';
import { type Product, receiveCode, receiveCodeOf, requestCode, untilRecorded } from '@app/testing';

/** Environment that lifts the request limits of a phone, for tests of other limits. */
export const MANY_REQUESTS = {
  OTP_PHONE_PER_MINUTE: '10000',
  OTP_PHONE_PER_HOUR: '10000',
  OTP_PHONE_PER_DAY: '10000',
};

let phones = 0;

export const freshPhone = (): string => `+7702${String(++phones).padStart(7, '0')}`;

/** Requests a code as the sign-in page does, and reads it in the owner's chat, which takes a person longer than the worker's record. */
export async function requestAndReceive(
  product: Product,
  owner: SimulatedPerson,
): Promise<RequestOtpAnswer & { code: string }> {
  const answer = await requestCode(product, owner.phone);
  const code = codeOf(await receiveCodeOf(owner, answer.challengeId))!;
  await untilRecorded(product, answer.challengeId);
  return { ...answer, code };
}

/** Requests a code as the sign-in page does, opens its link as the owner, and chooses the number of the page. */
export async function approvedChallenge(product: Product, owner: SimulatedPerson): Promise<RequestOtpAnswer> {
  const { code: _, ...answer } = await requestAndReceive(product, owner);
  const opened = owner.openLink(answer.telegram.link);
  const offer = await owner.waitForMessage(/нажмите здесь это число/, { after: opened });
  await owner.press(answer.approval.number, offer).answered();
  return answer;
}

export const codeFromBot = (owner: SimulatedPerson): Promise<string> =>
  receiveCode(owner, owner.say('/code').messageId);

export const wrongCodeFor = (code: string): string => (code === '111111' ? '222222' : '111111');
