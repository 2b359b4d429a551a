import type { SimulatedPerson } from '@app/simulator';
import type { Audience } from './bot-api';
import { ManualClock } from './budget/spec/manual-clock';
import { BotOnSimulator, metricOf } from './spec/bot-on-simulator';

const HELLO = { text: 'Hello' };

describe('BotApi', () => {
  let scene: BotOnSimulator;
  let clock: ManualClock;
  let people = 0;

  beforeEach(async () => {
    clock = new ManualClock();
    scene = await BotOnSimulator.start({ budget: clock });
  });
  afterEach(() => scene.stop());

  const person = (): SimulatedPerson =>
    scene.telegram
      .person({ firstName: 'A', phone: `+7701${String(++people).padStart(7, '0')}` })
      .markAsStarted();
  const received = ({ messages }: SimulatedPerson): number => messages.length;
  const say = async (to: SimulatedPerson, audience: Audience): Promise<void> =>
    void (await clock.settle([scene.api.sendAnswer(to.id, HELLO, audience)]));
  const sendCode = async ({ id }: SimulatedPerson) =>
    (await clock.settle([scene.budget.runInSlot('code', id, 0, () => scene.api.sendMessage(id, HELLO))]))[0];
  const dropped = (audience: Audience): Promise<number> =>
    metricOf(scene.registry, 'otpravka_answers_dropped_total', `audience="${audience}"`);
  const isBotPaused = async (): Promise<boolean> =>
    (await scene.store.client.exists(scene.store.key('{budget}', 'pause:bot'))) === 1;

  describe('when it answers a person', () => {
    it('drops an answer to a stranger if no slot is free in time', async () => {
      const strangers = Array.from({ length: 30 }, person);
      await clock.settle(strangers.map(({ id }) => scene.api.sendAnswer(id, HELLO, 'stranger')));
      const answered = strangers.filter((each) => received(each) === 1).length;
      // Five are sent at once, and then two a second for the eight seconds that the answers wait.
      expect(answered).toBeGreaterThanOrEqual(15);
      expect(answered).toBeLessThanOrEqual(5 + 2 * 8);
      expect(await dropped('stranger')).toBe(30 - answered);
    });

    it('waits for a slot to answer a linked person', async () => {
      const linked = Array.from({ length: 30 }, person);
      await clock.settle(linked.map(({ id }) => scene.api.sendAnswer(id, HELLO, 'linked')));
      expect(linked.map(received)).toEqual(linked.map(() => 1));
    });

    it('waits for a slot to edit the message of a pressed button, and edits nothing else without one', async () => {
      const { id } = person();
      const [list] = await clock.settle([scene.api.sendMessage(id, HELLO)]);
      const press = () => scene.api.answerCallback({ id: '1', from: { id } });
      await clock.settle(Array.from({ length: 10 }, press));
      await clock.settle([scene.api.tryEditMessage(id, list!, { text: 'Dropped' })]);
      await clock.settle([scene.api.editPressedMessage(id, list!, { text: 'Edited' })]);
      expect(scene.callsOf('editMessageText').map(({ payload }) => payload['text'])).toEqual(['Edited']);
    });

    it('fails for a linked person while the bot is paused', async () => {
      await scene.budget.recordFlood(undefined, 60_000);
      await expect(say(person(), 'linked')).rejects.toMatchObject({ problem: 'flood', retryAfterMs: 60_000 });
      await expect(say(person(), 'stranger')).resolves.toBeUndefined();
      expect([await dropped('linked'), await dropped('stranger')]).toEqual([0, 1]);
    });

    it('drops the answer only when the pause of the chat is long', async () => {
      const [patient, paused] = [person(), person()];
      scene.telegram.failNext({ kind: '429', retryAfter: 3, chatId: patient.id });
      scene.telegram.failNext({ kind: '429', retryAfter: 10_800, chatId: paused.id });
      await say(patient, 'linked');
      await say(paused, 'linked');
      await say(paused, 'linked');
      expect([patient, paused].map(received)).toEqual([1, 0]);
      expect(await dropped('linked')).toBe(2);
      expect(scene.telegram.calls.filter(({ payload }) => payload['chat_id'] === paused.id)).toHaveLength(1);
    });
  });

  describe('after a 429', () => {
    const PAUSED = { reason: 'chat_paused', waitMs: 60_000 };

    it.each([
      [
        'an answer to a press',
        (id: number) => scene.api.answerCallback({ id: '1', from: { id } }),
        'answerCallbackQuery',
      ],
      [
        'an edit',
        (id: number) => scene.api.editMessage(id, 1, HELLO).catch(() => undefined),
        'editMessageText',
      ],
      ['a removal of buttons', (id: number) => scene.api.tryRemoveButtons(id, 1), 'editMessageReplyMarkup'],
      [
        'any call that names a chat',
        (id: number) => scene.api.call('leaveChat', { chat_id: id }).catch(() => undefined),
        'leaveChat',
      ],
    ])('to %s pauses only the chat', async (_, call, method) => {
      const [pressed, other] = [person(), person()];
      scene.telegram.failNext({ kind: '429', retryAfter: 60, method });
      await clock.settle([call(pressed.id)]);
      expect(await sendCode(pressed)).toEqual(PAUSED);
      expect(await sendCode(other)).toBeUndefined();
    });

    it('to a call without a chat pauses the bot', async () => {
      scene.telegram.failNext({ kind: '429', retryAfter: 60, method: 'getWebhookInfo' });
      await expect(scene.api.call('getWebhookInfo', {})).rejects.toMatchObject({ problem: 'flood' });
      expect(await sendCode(person())).toEqual({ reason: 'bot_paused', waitMs: 60_000 });
    });
  });

  describe('when it probes after a pause of the bot', () => {
    beforeEach(async () => {
      await scene.budget.recordFlood(undefined, 5_000);
      clock.advance(5_000);
    });

    it.each(['sent', '403', '400'] as const)('ends the pause after the result %s', async (kind) => {
      if (kind !== 'sent') scene.telegram.failNext({ kind });
      await sendCode(person()).catch(() => undefined);
      expect(await isBotPaused()).toBe(false);
      expect(await sendCode(person())).toBeUndefined();
    });

    it('renews the pause with another 429', async () => {
      scene.telegram.failNext({ kind: '429', retryAfter: 60 });
      await expect(sendCode(person())).rejects.toMatchObject({ problem: 'flood' });
      expect(await sendCode(person())).toEqual({ reason: 'bot_paused', waitMs: 60_000 });
    });

    it('lets the next call probe when Telegram does not answer', async () => {
      scene.telegram.failNext({ kind: '502' });
      await expect(sendCode(person())).rejects.toMatchObject({ problem: 'passing' });
      expect(await isBotPaused()).toBe(true);
      expect(await sendCode(person())).toBeUndefined();
      expect(await isBotPaused()).toBe(false);
    });
  });

  it('answers no press of a chat that has used up its calls', async () => {
    const presser = person();
    const press = () => scene.api.answerCallback({ id: '1', from: { id: presser.id } });
    await clock.settle(Array.from({ length: 50 }, press));
    expect(scene.telegram.calls.filter(({ method }) => method === 'answerCallbackQuery')).toHaveLength(6);
  });
});
