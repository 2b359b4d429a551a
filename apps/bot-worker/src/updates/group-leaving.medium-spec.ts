import { until } from '@app/testing';
import { BotOnSimulator } from '../telegram/spec/bot-on-simulator';
import { GroupLeaving, type LeavingIntervals } from './group-leaving';

const HOUR_MS = 3_600_000;
/** No retry is due within a test, unless the test makes it due. */
const HOURLY_RETRIES: LeavingIntervals = { retryMs: HOUR_MS, giveUpMs: 24 * HOUR_MS, pollMs: 5 };

describe('GroupLeaving', () => {
  let scene: BotOnSimulator;
  let chatId: number;
  const workers: GroupLeaving[] = [];

  beforeEach(async () => {
    scene = await BotOnSimulator.start();
    chatId = scene.telegram.group('channel').chatId;
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((leaving) => leaving.onModuleDestroy()));
    await scene.stop();
  });

  const startWorker = (): GroupLeaving => {
    const leaving = new GroupLeaving(scene.store, scene.api, HOURLY_RETRIES);
    leaving.onApplicationBootstrap();
    workers.push(leaving);
    return leaving;
  };
  const channelWithBot = () =>
    scene.telegram.group('channel').addBot(scene.telegram.person({ firstName: 'A', phone: '+77010000001' }));
  const calls = () => scene.callsOf('leaveChat').length;
  const key = (name: 'due' | 'since') => scene.store.key('leaving', name);
  const scheduledChats = () => scene.store.client.zrange(key('due'), 0, -1);
  /** Makes the retry of this chat due. */
  const makeDue = async (id: number): Promise<void> => {
    await scene.store.client.del(scene.store.key('left-chat', String(id)));
    await scene.store.client.zadd(key('due'), 0, String(id));
  };

  it('leaves again after the retry interval when the bot is added again', async () => {
    const channel = channelWithBot();
    const leaving = startWorker();
    await leaving.leave(channel.chatId, 'added');
    expect(channel.hasBot).toBe(false);
    channel.addBot(scene.telegram.person({ firstName: 'B', phone: '+77010000002' }));
    await leaving.leave(channel.chatId, 'added');
    expect(calls()).toBe(1);
    expect(await scheduledChats()).toEqual([String(channel.chatId)]);
    await makeDue(channel.chatId);
    await until(() => !channel.hasBot);
    await until(async () => (await scheduledChats()).length === 0);
    expect(calls()).toBe(2);
  });

  it.each(['added', 'other'] as const)('records the chat before the attempt (%s)', async (reason) => {
    const channel = channelWithBot();
    scene.telegram.failNext({ kind: 'hang', method: 'leaveChat' });
    const leaving = startWorker();
    const left = leaving.leave(channel.chatId, reason);
    await scene.telegram.waitFor(() => calls() === 1);
    expect(await scheduledChats()).toEqual([String(channel.chatId)]);
    await leaving.onModuleDestroy();
    await left;
  });

  it('makes one attempt for all updates of a chat within a minute', async () => {
    const channel = channelWithBot();
    const leaving = startWorker();
    await leaving.leave(channel.chatId, 'added');
    for (let left = 5; left > 0; left--) await leaving.leave(channel.chatId, 'other');
    expect(calls()).toBe(1);
    expect(await scheduledChats()).toEqual([]);
  });

  it.each(['502', '429', 'cut-before'] as const)(
    'repeats an attempt that failed with %s on one of the workers',
    async (kind) => {
      const channel = channelWithBot();
      const [leaving] = [startWorker(), startWorker(), startWorker()];
      scene.telegram.failNext({ ...{ kind, retryAfter: 7_200 }, method: 'leaveChat', times: 2 });
      await leaving.leave(channel.chatId, 'added');
      expect(channel.hasBot).toBe(true);
      const dueAt = Number(await scene.store.client.zscore(key('due'), String(channel.chatId)));
      expect(Math.round((dueAt - (await scene.store.now())) / HOUR_MS)).toBe(kind === '429' ? 2 : 1);
      await makeDue(channel.chatId);
      await scene.telegram.waitFor(() => calls() === 2);
      await until(
        async () => Number(await scene.store.client.zscore(key('due'), String(channel.chatId))) > 0,
      );
      expect(channel.hasBot).toBe(true);
      await makeDue(channel.chatId);
      await until(async () => (await scheduledChats()).length === 0);
      expect(channel.hasBot).toBe(false);
      expect(calls()).toBe(3);
    },
  );

  it('makes no second attempt after the bot has left', async () => {
    await startWorker().leave(chatId, 'added');
    expect(calls()).toBe(1);
    expect(await scheduledChats()).toEqual([]);
  });

  it('gives up after a day of failures', async () => {
    scene.telegram.failNext({ kind: '502', method: 'leaveChat', times: Infinity });
    const leaving = startWorker();
    await leaving.leave(chatId, 'added');
    await scene.store.client.zadd(key('since'), (await scene.store.now()) - 24 * HOUR_MS, String(chatId));
    await makeDue(chatId);
    await until(async () => (await scheduledChats()).length === 0);
    expect(await scene.store.client.exists(key('since'))).toBe(0);
  });

  it('keeps at most a thousand chats for a retry', async () => {
    scene.telegram.failNext({ kind: '502', method: 'leaveChat', times: Infinity });
    const dueLater = (await scene.store.now()) + HOUR_MS;
    const full = Array.from({ length: 1_000 }, (_, index) => [dueLater, String(index)]).flat();
    await scene.store.client.zadd(key('due'), ...full);
    await startWorker().leave(chatId, 'added');
    expect(await scene.store.client.zcard(key('due'))).toBe(1_000);
  });
});
