import { callBot, useSimulator } from '../spec/bot-client';
import { codeOf, copyTextOf } from '../world/chat-message';

describe('messages of the bot', () => {
  const scene = useSimulator();
  beforeEach(() => void scene.aliya.start());

  const send = (more: object) =>
    callBot<{ message_id: number }>(scene.simulator, 'sendMessage', {
      chat_id: scene.aliya.id,
      text: 'привет',
      ...more,
    });

  it('arrive with their entities and buttons', async () => {
    const text = 'Код: 123456';
    const reply_markup = { inline_keyboard: [[{ text: 'Скопировать', copy_text: { text: '123456' } }]] };
    const entities = [{ type: 'code', offset: 5, length: 6 }];
    expect((await send({ text, entities, reply_markup })).result).toMatchObject({
      text,
      chat: { id: scene.aliya.id, type: 'private', first_name: 'Алия' },
      from: { is_bot: true, username: 'otp_test_bot' },
      reply_markup,
    });
    const message = await scene.aliya.waitForMessage(/Код/);
    expect(codeOf(message)).toBe('123456');
    expect(copyTextOf(message)).toBe('123456');
    expect(scene.simulator.sentMessages).toMatchObject([{ chatId: scene.aliya.id, text }]);
  });

  it('can be written in HTML', async () => {
    await send({
      text: '<b>Код</b>: <code>12&lt;3</code> <a href="https://a.kz/?a=1&amp;b=2">тут</a>',
      parse_mode: 'HTML',
    });
    const message = await scene.aliya.waitForMessage(/Код/);
    expect(message.text).toBe('Код: 12<3 тут');
    expect(message.entities).toEqual([
      { type: 'bold', offset: 0, length: 3 },
      { type: 'code', offset: 5, length: 4 },
      { type: 'text_link', offset: 10, length: 3, url: 'https://a.kz/?a=1&b=2' },
    ]);
  });

  it.each([
    ['an unclosed tag', { text: '<b>x', parse_mode: 'HTML' }, /find end tag/],
    ['an unknown tag', { text: '<h1>x</h1>', parse_mode: 'HTML' }, /Unsupported start tag "h1"/],
    ['a bare angle bracket', { text: '1 < 2', parse_mode: 'HTML' }, /can't parse entities/],
    ['no text', { text: '' }, /message text is empty/],
    ['a text of spaces', { text: '  ' }, /text must be non-empty/],
    ['half of a surrogate pair', { text: 'x\ud800' }, /must be encoded in UTF-8/],
    ['a text of 4097 characters', { text: 'x'.repeat(4097) }, /message is too long/],
    [
      'an entity beyond the text',
      { entities: [{ type: 'code', offset: 3, length: 9 }] },
      /ends after the end/,
    ],
    [
      'an entity before the text',
      { entities: [{ type: 'code', offset: -1, length: 2 }] },
      /incorrect offset/,
    ],
    [
      'an entity within a symbol',
      { text: '🙂!', entities: [{ type: 'code', offset: 1, length: 1 }] },
      /splits/,
    ],
    ['an unknown entity', { entities: [{ type: 'kode', offset: 0, length: 2 }] }, /unsupported entity type/],
    ['callback data of 65 bytes', button({ callback_data: 'я'.repeat(33) }), /BUTTON_DATA_INVALID/],
    [
      'a copy text of 257 characters',
      button({ copy_text: { text: 'x'.repeat(257) } }),
      /BUTTON_COPY_TEXT_INVALID/,
    ],
    ['an empty copy text', button({ copy_text: { text: '' } }), /BUTTON_COPY_TEXT_INVALID/],
    [
      'a button without an action',
      button({}),
      /can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard/,
    ],
    [
      'a button without a text',
      { reply_markup: { inline_keyboard: [[{ text: ' ', callback_data: 'a' }]] } },
      /inline keyboard button text must be non-empty/,
    ],
    [
      '101 buttons',
      { reply_markup: { inline_keyboard: Array(101).fill([{ text: 'a', callback_data: 'a' }]) } },
      /reply markup is too long/,
    ],
    [
      'a placeholder of 65 characters',
      { reply_markup: { force_reply: true, input_field_placeholder: 'x'.repeat(65) } },
      /INPUT_FIELD_PLACEHOLDER_TOO_LONG/,
    ],
    ['a button with two actions', button({ url: 'https://a.kz', callback_data: 'a' }), /exactly one/],
    ['a button with a wrong link', button({ url: 'javascript:alert(1)' }), /Wrong HTTP URL/],
    ['a reply to nothing', { reply_parameters: { message_id: 999 } }, /message to be replied not found/],
  ])('are refused with %s', async (_what, more, description) => {
    const answer = await send(more);
    expect(answer).toMatchObject({ status: 400, ok: false, error_code: 400 });
    expect(answer.description).toMatch(description);
    expect(scene.simulator.sentMessages).toHaveLength(0);
  });

  it('can have 4096 characters outside the BMP', async () => {
    expect((await send({ text: '🙂'.repeat(4096) })).ok).toBe(true);
  });

  it('are edited in place and lose buttons that the edit does not repeat', async () => {
    const { message_id } = (await send(button({ callback_data: 'no' }))).result;
    const before = await scene.aliya.waitForMessage(/привет/);
    const edited = await callBot(scene.simulator, 'editMessageText', {
      chat_id: scene.aliya.id,
      message_id,
      text: 'пока',
    });
    expect(edited.result).toMatchObject({
      message_id,
      text: 'пока',
      edit_date: expect.any(Number) as number,
    });
    expect(scene.aliya.messages.at(-1)).toMatchObject({
      text: 'пока',
      editedAt: expect.any(Number) as number,
    });
    expect(scene.aliya.messages.at(-1)?.replyMarkup).toBeUndefined();
    expect(before.text).toBe('привет');
  });

  it('are marked as edited if the text changes, and not if only the buttons do', async () => {
    const { message_id } = (await send(button({ callback_data: 'no' }))).result;
    const target = { chat_id: scene.aliya.id, message_id };
    const { result } = await callBot(scene.simulator, 'editMessageReplyMarkup', target);
    expect(result).toHaveProperty('edit_date');
    expect(scene.aliya.messages.at(-1)?.textEditedAt).toBeUndefined();
    await callBot(scene.simulator, 'editMessageText', { ...target, text: 'пока' });
    expect(scene.aliya.messages.at(-1)?.textEditedAt).toEqual(expect.any(Number));
  });

  it('answer a message, which the result then has', async () => {
    const { messageId } = scene.aliya.say('вопрос');
    const { result } = await send({ text: 'ответ', reply_parameters: { message_id: messageId } });
    expect(result).toMatchObject({
      text: 'ответ',
      reply_to_message: { message_id: messageId, text: 'вопрос', from: { id: scene.aliya.id } },
    });
  });

  it('have a link where Telegram finds one: also in an address without a protocol', async () => {
    const text =
      'С 203.0.113.7, otpravka.kz/login, 203.0.113.700, 1.2.3, v1.2.3.4.5, a@b.kz и https://x.kz/a?b=1.';
    await send({ text });
    const { entities } = await scene.aliya.waitForMessage(/203/);
    const links = entities.map(({ offset, length }) => text.slice(offset, offset + length));
    expect(links).toEqual(['203.0.113.7', 'otpravka.kz/login', 'https://x.kz/a?b=1']);
  });

  it('cannot be edited if the text is the same, the message is unknown or it has a reply keyboard', async () => {
    const edit = (message_id: number, text: string) =>
      callBot(scene.simulator, 'editMessageText', { chat_id: scene.aliya.id, message_id, text });
    const plain = (await send({})).result.message_id;
    const withKeyboard = (await send({ reply_markup: { remove_keyboard: true } })).result.message_id;
    expect((await edit(plain, 'привет')).description).toMatch(/message is not modified/);
    expect((await edit(9999, 'привет')).description).toMatch(/message to edit not found/);
    expect((await edit(withKeyboard, 'пока')).description).toMatch(/message can't be edited/);
  });

  it('lose their buttons with editMessageReplyMarkup and disappear with deleteMessage', async () => {
    const { message_id } = (await send(button({ callback_data: 'no' }))).result;
    await callBot(scene.simulator, 'editMessageReplyMarkup', { chat_id: scene.aliya.id, message_id });
    expect(() => scene.aliya.press('Кнопка')).toThrow(/no message/);
    expect(
      (await callBot(scene.simulator, 'deleteMessage', { chat_id: scene.aliya.id, message_id })).result,
    ).toBe(true);
    expect(scene.aliya.messages.map(({ text }) => text)).toEqual(['/start']);
    const again = await callBot(scene.simulator, 'deleteMessage', { chat_id: scene.aliya.id, message_id });
    expect(again.description).toMatch(/message to delete not found/);
  });

  it('reach only people who have written to the bot and have not blocked it', async () => {
    const stranger = scene.simulator.person({ firstName: 'Борис', phone: '+77010000002' });
    expect(await send({ chat_id: stranger.id })).toMatchObject({
      status: 403,
      description: "Forbidden: bot can't initiate conversation with a user",
    });
    expect(await send({ chat_id: 42 })).toMatchObject({
      status: 400,
      description: 'Bad Request: chat not found',
    });
    scene.aliya.block();
    expect(await send({})).toMatchObject({
      status: 403,
      description: 'Forbidden: bot was blocked by the user',
    });
    expect(
      await callBot(scene.simulator, 'sendChatAction', { chat_id: scene.aliya.id, action: 'typing' }),
    ).toMatchObject({
      status: 403,
    });
    scene.aliya.unblock();
    expect((await send({})).ok).toBe(true);
  });
});

function button(action: object) {
  return { reply_markup: { inline_keyboard: [[{ text: 'Кнопка', ...action }]] } };
}
