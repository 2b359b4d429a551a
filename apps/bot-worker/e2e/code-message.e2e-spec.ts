import { codeOf, copyTextOf, inlineButtonsOf } from '@app/simulator';
import { receiveCode } from '@app/testing';
import { codeMessages, edited, lastIdOf, reply, textsAfter, useScene } from './scene';

const scene = useScene();

describe('a code message', () => {
  it('shows the code once, with a copy button and a warning', async () => {
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
    expect(inlineButtonsOf(message).map(({ text }) => text)).toEqual(['Скопировать код', 'Это не я']);
  });

  it('contains no link and disables the link preview', async () => {
    const owner = await scene.owner();
    const { message } = await scene.receiveCode(owner);
    expect(message.entities).toHaveLength(1);
    const sent = scene.telegram.calls.findLast(({ payload }) => payload['chat_id'] === owner.id);
    expect(sent!.payload['link_preview_options']).toEqual({ is_disabled: true });
  });

  it('shows no code after use and keeps the button "Это не я"', async () => {
    const owner = await scene.owner();
    const request = await scene.receiveCode(owner);
    expect(await scene.verify(request, request.code)).toBe(200);
    const after = await edited(owner, request.message, /Вход выполнен, код/);
    expect(after.text).not.toContain(request.code);
    expect(codeOf(after)).toBeUndefined();
    expect(inlineButtonsOf(after).map(({ text }) => text)).toEqual(['Это не я']);
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

describe('the button "Это не я"', () => {
  it('removes the code and explains how to end open sessions', async () => {
    const owner = await scene.owner();
    const { message, code } = await scene.receiveCode(owner);
    expect(await owner.press('Это не я').answered()).toMatchObject({ text: 'Код больше не действует' });
    const answer = await owner.waitForMessage(/Сутки|сутки/, { after: message });
    expect(answer.text).toContain('/logout_all');
    expect(answer.text).toContain('/code');
    const after = await edited(owner, message, /Это не я/);
    expect(after.text).not.toContain(code);
    expect(inlineButtonsOf(after)).toEqual([]);
  });

  it('makes the code wrong when its link was never opened', async () => {
    const owner = await scene.owner();
    const request = await scene.receiveCode(owner);
    await owner.press('Это не я').answered();
    await edited(owner, request.message, /Это не я/);
    expect(await scene.verify(request, request.code)).toBe('code_wrong');
  });

  it('closes the challenge when its link was opened', async () => {
    const owner = await scene.owner();
    const request = await scene.receiveCode(owner);
    await owner.waitForMessage(/он выше/, { after: owner.openLink(request.telegram.link) });
    await owner.press('Это не я').answered();
    await edited(owner, request.message, /Это не я/);
    expect(await scene.verify(request, request.code)).toBe('challenge_gone');
  });

  it('closes a code that was requested in the bot', async () => {
    const owner = await scene.owner();
    const message = await reply(owner, '/code', /ваш код для входа/);
    await owner.press('Это не я').answered();
    await edited(owner, message, /Это не я/);
    expect(await scene.verify({ phone: owner.phone }, codeOf(message)!)).toBe('code_wrong');
  });

  it('only shows a toast when it is pressed again', async () => {
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

  it('does not affect the code of another person', async () => {
    const [owner, other] = [await scene.owner(), await scene.owner()];
    const request = await scene.receiveCode(owner);
    const button = inlineButtonsOf(request.message).find(({ text }) => text === 'Это не я');
    const foreignPress = other.press(button!.callback_data!, { messageId: lastIdOf(other) });
    expect(await foreignPress.answered()).toMatchObject({ text: 'Этот код уже не действует' });
    expect(await scene.verify(request, request.code)).toBe(200);
  });

  it('answers under a used code that the device was signed out', async () => {
    const owner = await scene.owner();
    const request = await scene.receiveCode(owner);
    const press = inlineButtonsOf(request.message).find(({ text }) => text === 'Это не я')!.callback_data!;
    expect(await scene.verify(request, request.code)).toBe(200);
    const after = await edited(owner, request.message, /Вход выполнен, код/);
    expect(await owner.press(press, after).answered()).toMatchObject({
      text: 'На том устройстве выполнен выход',
    });
  });

  it('stops pushed codes, while a link and /code still bring one', async () => {
    const owner = await scene.owner();
    const { message } = await scene.receiveCode(owner);
    await owner.press('Это не я').answered();
    await edited(owner, message, /Это не я/);
    const before = lastIdOf(owner);

    const strangerRequest = await scene.requestCode(scene.freshPhone());
    const held = await scene.requestCode(owner.phone);
    expect(Object.keys(held)).toEqual(Object.keys(strangerRequest));
    expect(held).toMatchObject({ expiresIn: 300, resendIn: 0, codeLength: 6 });
    await scene.eventsHandled();
    expect(codeMessages(owner)).toEqual([]);
    expect(await scene.verify(held, '000000')).toBe(await scene.verify(strangerRequest, '000000'));

    const asked = await reply(owner, '/code', /ваш код для входа/);
    expect(await scene.verify({ phone: owner.phone }, codeOf(asked)!)).toBe(200);
    await edited(owner, asked, /Вход выполнен/);
    owner.openLink(held.telegram.link);
    const code = await receiveCode(owner, before);
    expect(await scene.verify(held, code)).toBe(200);
  });
});
