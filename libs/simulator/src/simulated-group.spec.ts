import { callBot, startSimulator } from './spec/bot-client';
import { SimulatedPerson } from './simulated-person';
import { TelegramSimulator } from './telegram-simulator';
import { GroupType } from './world/world';

describe('a group', () => {
  let simulator: TelegramSimulator;
  let aliya: SimulatedPerson;

  beforeEach(async () => {
    simulator = await startSimulator();
    aliya = simulator.person({ firstName: 'Алия', phone: '+77010000001' });
  });

  afterEach(() => simulator.stop());

  const updates = () => simulator.pendingUpdates;

  it.each<[GroupType, string, number]>([
    ['group', 'member', -1],
    ['supergroup', 'member', -1_000_000_000_000],
    ['channel', 'administrator', -1_000_000_000_000],
  ])('of type %s adds the bot as %s', (type, status, greatest) => {
    const group = simulator.group(type).addBot(aliya);
    expect(group.chatId).toBeLessThan(greatest);
    expect(updates()).toMatchObject([
      {
        my_chat_member: {
          chat: { id: group.chatId, type },
          from: { id: aliya.id },
          old_chat_member: { status: 'left' },
          new_chat_member: { status, user: { is_bot: true } },
        },
      },
    ]);
  });

  it('sends the bot only messages that are written while the bot is a member', async () => {
    const group = simulator.group('supergroup');
    group.say(aliya, 'before');
    group.addBot(aliya);
    group.sendContact(aliya);
    expect(updates().at(-1)).toMatchObject({
      message: { chat: { type: 'supergroup' }, contact: { user_id: aliya.id } },
    });
    await callBot(simulator, 'leaveChat', { chat_id: group.chatId });
    expect(updates().at(-1)).toMatchObject({
      my_chat_member: { from: { is_bot: true }, new_chat_member: { status: 'left' } },
    });
    group.say(aliya, 'after');
    expect(group.hasBot).toBe(false);
    expect(updates()).toHaveLength(3);
  });

  it('refuses calls of a bot that is not a member', async () => {
    const { chatId } = simulator.group('group');
    for (const method of ['leaveChat', 'sendMessage'])
      expect(await callBot(simulator, method, { chat_id: chatId, text: 'x' })).toMatchObject({ status: 403 });
  });

  it('can be left, whereas a private chat cannot', async () => {
    aliya.start();
    expect(await callBot(simulator, 'leaveChat', { chat_id: aliya.id })).toMatchObject({ status: 400 });
  });
});
