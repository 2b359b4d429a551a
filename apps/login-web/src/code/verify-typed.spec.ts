import { OtpravkaError, type OtpravkaErrorCode } from '@app/client';
import type { VerifyOtpBody } from '@app/contract';
import { pendingBotCode, type PendingSignIn } from './pending-sign-in';
import { verifyTyped } from './verify-typed';

const pending: PendingSignIn = {
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

  it('is first taken for the one of this request', async () => {
    const api = apiThat(session);
    expect(await verifyTyped(api, pending, '123456')).toBe(session);
    expect(api.asked).toEqual([ofPage]);
  });

  it.each(['code_wrong', 'attempts_exhausted', 'phone_locked', 'challenge_gone'] as const)(
    'may be one of the bot after %s',
    async (code) => {
      const api = apiThat(refusal(code), session);
      expect(await verifyTyped(api, pending, '123456')).toBe(session);
      expect(api.asked).toEqual([ofPage, ofBot]);
    },
  );

  it('that is neither is refused with the first problem', async () => {
    const api = apiThat(refusal('attempts_exhausted'), refusal('code_wrong'));
    await expect(verifyTyped(api, pending, '123456')).rejects.toMatchObject({ code: 'attempts_exhausted' });
    expect(api.asked).toHaveLength(2);
  });

  it('that could be of the bot alone is refused with what can be waited for', async () => {
    const late = apiThat(refusal('challenge_gone'), refusal('too_many_requests'));
    await expect(verifyTyped(late, pending, '123456')).rejects.toMatchObject({ code: 'too_many_requests' });
    const wrong = apiThat(refusal('code_wrong'), refusal('too_many_requests'));
    await expect(verifyTyped(wrong, pending, '123456')).rejects.toMatchObject({ code: 'code_wrong' });
  });

  it.each(['unreachable', 'unavailable', 'too_many_requests'] as const)(
    'is not sent twice after %s',
    async (code) => {
      const api = apiThat(refusal(code));
      await expect(verifyTyped(api, pending, '123456')).rejects.toMatchObject({ code });
      expect(api.asked).toEqual([ofPage]);
    },
  );

  it('goes with the phone alone where the bot was asked from the start', async () => {
    const api = apiThat(refusal('code_wrong'));
    const sent = verifyTyped(api, pendingBotCode({ phone: '+77011234567' }, 0), '123456');
    await expect(sent).rejects.toMatchObject({ code: 'code_wrong' });
    expect(api.asked).toEqual([ofBot]);
  });

  it('leaves the reading of a typed phone to the API', async () => {
    const api = apiThat(refusal('code_wrong'));
    const typed = { phone: '998901234567', country: 'UZ' };
    await expect(verifyTyped(api, pendingBotCode(typed, 0), '123456')).rejects.toThrow();
    expect(api.asked).toEqual([{ ...typed, code: '123456' }]);
  });
});
