import { BotRecords, BotTroubles, botPresence, botStatus } from '@app/telegram';
import { until } from '@app/testing';
import { BotOnSimulator } from './spec/bot-on-simulator';
import { TelegramWatch } from './telegram-watch';

describe('TelegramWatch', () => {
  let now: number;
  let scene: BotOnSimulator;
  let watch: TelegramWatch;

  beforeEach(async () => {
    now = 1_800_000_000_000;
    scene = await BotOnSimulator.start({ health: () => now });
    watch = new TelegramWatch(
      scene.health,
      scene.api,
      new BotTroubles(scene.store),
      new BotRecords(scene.store),
      5,
    );
    watch.onApplicationBootstrap();
  });
  afterEach(async () => {
    await watch.onModuleDestroy();
    await scene.stop();
  });

  const fails = (chatId?: number) =>
    expect(scene.api.call('sendMessage', { chat_id: chatId, text: 'x' })).rejects.toThrow();
  const recordedTrouble = async () => (await botPresence(scene.store)).telegramTrouble;

  it('reports no outage when only one chat fails', async () => {
    scene.telegram.failNext({ kind: '502', chatId: 7, times: Infinity });
    for (let left = 5; left > 0; left--) {
      await fails(7);
      await until(() => scene.health.since === undefined);
      now += 29_000;
    }
    expect(scene.logs.messages('error')).toEqual([]);
    // Nothing fails, so nothing is called.
    const callsBefore = scene.callsOf('getMe').length;
    await expect(scene.api.call('getMyCommands', {})).resolves.toBeDefined();
    expect(scene.callsOf('getMe')).toHaveLength(callsBefore);
  });

  it('records an outage and its end for operators while nothing else is sent', async () => {
    scene.telegram.failNext({ kind: '502', method: '*', times: Infinity });
    await fails();
    expect(scene.health.trouble).toBeUndefined();
    const began = new Date(now);
    now += 30_000;
    await until(() => scene.health.trouble === 'unavailable');
    expect(await until(recordedTrouble)).toEqual({ reason: 'unavailable', since: began, workers: 1 });
    scene.telegram.clearFaults();
    await until(() => scene.health.trouble === undefined);
    await until(async () => (await recordedTrouble()) === undefined);
    expect(scene.logs.messages('error')).toHaveLength(1);
    expect(scene.logs.messages('log')).toEqual(['Telegram accepts calls again']);
  });

  it('records the last failure for operators, but none of a single chat', async () => {
    scene.telegram.failNext({ kind: '502', chatId: 7, times: 1 });
    await fails(7);
    const { lastFailure } = await until(async () => {
      const status = await botStatus(scene.store);
      return status.lastFailure && status;
    });
    expect(lastFailure).toEqual({ method: 'sendMessage', problem: 'passing', at: new Date(now) });
    now += 1_000;
    scene.telegram.failNext({ kind: '403', chatId: 7, times: 1 });
    await fails(7);
    scene.telegram.failNext({ kind: '502', chatId: 8, times: 1 });
    now += 1_000;
    await fails(8);
    const last = await until(async () => {
      const { lastFailure: found } = await botStatus(scene.store);
      return found!.at.getTime() > lastFailure!.at.getTime() ? found : undefined;
    });
    expect(last.at).toEqual(new Date(now));
  });

  it('detects a revoked token with the first call', async () => {
    scene.telegram.failNext({ kind: '401', method: '*', times: Infinity });
    await fails();
    expect(scene.health.trouble).toBe('bad_token');
    await until(async () => (await recordedTrouble())?.reason === 'bad_token');
    scene.telegram.clearFaults();
    await until(async () => (await recordedTrouble()) === undefined);
    expect(scene.health.trouble).toBeUndefined();
  });

  it('ignores a call that the worker aborted itself', async () => {
    scene.telegram.failNext({ kind: 'hang', method: 'getChat' });
    const leave = new AbortController();
    const call = scene.api.call('getChat', {}, leave.signal);
    await scene.telegram.waitFor(() => scene.telegram.pendingFaults.length === 0);
    leave.abort();
    await expect(call).rejects.toThrow();
    expect(scene.health.since).toBeUndefined();
  });
});
