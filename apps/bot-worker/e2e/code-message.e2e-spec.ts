import { type ChatMessage, codeOf, copyTextOf } from '@app/simulator';
import { receiveCode } from '@app/testing';
import { codeMessages, edited, lastIdOf, reply, Scene, textsAfter } from './scene';

let scene: Scene;

beforeAll(async () => {
  scene = await Scene.start();
});

afterAll(async () => {
  await scene?.stop();
});

const buttonsOf = ({ replyMarkup }: ChatMessage) =>
  replyMarkup && 'inline_keyboard' in replyMarkup ? replyMarkup.inline_keyboard.flat() : [];

describe('a code message', () => {
  it('contains the code once, to tap or copy, with a warning', async () => {
    const owner = await scene.owner();
    const { code, message } = await scene.receiveCode(owner);
    expect(code).toMatch(/^\d{6}$/);
    expect(message.text.startsWith(code)).toBe(true);
    expect(message.entities.filter(({ type }) => type === 'code')).toEqual([
      { type: 'code', offset: 0, length: 6 },
    ]);
    expect(copyTextOf(message)).toBe(code);
    expect(message.text).toContain('Действует 5 минут.');
    expect(message.text).toContain('Никому не говорите этот код');
    expect(buttonsOf(message).map(({ text }) => text)).toEqual(['Скопировать код', 'Это не я']);
  });

  it('contains no link, and asks Telegram for no preview', async () => {
    const owner = await scene.owner();
    const { message } = await scene.receiveCode(owner);
    expect(message.entities).toHaveLength(1);
    const sent = scene.telegram.calls.findLast(({ payload }) => payload['chat_id'] === owner.id);
    expect(sent!.payload['link_preview_options']).toEqual({ is_disabled: true });
  });

  it('contains no code after use, and lets its owner undo the sign-in', async () => {
    const owner = await scene.owner();
    const request = await scene.receiveCode(owner);
    expect(await scene.verify(request, request.code)).toBe(200);
    const after = await edited(owner, request.message, /Код использован/);
    expect(after.text).not.toContain(request.code);
    expect(codeOf(after)).toBeUndefined();
    expect(buttonsOf(after).map(({ text }) => text)).toEqual(['Это не я']);
  });

  it('does not change when a wrong code is typed', async () => {
    const owner = await scene.owner();
    const { message, code, ...request } = await scene.receiveCode(owner);
    expect(await scene.verify(request, code === '000000' ? '111111' : '000000')).toBe('code_wrong');
    await scene.allHandled(owner);
    expect(owner.messages.find(({ messageId }) => messageId === message.messageId)).toEqual(message);
    expect(await scene.verify(request, code)).toBe(200);
  });
});

describe('"Это не я"', () => {
  it('removes the code, says what follows, and how to end open sessions', async () => {
    const owner = await scene.owner();
    const { message, code } = await scene.receiveCode(owner);
    expect(await owner.press('Это не я').answered()).toMatchObject({ text: 'Код больше не действует' });
    const answer = await owner.waitForMessage(/Сутки|сутки/, { after: message });
    expect(answer.text).toContain('/logout_all');
    expect(answer.text).toContain('/code');
    const after = await edited(owner, message, /Это не я/);
    expect(after.text).not.toContain(code);
    expect(buttonsOf(after)).toEqual([]);
  });

  it('under a code whose link was never opened makes every code wrong, as for a phone without Telegram', async () => {
    const owner = await scene.owner();
    const request = await scene.receiveCode(owner);
    await owner.press('Это не я').answered();
    await edited(owner, request.message, /Это не я/);
    expect(await scene.verify(request, request.code)).toBe('code_wrong');
  });

  it('under a code whose link was opened closes the challenge', async () => {
    const owner = await scene.owner();
    const request = await scene.receiveCode(owner);
    await owner.waitForMessage(/выше/, { after: owner.openLink(request.telegram.link) });
    await owner.press('Это не я').answered();
    await edited(owner, request.message, /Это не я/);
    expect(await scene.verify(request, request.code)).toBe('challenge_gone');
  });

  it('under a code that was asked for in the bot closes it', async () => {
    const owner = await scene.owner();
    const message = await reply(owner, '/code', /ваш код для входа/);
    await owner.press('Это не я').answered();
    await edited(owner, message, /Это не я/);
    expect(await scene.verify({ phone: owner.phone }, codeOf(message)!)).toBe('code_wrong');
  });

  it('pressed again only shows a toast', async () => {
    const owner = await scene.owner();
    const { message } = await scene.receiveCode(owner);
    const on = { messageId: message.messageId };
    const presses = [owner.press('Это не я', on), owner.press('Это не я', on)];
    const toasts = await Promise.all(presses.map(async (press) => (await press.answered()).text));
    expect(toasts.sort()).toEqual(['Код больше не действует', 'Этот код уже не действует']);
    await edited(owner, message, /Это не я/);
    await scene.allHandled(owner);
    expect(textsAfter(owner, message).filter((text) => /сутки/i.test(text))).toHaveLength(1);
    expect(textsAfter(owner, message)).toHaveLength(2);
  });

  it('pressed under somebody else’s code does not affect it', async () => {
    const [owner, other] = [await scene.owner(), await scene.owner()];
    const request = await scene.receiveCode(owner);
    const button = buttonsOf(request.message).find(({ text }) => text === 'Это не я');
    const foreign = other.press(button!.callback_data!, { messageId: lastIdOf(other) });
    expect(await foreign.answered()).toMatchObject({ text: 'Этот код уже не действует' });
    expect(await scene.verify(request, request.code)).toBe(200);
  });

  it('under a used code does not say that it was refused, but that the sign-in has ended', async () => {
    const owner = await scene.owner();
    const request = await scene.receiveCode(owner);
    const press = buttonsOf(request.message).find(({ text }) => text === 'Это не я')!.callback_data!;
    expect(await scene.verify(request, request.code)).toBe(200);
    const after = await edited(owner, request.message, /Код использован/);
    expect(await owner.press(press, after).answered()).toMatchObject({
      text: 'На том устройстве выполнен выход',
    });
  });

  describe('stops codes of the page for the phone', () => {
    it('while its link and /code still bring one, and the API answers as before', async () => {
      const owner = await scene.owner();
      const { message } = await scene.receiveCode(owner);
      await owner.press('Это не я').answered();
      await edited(owner, message, /Это не я/);
      const before = lastIdOf(owner);

      const ofStranger = await scene.requestCode(scene.freshPhone());
      const held = await scene.requestCode(owner.phone);
      expect(Object.keys(held)).toEqual(Object.keys(ofStranger));
      expect(held).toMatchObject({ expiresIn: 300, resendIn: 0, codeLength: 6 });
      await scene.eventsHandled();
      expect(codeMessages(owner)).toEqual([]);
      expect(await scene.verify(held, '000000')).toBe(await scene.verify(ofStranger, '000000'));

      const asked = await reply(owner, '/code', /ваш код для входа/);
      expect(await scene.verify({ phone: owner.phone }, codeOf(asked)!)).toBe(200);
      await edited(owner, asked, /использован/);
      owner.openLink(held.telegram.link);
      const code = await receiveCode(owner, before);
      expect(await scene.verify(held, code)).toBe(200);
    });
  });
});
