import { callBot, useSimulator } from './spec/bot-client';

describe('a person', () => {
  const scene = useSimulator();
  beforeEach(() => {
    scene.aliya.changeLanguage('kk');
    scene.aliya.start();
  });

  const send = (text: string, reply_markup: object) =>
    callBot<{ message_id: number }>(scene.simulator, 'sendMessage', {
      chat_id: scene.aliya.id,
      text,
      reply_markup,
    });
  const lastUpdate = () => scene.simulator.pendingUpdates.at(-1);
  const buttons = (...texts: string[]) => ({
    inline_keyboard: [texts.map((text) => ({ text, callback_data: `data ${text}` }))],
  });

  it('is found by phone, or by id if two accounts share the phone', () => {
    expect(scene.simulator.person({ firstName: 'Алия', phone: '77010000001' })).toBe(scene.aliya);
    const other = scene.simulator.person({ firstName: 'Тень', phone: '+77010000001', id: 5 });
    expect(other).not.toBe(scene.aliya);
    expect(scene.simulator.person({ firstName: 'Тень', phone: '+77010000001', id: 5 })).toBe(other);
    expect(scene.aliya.id).toBeGreaterThan(2 ** 32);
  });

  it('opens a link of the bot', () => {
    scene.aliya.openLink('https://t.me/otp_test_bot?start=abc_DEF-1');
    expect(lastUpdate()).toMatchObject({ message: { text: '/start abc_DEF-1' } });
  });

  it('shares the contact with a one-time keyboard, which then hides and can be opened again', async () => {
    const keyboard = [[{ text: 'Поделиться', request_contact: true }, { text: 'Нет' }]];
    const { result } = await send('Номер?', { keyboard, one_time_keyboard: true });
    scene.aliya.say('зачем?');
    expect(scene.aliya.keyboard).toBeDefined();
    scene.aliya.tap('Поделиться');
    expect(lastUpdate()).toMatchObject({
      message: {
        chat: { type: 'private' },
        contact: { phone_number: '77010000001', user_id: scene.aliya.id, first_name: 'Алия' },
        reply_to_message: { message_id: result.message_id },
      },
    });
    expect(scene.aliya.keyboard).toBeUndefined();
    expect(scene.aliya.hiddenKeyboard).toMatchObject({ keyboard });
    scene.aliya.tap('Нет');
    expect(lastUpdate()).toMatchObject({ message: { text: 'Нет' } });
    await send('Спасибо', { remove_keyboard: true });
    expect(scene.aliya.hiddenKeyboard).toBeUndefined();
    expect(() => scene.aliya.tap('Нет')).toThrow(/no button/);
  });

  it('answers a message, which the update then has without the message that it answers itself', async () => {
    const { result } = await send('Сколько?', { force_reply: true, input_field_placeholder: 'Две цифры' });
    expect(scene.aliya.forcedReply).toMatchObject({
      messageId: result.message_id,
      markup: { input_field_placeholder: 'Две цифры' },
    });
    const answer = scene.aliya.reply(result.message_id, '42');
    expect(scene.aliya.forcedReply).toBeUndefined();
    expect(lastUpdate()).toMatchObject({
      message: {
        text: '42',
        reply_to_message: { message_id: result.message_id, text: 'Сколько?', from: { is_bot: true } },
      },
    });
    scene.aliya.reply(answer, 'сорок два');
    expect(lastUpdate()).toMatchObject({
      message: { reply_to_message: { message_id: answer.messageId, text: '42', from: { is_bot: false } } },
    });
    expect(lastUpdate()).not.toHaveProperty('message.reply_to_message.reply_to_message');
    expect(() => scene.aliya.reply(9999, 'нет')).toThrow(/no message 9999/);
  });

  it('sends contacts of other people and crafted contacts', () => {
    const boris = scene.simulator.person({ firstName: 'Борис', phone: '+77010000002' });
    scene.aliya.sendContactOf(boris, { forwarded: true });
    const sender = { id: boris.id, first_name: 'Борис' };
    expect(lastUpdate()).toMatchObject({
      message: {
        from: { id: scene.aliya.id },
        contact: { phone_number: '77010000002', user_id: boris.id },
        forward_origin: { type: 'user', sender_user: sender },
        forward_from: sender,
      },
    });
    scene.aliya.sendContact({ user_id: null, viaBot: true });
    expect(lastUpdate()).toMatchObject({ message: { via_bot: { is_bot: true } } });
    expect(lastUpdate()).not.toHaveProperty('message.contact.user_id');
    scene.aliya.sendContact({ phone_number: '1234567;phone-context=+7701' });
    expect(lastUpdate()).toMatchObject({
      message: { contact: { phone_number: '1234567;phone-context=+7701' } },
    });
  });

  it('edits an own message, and no other', async () => {
    const said = scene.aliya.say('/code');
    scene.aliya.edit(said, '/help');
    expect(lastUpdate()).toMatchObject({
      edited_message: {
        message_id: said.messageId,
        text: '/help',
        entities: [{ type: 'bot_command', offset: 0, length: 5 }],
        edit_date: expect.any(Number) as number,
      },
    });
    expect(scene.aliya.messages.at(-1)).toMatchObject({ text: '/help', messageId: said.messageId });
    const { result } = await send('Привет', {});
    expect(() => scene.aliya.edit(result.message_id, 'x')).toThrow(/own message/);
    expect(() => scene.aliya.edit(scene.aliya.shareContact(), 'x')).toThrow(/own message/);
  });

  it('sends the token of a link, which the chat does not show', () => {
    expect(scene.aliya.start('abc')).toMatchObject({ text: '/start abc', shownText: '/start' });
  });

  it('sends messages with any fields of the Bot API', () => {
    scene.aliya.send({ pinned_message: { message_id: 1 } });
    expect(lastUpdate()).toMatchObject({
      message: { from: { id: scene.aliya.id }, chat: { type: 'private' }, pinned_message: { message_id: 1 } },
    });
    expect(lastUpdate()).not.toHaveProperty('message.text');
  });

  it('presses the newest button with a text or data and gets the answer', async () => {
    await send('old', buttons('Да'));
    const { result } = await send('new', buttons('Да', 'Нет'));
    const press = scene.aliya.press('Да');
    expect(lastUpdate()).toMatchObject({
      callback_query: {
        id: press.callbackQueryId,
        from: { id: scene.aliya.id, language_code: 'kk' },
        message: { message_id: result.message_id, text: 'new' },
        data: 'data Да',
      },
    });
    const answer = { callback_query_id: press.callbackQueryId, text: 'Готово', show_alert: true };
    expect((await callBot(scene.simulator, 'answerCallbackQuery', answer)).result).toBe(true);
    expect(await press.answered()).toEqual({ text: 'Готово', showAlert: true });
    expect((await callBot(scene.simulator, 'answerCallbackQuery', answer)).description).toMatch(
      /query is too old/,
    );
    scene.aliya.press('data Нет');
    expect(lastUpdate()).toMatchObject({ callback_query: { data: 'data Нет' } });
  });

  it('can press a button that was removed', async () => {
    const { message_id } = (await send('question', buttons('Да'))).result;
    await callBot(scene.simulator, 'editMessageReplyMarkup', { chat_id: scene.aliya.id, message_id });
    expect(() => scene.aliya.press('Да')).toThrow(/no message/);
    scene.aliya.press('data Да', { messageId: message_id });
    expect(lastUpdate()).toMatchObject({ callback_query: { message: { message_id }, data: 'data Да' } });
  });

  it('blocks the bot and unblocks it with /start', () => {
    scene.aliya.block();
    expect(lastUpdate()).toMatchObject({
      my_chat_member: { old_chat_member: { status: 'member' }, new_chat_member: { status: 'kicked' } },
    });
    expect(() => scene.aliya.say('hello')).toThrow(/unblock/);
    scene.aliya.start();
    expect(scene.simulator.pendingUpdates.slice(-2)).toMatchObject([
      { my_chat_member: { new_chat_member: { status: 'member' } } },
      { message: { text: '/start' } },
    ]);
  });

  it('waits for a message of the bot until a timeout', async () => {
    const { message_id } = (await send('ping', {})).result;
    expect(await scene.aliya.waitForMessage(/ping/)).toMatchObject({ messageId: message_id });
    const later = scene.aliya.waitForMessage(/ping/, { after: message_id });
    await send('ping again', {});
    expect((await later).text).toBe('ping again');
    await expect(scene.aliya.waitForMessage(/never/, { timeoutMs: 10 })).rejects.toThrow(
      /did not happen within 10 ms/,
    );
  });
});
