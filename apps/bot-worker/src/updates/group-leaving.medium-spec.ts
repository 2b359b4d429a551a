import { until } from '@app/testing';
import { BotOnSimulator } from '../telegram/spec/bot-on-simulator';
import { GroupLeaving, type LeavingIntervals } from './group-leaving';

const HOUR_MS = 3_600_000;
/** No retry is due within a test, unless the test makes it due. */
const RARELY: LeavingIntervals = { retryMs: HOUR_MS, giveUpMs: 24 * HOUR_MS, pollMs: 5 };

describe('the bot leaves groups and channels', () => {
  let it_: BotOnSimulator;
  let chatId: number;
  const started: GroupLeaving[] = [];

  beforeEach(async () => {
    it_ = await BotOnSimulator.start();
    chatId = it_.telegram.group('channel').chatId;
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((leaving) => leaving.onModuleDestroy()));
    await it_.stop();
  });

  const worker = (): GroupLeaving => {
    const leaving = new GroupLeaving(it_.store, it_.api, RARELY);
    leaving.onApplicationBootstrap();
    started.push(leaving);
    return leaving;
  };
  const add = () =>
    it_.telegram.group('channel').addBot(it_.telegram.person({ firstName: 'A', phone: '+77010000001' }));
  const calls = () => it_.callsOf('leaveChat').length;
  const key = (name: 'due' | 'since') => it_.store.key('leaving', name);
  const waiting = () => it_.store.client.zrange(key('due'), 0, -1);
  /** Makes the retry of this chat due. */
  const makeDue = async (id: number): Promise<void> => {
    await it_.store.client.del(it_.store.key('left-chat', String(id)));
    await it_.store.client.zadd(key('due'), 0, String(id));
  };

  it('at once, and again when it is added again within the minute, but not sooner than allowed', async () => {
    const channel = add();
    const leaving = worker();
    await leaving.leave(channel.chatId, 'added');
    expect(channel.hasBot).toBe(false);
    channel.addBot(it_.telegram.person({ firstName: 'B', phone: '+77010000002' }));
    await leaving.leave(channel.chatId, 'added');
    expect(calls()).toBe(1);
    expect(await waiting()).toEqual([String(channel.chatId)]);
    await makeDue(channel.chatId);
    await until(() => !channel.hasBot);
    await until(async () => (await waiting()).length === 0);
    expect(calls()).toBe(2);
  });

  it.each(['added', 'other'] as const)(
    'also when the worker or Redis fails during the attempt, because the chat is recorded before it: %s',
    async (reason) => {
      const channel = add();
      it_.telegram.failNext({ kind: 'hang', method: 'leaveChat' });
      const leaving = worker();
      const left = leaving.leave(channel.chatId, reason);
      await it_.telegram.waitFor(() => calls() === 1);
      expect(await waiting()).toEqual([String(channel.chatId)]);
      await leaving.onModuleDestroy();
      await left;
    },
  );

  it('once, whatever other updates the chat sends in the same minute', async () => {
    const channel = add();
    const leaving = worker();
    await leaving.leave(channel.chatId, 'added');
    for (let left = 5; left > 0; left--) await leaving.leave(channel.chatId, 'other');
    expect(calls()).toBe(1);
    expect(await waiting()).toEqual([]);
  });

  it.each(['502', '429', 'cut-before'] as const)(
    'later, by one of the workers, when the attempt fails with a %s',
    async (kind) => {
      const channel = add();
      const [leaving] = [worker(), worker(), worker()];
      it_.telegram.failNext({ ...{ kind, retryAfter: 7_200 }, method: 'leaveChat', times: 2 });
      await leaving.leave(channel.chatId, 'added');
      expect(channel.hasBot).toBe(true);
      const dueAt = Number(await it_.store.client.zscore(key('due'), String(channel.chatId)));
      expect(Math.round((dueAt - (await it_.store.now())) / HOUR_MS)).toBe(kind === '429' ? 2 : 1);
      await makeDue(channel.chatId);
      await it_.telegram.waitFor(() => calls() === 2);
      await until(async () => Number(await it_.store.client.zscore(key('due'), String(channel.chatId))) > 0);
      expect(channel.hasBot).toBe(true);
      await makeDue(channel.chatId);
      await until(async () => (await waiting()).length === 0);
      expect(channel.hasBot).toBe(false);
      expect(calls()).toBe(3);
    },
  );

  it('without a retry when it has left already', async () => {
    await worker().leave(chatId, 'added');
    expect(calls()).toBe(1);
    expect(await waiting()).toEqual([]);
  });

  it('for a day of failures at most, and keeps at most a thousand chats for a retry', async () => {
    it_.telegram.failNext({ kind: '502', method: 'leaveChat', times: Infinity });
    const leaving = worker();
    await leaving.leave(chatId, 'added');
    await it_.store.client.zadd(key('since'), (await it_.store.now()) - 24 * HOUR_MS, String(chatId));
    await makeDue(chatId);
    await until(async () => (await waiting()).length === 0);
    expect(await it_.store.client.exists(key('since'))).toBe(0);

    const dueLater = (await it_.store.now()) + HOUR_MS;
    const full = Array.from({ length: 1_000 }, (_, index) => [dueLater, String(index)]).flat();
    await it_.store.client.zadd(key('due'), ...full);
    await leaving.leave(chatId - 1, 'added');
    expect(await it_.store.client.zcard(key('due'))).toBe(1_000);
  });
});
