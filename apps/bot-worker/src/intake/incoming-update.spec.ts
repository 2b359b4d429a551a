import { parseUpdate, updateIdOf } from './incoming-update';

const from = { id: 7, is_bot: false, first_name: 'Anna' };
const chat = { id: 7, type: 'private' };
const TOKEN = `05${'A'.repeat(22)}`;
const message = (more: object) => ({
  update_id: 1,
  message: { message_id: 3, date: 0, chat, from, ...more },
});
const contact = (more: object = {}) => ({
  phone_number: '77011234567',
  user_id: 7,
  first_name: 'A',
  ...more,
});

describe('an update', () => {
  it.each([
    ['a text', message({ text: 'hello' }), { kind: 'text', content: 'hello' }],
    ['a sticker', message({ sticker: {} }), { kind: 'text', content: undefined }],
    ['a pinned message', message({ pinned_message: {} }), { kind: 'service', content: undefined }],
    ['a command', message({ text: '/code' }), { kind: 'command', content: '/code' }],
    ['a link', message({ text: `/start ${TOKEN}` }), { kind: 'link', proof: { kind: 'link', token: TOKEN } }],
    ['a start with anything else', message({ text: '/start x' }), { kind: 'command', proof: undefined }],
    [
      'the own contact',
      message({ contact: contact() }),
      { kind: 'contact', proof: { kind: 'own_contact', phone: '+77011234567' } },
    ],
    [
      'a contact of somebody else',
      message({ contact: contact({ user_id: 8 }) }),
      { kind: 'contact', proof: undefined },
    ],
    [
      'a press',
      { update_id: 1, callback_query: { id: 'x', from, data: 'code', message: { message_id: 3, chat } } },
      { kind: 'press', chatId: 7, isPrivate: true, content: '3 code' },
    ],
    [
      'a press under a message that is gone',
      { update_id: 1, callback_query: { id: 'x', from, data: 'code' } },
      { kind: 'press', chatId: 7, isPrivate: true, content: undefined },
    ],
    [
      'a block',
      { update_id: 1, my_chat_member: { chat, from, new_chat_member: { status: 'kicked' } } },
      { kind: 'membership', content: 'kicked' },
    ],
    [
      'an edit of a text',
      { update_id: 1, edited_message: message({ text: '/code' }).message },
      { kind: 'text', chatId: 7, content: 'edited /code' },
    ],
    [
      'an edit of a live location',
      { update_id: 1, edited_message: message({ location: {} }).message },
      { kind: 'service', content: undefined },
    ],
    [
      'a text in a group',
      message({ chat: { id: -5, type: 'supergroup' }, text: 'hello' }),
      { kind: 'text', chatId: -5, isPrivate: false },
    ],
  ])('with %s is parsed', (_, update, expected) => {
    expect(parseUpdate(update)).toMatchObject({ id: 1, raw: update, ...expected });
  });

  it.each([
    ['nothing', {}],
    ['no id', { message: message({}).message }],
    ['an id that is no number', { ...message({ text: 'x' }), update_id: 'x' }],
    ['an id alone', { update_id: 1 }],
    ['a type that was not asked for', { update_id: 1, poll: { id: 'x' } }],
    ['a message without a chat', { update_id: 1, message: { message_id: 3, from, text: 'x' } }],
    ['a message that is null', { update_id: 1, message: null }],
    ['a private message without a sender', message({ from: undefined, text: 'x' })],
    ['a text that is no text', message({ text: { x: 1 } })],
    ['a contact without a number', message({ contact: { user_id: 7 } })],
    ['a press without a sender', { update_id: 1, callback_query: { id: 'x', data: 'code' } }],
    ['a membership without a status', { update_id: 1, my_chat_member: { chat, from, new_chat_member: {} } }],
    ['no object', null],
    ['a list', []],
  ])('with %s cannot be parsed', (_, update) => {
    expect(parseUpdate(update)).toBeUndefined();
  });

  it('has a readable id even if the rest cannot be parsed', () => {
    expect(updateIdOf({ update_id: 5, poll: {} })).toBe(5);
    for (const update of [{}, null, 'x', { update_id: 'x' }]) expect(updateIdOf(update)).toBeUndefined();
  });
});
