import type { EraseCodeAnswer } from '@app/contract';
import type { TextKey } from '@app/i18n';
import { codeOf, inlineButtonsOf } from '@app/simulator';
import { bearer, receiveCodeMessage, receiveCodeOf, signIn } from '@app/testing';
import { edited, useScene } from './scene';
import { inEachLanguage } from './speaker';

const scene = useScene({ env: { TRUST_PROXY: '1' } });

const wrongCodeThan = (code: string): string => (code === '111111' ? '222222' : '111111');

/** Types three wrong codes. */
async function exhaust(target: { challengeId: string } | { phone: string }, code: string): Promise<void> {
  for (const _ of [1, 2, 3]) expect(await scene.verify(target, wrongCodeThan(code))).toBe('code_wrong');
}

describe('the message of a code says at once, without the code and without buttons, what happened', () => {
  it(
    'after the third wrong code',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      const { challengeId, code, message } = await scene.receiveCode(owner);
      await exhaust({ challengeId }, code);
      const after = await speaker.seesEdit(owner, message, 'bot.edited.exhausted');
      expect(inlineButtonsOf(after)).toEqual([]);
      expect(await scene.verify({ challengeId }, code)).toBe('attempts_exhausted');
    }),
  );

  it(
    'after the third wrong code for a code of /code',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      const message = await receiveCodeMessage(owner, owner.say('/code').messageId);
      const code = codeOf(message)!;
      await exhaust(owner, code);
      await speaker.seesEdit(owner, message, 'bot.edited.exhausted');
      expect(await scene.verify(owner, code)).toBe('code_wrong');
    }),
  );

  it(
    'after its page has requested another one',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      const { challengeId, message } = await scene.receiveCode(owner);
      const body = { phone: owner.phone, replaces: challengeId };
      expect((await scene.product.post('/api/auth/request-otp', body)).status).toBe(202);
      await speaker.seesEdit(owner, message, 'bot.edited.replaced');
    }),
  );

  it(
    'after its page has requested one for another phone',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      const { challengeId, message } = await scene.receiveCode(owner);
      const body = { phone: scene.freshPhone(), replaces: challengeId };
      expect((await scene.product.post('/api/auth/request-otp', body)).status).toBe(202);
      await speaker.seesEdit(owner, message, 'bot.edited.replaced');
    }),
  );

  it(
    'after all devices were signed out',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      const { message } = await scene.receiveCode(owner);
      const question = await speaker.says(owner, '/logout_all', 'bot.logoutAll.ask');
      await speaker.presses(owner, 'bot.button.logoutYes', question);
      await speaker.seesEdit(owner, message, 'bot.edited.closed');
    }),
  );

  it(
    'after the third wrong code that was to delete the shop',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      const { accessToken } = await signIn(scene.product, owner);
      const path = '/api/shop/erase-code';
      const { body } = await scene.product.post<EraseCodeAnswer>(path, undefined, bearer(accessToken));
      const message = await receiveCodeOf(owner, body.challengeId);
      for (const _ of [1, 2, 3]) {
        const typed = { challengeId: body.challengeId, code: wrongCodeThan(codeOf(message)!) };
        expect((await scene.product.delete('/api/shop', bearer(accessToken), typed)).status).toBe(401);
      }
      await speaker.seesEdit(owner, message, 'bot.edited.erase_exhausted' satisfies TextKey);
    }),
  );
});

describe('the message of a code', () => {
  it('is edited once however many wrong codes are typed', async () => {
    const owner = await scene.owner();
    const { challengeId, code, message } = await scene.receiveCode(owner);
    await Promise.all(Array.from({ length: 20 }, () => scene.verify({ challengeId }, wrongCodeThan(code))));
    await edited(owner, message, /Неверный код ввели несколько раз/);
    await scene.allHandled(owner);
    await scene.eventsHandled();
    expect(scene.callsTo(owner.id, 'editMessageText')).toHaveLength(1);
  });

  it.each([
    ['203.0.113.7', 'IP-адрес 203.0.113.7.'],
    ['::ffff:198.51.100.4', 'IP-адрес 198.51.100.4.'],
    ['2001:db8::7', 'IP-адрес 2001:db8::7.'],
  ])('shows the public address %s of the page', async (address, shown) => {
    const owner = await scene.owner();
    await scene.requestCode(owner.phone, { 'X-Forwarded-For': address });
    const message = await owner.waitForMessage((each) => codeOf(each) !== undefined);
    expect(message.text).toContain(`неизвестный браузер, неизвестная система, ${shown}`);
  });

  it.each(
    ['10.1.2.3', '172.20.0.1', '192.168.1.7', '127.0.0.1', '169.254.0.9', '100.64.0.1', '100.127.9.9'].concat(
      ...[['::1', 'fe80::1', 'fd00::7', '::ffff:192.168.1.7', '::ffff:100.64.0.1']],
    ),
  )('does not show the private address %s', async (address) => {
    const owner = await scene.owner();
    const { challengeId } = await scene.requestCode(owner.phone, { 'X-Forwarded-For': address });
    const message = await receiveCodeOf(owner, challengeId);
    expect(message.text).toContain('Откуда запрос: неизвестный браузер, неизвестная система.');
    expect(message.text).not.toContain('IP');
  });
});
