import { type ChatMessage, codeOf, copyTextOf } from '@app/simulator';
import { receiveCode } from '@app/testing';
import { codeMessages, edited, lastIdOf, reply, Scene, since } from './scene';

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
  it('holds the code once, to be tapped or copied, and whom to trust', async () => {
    const owner = await scene.owner();
    const { code, message } = await scene.receive(owner);
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

  it('turns nothing into a link, and asks Telegram for no preview', async () => {
    const owner = await scene.owner();
    const { message } = await scene.receive(owner);
    expect(message.entities).toHaveLength(1);
    const sent = scene.telegram.calls.findLast(({ payload }) => payload['chat_id'] === owner.id);
    expect(sent!.payload['link_preview_options']).toEqual({ is_disabled: true });
  });

  it('holds no code after use, and lets its owner undo that', async () => {
    const owner = await scene.owner();
    const request = await scene.receive(owner);
    expect(await scene.verify(request, request.code)).toBe(200);
    const after = await edited(owner, request.message, /Код использован/);
    expect(after.text).not.toContain(request.code);
    expect(codeOf(after)).toBeUndefined();
    expect(buttonsOf(after).map(({ text }) => text)).toEqual(['Это не я']);
  });

  it('stays as it is while a wrong code is typed', async () => {
    const owner = await scene.owner();
    const { message, code, ...request } = await scene.receive(owner);
    expect(await scene.verify(request, code === '000000' ? '111111' : '000000')).toBe('code_wrong');
    await scene.handled(owner);
    expect(owner.messages.find(({ messageId }) => messageId === message.messageId)).toEqual(message);
    expect(await scene.verify(request, code)).toBe(200);
  });
});

describe('"Это не я"', () => {
  it('takes the code away, says what follows, and how to end what may be open', async () => {
    const owner = await scene.owner();
    const { message, code } = await scene.receive(owner);
    expect(await owner.press('Это не я').answered()).toMatchObject({ text: 'Код больше не действует' });
    const told = await owner.waitForMessage(/Сутки|сутки/, { after: message });
    expect(told.text).toContain('/logout_all');
    expect(told.text).toContain('/code');
    const after = await edited(owner, message, /Это не я/);
    expect(after.text).not.toContain(code);
    expect(buttonsOf(after)).toEqual([]);
  });

  it('under a code whose link was never opened makes every code wrong, as for a phone without Telegram', async () => {
    const owner = await scene.owner();
    const request = await scene.receive(owner);
    await owner.press('Это не я').answered();
    await edited(owner, request.message, /Это не я/);
    expect(await scene.verify(request, request.code)).toBe('code_wrong');
  });

  it('under a code whose link was opened closes the challenge', async () => {
    const owner = await scene.owner();
    const request = await scene.receive(owner);
    await owner.waitForMessage(/выше/, { after: owner.openLink(request.telegram.link) });
    await owner.press('Это не я').answered();
    await edited(owner, request.message, /Это не я/);
    expect(await scene.verify(request, request.code)).toBe('challenge_gone');
  });

  it('under a code that was asked for here closes it', async () => {
    const owner = await scene.owner();
    const message = await reply(owner, '/code', /ваш код для входа/);
    await owner.press('Это не я').answered();
    await edited(owner, message, /Это не я/);
    expect(await scene.verify({ phone: owner.phone }, codeOf(message)!)).toBe('code_wrong');
  });

  it('pressed again is answered with a toast and nothing else', async () => {
    const owner = await scene.owner();
    const { message } = await scene.receive(owner);
    const on = { messageId: message.messageId };
    const presses = [owner.press('Это не я', on), owner.press('Это не я', on)];
    const toasts = await Promise.all(presses.map(async (press) => (await press.answered()).text));
    expect(toasts.sort()).toEqual(['Код больше не действует', 'Этот код уже не действует']);
    await edited(owner, message, /Это не я/);
    await scene.handled(owner);
    expect(since(owner, message).filter((text) => /сутки/i.test(text))).toHaveLength(1);
    expect(since(owner, message)).toHaveLength(2);
  });

  it('pressed under somebody else’s code does nothing to it', async () => {
    const [owner, other] = [await scene.owner(), await scene.owner()];
    const request = await scene.receive(owner);
    const button = buttonsOf(request.message).find(({ text }) => text === 'Это не я');
    const foreign = other.press(button!.callback_data!, { messageId: lastIdOf(other) });
    expect(await foreign.answered()).toMatchObject({ text: 'Этот код уже не действует' });
    expect(await scene.verify(request, request.code)).toBe(200);
  });

  it('under a used code does not say that it was refused, but that the sign-in has ended', async () => {
    const owner = await scene.owner();
    const request = await scene.receive(owner);
    const press = buttonsOf(request.message).find(({ text }) => text === 'Это не я')!.callback_data!;
    expect(await scene.verify(request, request.code)).toBe(200);
    const after = await edited(owner, request.message, /Код использован/);
    expect(await owner.press(press, after).answered()).toMatchObject({
      text: 'На том устройстве выполнен выход',
    });
  });

  describe('holds codes of the page back for the phone', () => {
    it('while its link and /code still bring one, and the API answers as ever', async () => {
      const owner = await scene.owner();
      const { message } = await scene.receive(owner);
      await owner.press('Это не я').answered();
      await edited(owner, message, /Это не я/);
      const before = lastIdOf(owner);

      const ofStranger = await scene.ask(scene.freshPhone());
      const held = await scene.ask(owner.phone);
      expect(Object.keys(held)).toEqual(Object.keys(ofStranger));
      expect(held).toMatchObject({ expiresIn: 300, resendIn: 0, codeLength: 6 });
      await scene.bellsAnswered();
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
