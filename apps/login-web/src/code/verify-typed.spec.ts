import { OtpravkaError, type OtpravkaErrorCode } from '@app/client';
import type { VerifyOtpBody } from '@app/contract';
import { askedOfBot, type Pending } from './pending';
import { verifyTyped } from './verify-typed';

const pending: Pending = {
  phone: '+77011234567',
  codeLength: 6,
  challenge: { id: 'c1', link: 'https://t.me/otpravka_bot?start=abc', expiresAt: 300_000 },
  resendAt: 0,
};
const refusal = (code: OtpravkaErrorCode) =>
  new OtpravkaError({ code, status: 401, title: code, detail: code });
const session = { accessToken: 'a1', refreshToken: 'r1' };

/** An API that gives these answers, one after the other. */
function apiThat(...answers: (OtpravkaError | typeof session)[]) {
  const asked: VerifyOtpBody[] = [];
  const verifyOtp = (body: VerifyOtpBody) => {
    asked.push(body);
    const answer = answers[asked.length - 1]!;
    return answer instanceof OtpravkaError ? Promise.reject(answer) : Promise.resolve(answer as never);
  };
  return { asked, verifyOtp };
}

describe('a typed code', () => {
  const ofPage = { challengeId: 'c1', code: '123456' };
  const ofBot = { phone: '+77011234567', code: '123456' };

  it('is sent with the challenge of this request', async () => {
    const api = apiThat(session);
    expect(await verifyTyped(api, pending, '123456')).toBe(session);
    expect(api.asked).toEqual([ofPage]);
  });

  it('is sent with the phone once the challenge is gone, for it may be one of the bot', async () => {
    const api = apiThat(refusal('challenge_gone'), session);
    expect(await verifyTyped(api, pending, '123456')).toBe(session);
    expect(api.asked).toEqual([ofPage, ofBot]);
  });

  it('that is wrong there, too, is refused because the challenge is gone', async () => {
    const api = apiThat(refusal('challenge_gone'), refusal('code_wrong'));
    await expect(verifyTyped(api, pending, '123456')).rejects.toMatchObject({ code: 'challenge_gone' });
    expect(api.asked).toHaveLength(2);
  });

  it('is refused with the limit of tries where waiting helps', async () => {
    const api = apiThat(refusal('challenge_gone'), refusal('too_many_requests'));
    await expect(verifyTyped(api, pending, '123456')).rejects.toMatchObject({ code: 'too_many_requests' });
  });

  it.each([
    ...(['code_wrong', 'attempts_exhausted', 'phone_locked'] as const),
    ...(['unreachable', 'unavailable', 'too_many_requests'] as const),
  ])('is not sent twice after %s', async (code) => {
    const api = apiThat(refusal(code));
    await expect(verifyTyped(api, pending, '123456')).rejects.toMatchObject({ code });
    expect(api.asked).toEqual([ofPage]);
  });

  it('goes with the phone alone where the bot was asked from the start', async () => {
    const api = apiThat(refusal('code_wrong'));
    const sent = verifyTyped(api, askedOfBot({ phone: '+77011234567' }, 0), '123456');
    await expect(sent).rejects.toMatchObject({ code: 'code_wrong' });
    expect(api.asked).toEqual([ofBot]);
  });

  it('leaves the reading of a typed phone to the API', async () => {
    const api = apiThat(refusal('code_wrong'));
    const typed = { phone: '998901234567', country: 'UZ' };
    await expect(verifyTyped(api, askedOfBot(typed, 0), '123456')).rejects.toThrow();
    expect(api.asked).toEqual([{ ...typed, code: '123456' }]);
  });
});
