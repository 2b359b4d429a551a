import { BotTroubles, botPresence } from '@app/telegram';
import { until } from '@app/testing';
import { BotOnSimulator } from './spec/bot-on-simulator';
import { TelegramWatch } from './telegram-watch';

describe('TelegramWatch', () => {
  let now: number;
  let it_: BotOnSimulator;
  let watch: TelegramWatch;

  beforeEach(async () => {
    now = 1_800_000_000_000;
    it_ = await BotOnSimulator.start(() => now);
    watch = new TelegramWatch(it_.health, it_.api, new BotTroubles(it_.store), 5);
    watch.onApplicationBootstrap();
  });
  afterEach(async () => {
    await watch.onModuleDestroy();
    await it_.stop();
  });

  const fails = (chatId?: number) =>
    expect(it_.api.call('sendMessage', { chat_id: chatId, text: 'x' })).rejects.toThrow();
  const noted = async () => (await botPresence(it_.store)).telegramTrouble;

  it('calls getMe when a chat fails, and does not take the chat for an outage', async () => {
    it_.telegram.failNext({ kind: '502', chatId: 7, times: Infinity });
    for (let left = 5; left > 0; left--) {
      await fails(7);
      await until(() => it_.health.since === undefined);
      now += 29_000;
    }
    expect(it_.logs.of('error')).toEqual([]);
    // Nothing fails, so nothing is called.
    const asked = it_.callsOf('getMe').length;
    await expect(it_.api.call('getMyCommands', {})).resolves.toBeDefined();
    expect(it_.callsOf('getMe')).toHaveLength(asked);
  });

  it('detects an outage and its end while nothing else is sent, and records both for operators', async () => {
    it_.telegram.failNext({ kind: '502', method: '*', times: Infinity });
    await fails();
    expect(it_.health.trouble).toBeUndefined();
    const began = new Date(now);
    now += 30_000;
    await until(() => it_.health.trouble === 'unavailable');
    expect(await until(noted)).toEqual({ reason: 'unavailable', since: began, workers: 1 });
    it_.telegram.clearFaults();
    await until(() => it_.health.trouble === undefined);
    await until(async () => (await noted()) === undefined);
    expect(it_.logs.of('error')).toHaveLength(1);
    expect(it_.logs.of('log')).toEqual(['Telegram accepts calls again']);
  });

  it('detects a revoked token with the first call, and a token that works again', async () => {
    it_.telegram.failNext({ kind: '401', method: '*', times: Infinity });
    await fails();
    expect(it_.health.trouble).toBe('bad_token');
    await until(async () => (await noted())?.reason === 'bad_token');
    it_.telegram.clearFaults();
    await until(async () => (await noted()) === undefined);
    expect(it_.health.trouble).toBeUndefined();
  });

  it('ignores a call that the worker aborted itself', async () => {
    it_.telegram.failNext({ kind: 'hang', method: 'getChat' });
    const leave = new AbortController();
    const call = it_.api.call('getChat', {}, leave.signal);
    await it_.telegram.waitFor(() => it_.telegram.pendingFaults.length === 0);
    leave.abort();
    await expect(call).rejects.toThrow();
    expect(it_.health.since).toBeUndefined();
  });
});
