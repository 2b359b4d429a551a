import type { RequestOtpAnswer, VerifyOtpAnswer } from '@app/contract';
import { codeOf } from '@app/simulator';
import { BOT_USERNAME, useProduct } from '@app/testing';

const product = useProduct();

describe('a shop owner signs in', () => {
  it('by opening the link of the page and sharing the contact', async () => {
    const anna = product.telegram.person({ firstName: 'Anna', phone: '+77011234567' });
    const requested = await product.post<RequestOtpAnswer>('/api/auth/request-otp', {
      phone: '+7 (701) 123-45-67',
    });
    expect(requested.status).toBe(202);
    expect(requested.body).toMatchObject({
      phone: '+77011234567',
      expiresIn: 300,
      codeLength: 6,
      telegram: { bot: BOT_USERNAME },
    });

    anna.openLink(requested.body.telegram.link);
    await anna.waitForMessage(/Поделиться номером/);
    anna.shareContact();
    const message = await anna.waitForMessage(/код для входа/);
    const code = codeOf(message)!;
    const verified = await product.post<VerifyOtpAnswer>('/api/auth/verify-otp', {
      challengeId: requested.body.challengeId,
      code,
    });
    expect(verified.status).toBe(200);
    expect(verified.body).toMatchObject({
      tokenType: 'Bearer',
      isNewShop: true,
      shop: { phone: '+77011234567', language: 'ru', currency: 'KZT', timezone: 'Asia/Almaty', plan: 'free' },
    });
    await anna.waitForMessage(/Вход выполнен, код/);
    const me = await product.get('/api/auth/me', { Authorization: `Bearer ${verified.body.accessToken}` });
    expect(me.status).toBe(200);
  });
});
