import { callBot, useSimulator } from './spec/bot-client';
import { GroupType } from './world/world';

describe('a group', () => {
  const scene = useSimulator();

  const updates = () => scene.simulator.pendingUpdates;

  it.each<[GroupType, string, number]>([
    ['group', 'member', -1],
    ['supergroup', 'member', -1_000_000_000_000],
    ['channel', 'administrator', -1_000_000_000_000],
  ])('of type %s adds the bot as %s', (type, status, greatest) => {
    const group = scene.simulator.group(type).addBot(scene.aliya);
    expect(group.chatId).toBeLessThan(greatest);
    expect(updates()).toMatchObject([
      {
        my_chat_member: {
          chat: { id: group.chatId, type },
          from: { id: scene.aliya.id },
          old_chat_member: { status: 'left' },
          new_chat_member: { status, user: { is_bot: true } },
        },
      },
    ]);
  });

  it('sends the bot only messages that are written while the bot is a member', async () => {
    const group = scene.simulator.group('supergroup');
    group.say(scene.aliya, 'before');
    group.addBot(scene.aliya);
    group.sendContact(scene.aliya);
    expect(updates().at(-1)).toMatchObject({
      message: { chat: { type: 'supergroup' }, contact: { user_id: scene.aliya.id } },
    });
    await callBot(scene.simulator, 'leaveChat', { chat_id: group.chatId });
    expect(updates().at(-1)).toMatchObject({
      my_chat_member: { from: { is_bot: true }, new_chat_member: { status: 'left' } },
    });
    group.say(scene.aliya, 'after');
    expect(group.hasBot).toBe(false);
    expect(updates()).toHaveLength(3);
  });

  it('refuses calls of a bot that is not a member', async () => {
    const { chatId } = scene.simulator.group('group');
    for (const method of ['leaveChat', 'sendMessage'])
      expect(await callBot(scene.simulator, method, { chat_id: chatId, text: 'x' })).toMatchObject({
        status: 403,
      });
  });

  it('can be left, whereas a private chat cannot', async () => {
    scene.aliya.start();
    expect(await callBot(scene.simulator, 'leaveChat', { chat_id: scene.aliya.id })).toMatchObject({
      status: 400,
    });
  });
});
