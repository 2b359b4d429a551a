import type { ActivityAnswer } from '@app/contract';
import { bearer, challengeIdOf, signIn, until } from '@app/testing';
import { edited, reply, Scene, useScene } from './scene';

const FIREFOX = { 'User-Agent': 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0' };

describe('the message of a used code', () => {
  const scene = useScene();

  it('names the browser that signed in and lets the owner end only that session', async () => {
    const owner = await scene.owner();
    const own = await signIn(scene.product, owner);
    const request = await scene.receiveCode(owner);
    const foreign = await scene.product.post<{ accessToken: string }>(
      '/api/auth/verify-otp',
      { challengeId: request.challengeId, code: request.code },
      FIREFOX,
    );
    expect(foreign.status).toBe(200);
    const message = await edited(owner, request.message, /Вход выполнен, код/);
    expect(message.text).toContain('Firefox, Windows.');
    expect(message.text).not.toMatch(/\d{6}/);

    owner.press('Это не я', message);
    const said = await owner.waitForMessage(/Готово, на том устройстве выполнен выход/, { after: message });
    expect(said.text).toMatch(/сутки.*\/code.*\/logout_all/s);
    await edited(owner, message, /Вы отметили «Это не я»: на том устройстве выполнен выход/);
    expect([await scene.me(foreign.body.accessToken), await scene.me(own.accessToken)]).toEqual([
      'token_invalid',
      200,
    ]);
    const activity = await scene.product.get<ActivityAnswer>('/api/auth/activity', {
      Authorization: `Bearer ${own.accessToken}`,
    });
    expect(activity.body.items.slice(0, 2).map(({ event }) => event)).toEqual([
      'code_refused',
      'session_ended',
    ]);
  });

  it('does the same for a code that was requested in the bot', async () => {
    const owner = await scene.owner();
    const sent = await reply(owner, '/code', /ваш код для входа/);
    const code = /\d{6}/.exec(sent.text)![0];
    const signedIn = await scene.product.post<{ accessToken: string }>(
      '/api/auth/verify-otp',
      { phone: owner.phone, code },
      FIREFOX,
    );
    const message = await edited(owner, sent, /Firefox, Windows/);
    owner.press('Это не я', message);
    const said = await owner.waitForMessage(/Готово, на том устройстве выполнен выход/, { after: message });
    expect(await scene.me(signedIn.body.accessToken)).toBe('token_invalid');
    // An app may still show the removed button.
    owner.press(`not-me:${challengeIdOf(message)}`, message);
    await owner.waitForMessage(/уже выполнен выход/, { after: said });
  });
});

describe('a phone that is locked after too many wrong codes', () => {
  it('notifies its owner once, who can still sign in with /code', async () => {
    const scene = await Scene.start({ env: { OTP_FAILURES_PER_DAY: '4' } });
    try {
      const owner = await scene.owner();
      const { accessToken } = await signIn(scene.product, owner);
      for (let round = 0; round < 2; round++) {
        const request = await scene.receiveCode(owner);
        const wrong = request.code === '111111' ? '222222' : '111111';
        await Promise.all(Array.from({ length: 5 }, () => scene.verify(request, wrong)));
      }
      const answer = await owner.waitForMessage(/слишком много раз ввели неверный код/);
      expect(answer.text).toContain('/code');
      const { status } = await scene.product.post('/api/auth/request-otp', { phone: owner.phone });
      expect(status).toBe(429);

      const sent = await reply(owner, '/code', /ваш код для входа/);
      expect(await scene.verify({ phone: owner.phone }, /\d{6}/.exec(sent.text)![0])).toBe(200);
      // The API does not wait for the record of the lock before it answers.
      const locks = async (): Promise<number> => {
        const { body } = await scene.product.get<ActivityAnswer>('/api/auth/activity', bearer(accessToken));
        return body.items.filter(({ event }) => event === 'phone_locked').length;
      };
      await until(async () => (await locks()) > 0);
      expect(await locks()).toBe(1);
      expect(owner.messages.filter(({ text }) => /слишком много раз/.test(text))).toHaveLength(1);
    } finally {
      await scene.stop();
    }
  });
});
