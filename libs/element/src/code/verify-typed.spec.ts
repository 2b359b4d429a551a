import { OtpravkaError, type OtpravkaErrorCode, type VerifyOtpBody } from '@otpravka/client';
import { pendingBotCode, type PendingSignIn } from './pending-sign-in.ts';
import { verifyTyped } from './verify-typed.ts';

const pending: PendingSignIn = {
  phone: '+77011234567',
  codeLength: 6,
  challenge: {
    id: 'c1',
    link: 'https://t.me/otpravka_bot?start=abc',
    expiresAt: 300_000,
    approval: { number: '47', secret: 's' },
  },
  resendAt: 0,
};
const refusal = (code: OtpravkaErrorCode) =>
  new OtpravkaError({ code, status: 401, title: code, text: code, hint: code });
const session = { isNewShop: true };

/** An API that returns these responses one after another. */
function apiThat(...answers: (OtpravkaError | typeof session)[]) {
  const asked: VerifyOtpBody[] = [];
  const verify = (body: VerifyOtpBody) => {
    asked.push(body);
    const answer = answers[asked.length - 1]!;
    return answer instanceof OtpravkaError ? Promise.reject(answer) : Promise.resolve(answer as never);
  };
  return { asked, verify };
}

describe('a typed code', () => {
  const ofPage = { challengeId: 'c1', code: '123456' };
  const ofBot = { phone: '+77011234567', code: '123456' };

  it('is sent with the challenge of this request', async () => {
    const api = apiThat(session);
    expect(await verifyTyped(api, pending, '123456')).toBe(session);
    expect(api.asked).toEqual([ofPage]);
  });

  it('is sent with the phone once the challenge is gone, because it may come from the bot', async () => {
    const api = apiThat(refusal('challenge_gone'), session);
    expect(await verifyTyped(api, pending, '123456')).toBe(session);
    expect(api.asked).toEqual([ofPage, ofBot]);
  });

  it('is refused with challenge_gone if it is no code of the bot either', async () => {
    const api = apiThat(refusal('challenge_gone'), refusal('code_wrong'));
    await expect(verifyTyped(api, pending, '123456')).rejects.toMatchObject({ code: 'challenge_gone' });
    expect(api.asked).toHaveLength(2);
  });

  it('is refused with too_many_requests if waiting helps', async () => {
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

  it('is sent with the phone if the person requested it from the bot', async () => {
    const api = apiThat(refusal('code_wrong'));
    const sent = verifyTyped(api, pendingBotCode({ phone: '+77011234567' }, 0), '123456');
    await expect(sent).rejects.toMatchObject({ code: 'code_wrong' });
    expect(api.asked).toEqual([ofBot]);
  });

  it('is sent with the phone as typed, which the API parses', async () => {
    const api = apiThat(refusal('code_wrong'));
    const typed = { phone: '998901234567', country: 'UZ' };
    await expect(verifyTyped(api, pendingBotCode(typed, 0), '123456')).rejects.toThrow();
    expect(api.asked).toEqual([{ ...typed, code: '123456' }]);
  });
});
