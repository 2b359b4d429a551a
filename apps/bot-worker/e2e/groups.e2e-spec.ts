import { codeOf, type GroupType, type SimulatedGroup, type SimulatedPerson } from '@app/simulator';
import { useScene } from './scene';

const scene = useScene();
let stranger: SimulatedPerson;

beforeAll(() => {
  stranger = scene.stranger();
});

const callsTo = ({ chatId }: SimulatedGroup): string[] => scene.callsTo(chatId).map(({ method }) => method);

describe('a group or channel', () => {
  it.each<GroupType>(['group', 'supergroup', 'channel'])(
    'of type %s is left without a message when it adds the bot',
    async (type) => {
      const group = scene.telegram.group(type).addBot(stranger);
      await scene.telegram.waitFor(() => !group.hasBot);
      await scene.updatesConfirmed();
      expect(callsTo(group)).toEqual(['leaveChat']);
      expect(group.messages).toEqual([]);
    },
  );

  it('gets no answer and is left once a minute at most', async () => {
    const group = scene.telegram.group('supergroup');
    scene.telegram.failNext({ kind: '429', retryAfter: 1, method: 'leaveChat', chatId: group.chatId });
    group.addBot(stranger);
    await scene.telegram.waitFor(() => callsTo(group).length > 0);
    for (let second = 0; second < 5; second++) group.sendContact(stranger);
    for (const text of ['/start', '/code', '/stop', stranger.phone, 'привет']) group.say(stranger, text);
    group.send(stranger, { new_chat_members: [{ id: stranger.id, is_bot: false, first_name: 'Борис' }] });
    group.send(stranger, { migrate_to_chat_id: -1_000_000_000_042 });
    await scene.updatesConfirmed();

    expect(callsTo(group)).toEqual(['leaveChat']);
    expect(group.messages.every(({ from }) => from === 'person')).toBe(true);
    expect(await scene.accounts()).toEqual([]);
  });

  it('that had the bot before is left at its next message', async () => {
    const group = scene.telegram.group('group').addBot(stranger);
    await scene.telegram.waitFor(() => !group.hasBot);
    const old = scene.telegram.group('group');
    scene.telegram.pushUpdate({
      update_id: 2_000_000_000,
      message: {
        ...{ message_id: 1, date: 1, text: 'привет' },
        from: { id: stranger.id, is_bot: false, first_name: 'Борис' },
        chat: { id: old.chatId, type: 'group', title: 'Группа' },
      },
    });
    await scene.telegram.waitFor(() => callsTo(old).length > 0);
    await scene.updatesConfirmed();
    expect(callsTo(old)).toEqual(['leaveChat']);
  });

  it('does not affect the private chat of the person who adds or removes the bot', async () => {
    const owner = await scene.owner();
    const group = scene.telegram.group('group').addBot(owner);
    await scene.telegram.waitFor(() => !group.hasBot);
    group.removeBot(owner);
    await scene.updatesConfirmed();
    expect((await scene.accountOf(owner))?.blocked_at).toBeNull();
    owner.block();
    await scene.updatesConfirmed();
    scene.telegram.group('group').addBot(owner);
    await scene.updatesConfirmed();
    expect((await scene.accountOf(owner))?.blocked_at).not.toBeNull();
  });
});

it('a press under a deleted message is handled as in a private chat', async () => {
  const owner = await scene.owner();
  scene.telegram.pushUpdate({
    update_id: 2_100_000_000,
    callback_query: {
      ...{ id: 'of a message that is gone', chat_instance: '1', data: 'code' },
      from: { id: owner.id, is_bot: false, first_name: 'Анна' },
    },
  });
  await owner.waitForMessage((message) => codeOf(message) !== undefined);
  await scene.telegram.waitFor(() =>
    scene.telegram.calls.some(({ method }) => method === 'answerCallbackQuery'),
  );
});
