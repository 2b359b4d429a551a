import { Registry } from 'prom-client';
import { Telegraf } from 'telegraf';
import { redisConnector, RedisStore } from '@app/redis';
import { type SimulatedPerson, TelegramSimulator } from '@app/simulator';
import { BOT_TOKEN, BOT_USERNAME, randomNamespace, testRedisUrl } from '@app/testing';
import { type Audience, BotApi } from './bot-api';
import { SendBudget } from './budget/send-budget';
import { ManualClock } from './budget/spec/manual-clock';
import { TelegramHealth } from './telegram-health';

const HELLO = { text: 'Hello' };

describe('BotApi', () => {
  let telegram: TelegramSimulator;
  let store: RedisStore;
  let clock: ManualClock;
  let budget: SendBudget;
  let registry: Registry;
  let api: BotApi;
  let people = 0;

  beforeEach(async () => {
    telegram = await TelegramSimulator.start({ token: BOT_TOKEN, botUsername: BOT_USERNAME });
    store = new RedisStore(redisConnector({ url: testRedisUrl(), isCluster: false })(), randomNamespace());
    await store.onModuleInit();
    clock = new ManualClock();
    budget = new SendBudget(store, { messagesPerSecond: 25 }, clock);
    registry = new Registry();
    const bot = new Telegraf(BOT_TOKEN, { telegram: { apiRoot: `${telegram.url}/` } });
    api = new BotApi(bot, budget, new TelegramHealth(registry), registry);
  });
  afterEach(async () => {
    store.onApplicationShutdown();
    await telegram.stop();
  });

  const person = (): SimulatedPerson =>
    telegram.person({ firstName: 'A', phone: `+7701${String(++people).padStart(7, '0')}` }).knowsTheBot();
  const received = ({ messages }: SimulatedPerson): number => messages.length;
  const say = async (to: SimulatedPerson, audience: Audience): Promise<void> =>
    void (await clock.settle([api.sendAnswer(to.id, HELLO, audience)]));
  const sendCode = async ({ id }: SimulatedPerson) =>
    (await clock.settle([budget.runInSlot('code', id, 0, () => api.sendMessage(id, HELLO))]))[0];
  const dropped = async (audience: Audience): Promise<number> => {
    const { values } = await registry.getSingleMetric('otpravka_answers_dropped_total')!.get();
    return values.find(({ labels }) => labels['audience'] === audience)?.value ?? 0;
  };

  describe('when it answers a person', () => {
    it('drops an answer to a stranger that finds no slot soon, without an error', async () => {
      const strangers = Array.from({ length: 30 }, person);
      await clock.settle(strangers.map(({ id }) => api.sendAnswer(id, HELLO, 'stranger')));
      const answered = strangers.filter((each) => received(each) === 1).length;
      // Five go out at once, and then two a second for the eight seconds that the answers wait.
      expect(answered).toBeGreaterThanOrEqual(15);
      expect(answered).toBeLessThanOrEqual(5 + 2 * 8);
      expect(await dropped('stranger')).toBe(30 - answered);
    });

    it('waits for a slot for a linked person', async () => {
      const linked = Array.from({ length: 30 }, person);
      await clock.settle(linked.map(({ id }) => api.sendAnswer(id, HELLO, 'linked')));
      expect(linked.map(received)).toEqual(linked.map(() => 1));
    });

    it('fails for a linked person while the bot is paused, so that the update is retried', async () => {
      await budget.recordFlood(undefined, 60_000);
      await expect(say(person(), 'linked')).rejects.toMatchObject({ problem: 'flood', retryAfterMs: 60_000 });
      await expect(say(person(), 'stranger')).resolves.toBeUndefined();
      expect([await dropped('linked'), await dropped('stranger')]).toEqual([0, 1]);
    });

    it('waits for a short pause of the chat and drops the answer for a long one, so that no update is retried for hours', async () => {
      const [patient, paused] = [person(), person()];
      telegram.failNext({ kind: '429', retryAfter: 3, chatId: patient.id });
      telegram.failNext({ kind: '429', retryAfter: 10_800, chatId: paused.id });
      await say(patient, 'linked');
      await say(paused, 'linked');
      await say(paused, 'linked');
      expect([patient, paused].map(received)).toEqual([1, 0]);
      expect(await dropped('linked')).toBe(2);
      expect(telegram.calls.filter(({ payload }) => payload['chat_id'] === paused.id)).toHaveLength(1);
    });
  });

  describe('when Telegram answers with 429', () => {
    const PAUSED = { reason: 'chat_paused', waitMs: 60_000 };

    it.each([
      [
        'an answer to a press',
        (id: number) => api.answerCallback({ id: '1', from: { id } }),
        'answerCallbackQuery',
      ],
      ['an edit', (id: number) => api.editMessage(id, 1, HELLO).catch(() => undefined), 'editMessageText'],
      ['small changes', (id: number) => api.tryRemoveButtons(id, 1), 'editMessageReplyMarkup'],
      [
        'any call that names a chat',
        (id: number) => api.call('leaveChat', { chat_id: id }).catch(() => undefined),
        'leaveChat',
      ],
    ])('pauses only the chat: %s', async (_, call, method) => {
      const [pressed, other] = [person(), person()];
      telegram.failNext({ kind: '429', retryAfter: 60, method });
      await clock.settle([call(pressed.id)]);
      expect(await sendCode(pressed)).toEqual(PAUSED);
      expect(await sendCode(other)).toBeUndefined();
    });

    it('pauses the bot after a call that names no chat', async () => {
      telegram.failNext({ kind: '429', retryAfter: 60, method: 'getWebhookInfo' });
      await expect(api.call('getWebhookInfo', {})).rejects.toMatchObject({ problem: 'flood' });
      expect(await sendCode(person())).toEqual({ reason: 'bot_paused', waitMs: 60_000 });
    });
  });

  describe('when a call probes after a pause of the bot', () => {
    beforeEach(async () => {
      await budget.recordFlood(undefined, 5_000);
      clock.advance(5_000);
    });

    it.each(['sent', '403', '400'] as const)('ends the pause for all: %s', async (kind) => {
      if (kind !== 'sent') telegram.failNext({ kind });
      await sendCode(person()).catch(() => undefined);
      await expect(store.client.exists(store.key('{budget}', 'pause:bot'))).resolves.toBe(0);
      expect(await sendCode(person())).toBeUndefined();
    });

    it('renews the pause with another 429', async () => {
      telegram.failNext({ kind: '429', retryAfter: 60 });
      await expect(sendCode(person())).rejects.toMatchObject({ problem: 'flood' });
      expect(await sendCode(person())).toEqual({ reason: 'bot_paused', waitMs: 60_000 });
    });

    it('lets the next call probe when Telegram does not answer', async () => {
      telegram.failNext({ kind: '502' });
      await expect(sendCode(person())).rejects.toMatchObject({ problem: 'passing' });
      await expect(store.client.exists(store.key('{budget}', 'pause:bot'))).resolves.toBe(1);
      expect(await sendCode(person())).toBeUndefined();
      await expect(store.client.exists(store.key('{budget}', 'pause:bot'))).resolves.toBe(0);
    });
  });

  it('does not answer a press when the chat has used up its calls', async () => {
    const presser = person();
    const press = () => api.answerCallback({ id: '1', from: { id: presser.id } });
    await clock.settle(Array.from({ length: 50 }, press));
    expect(telegram.calls.filter(({ method }) => method === 'answerCallbackQuery')).toHaveLength(6);
  });
});
