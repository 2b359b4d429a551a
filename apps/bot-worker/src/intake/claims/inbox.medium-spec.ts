import type { Message, Update } from 'telegraf/types';
import { BotApiError } from '../../telegram/bot-api-error';
import { BotOnSimulator, metricOf } from '../../telegram/spec/bot-on-simulator';
import { until } from '@app/testing';
import { Inbox } from './inbox';
import { IntakeMetrics } from '../intake-metrics';
import { UpdateClaims } from './update-claims';

const UNAVAILABLE = new BotApiError('passing', 'sendMessage', '502 Bad Gateway');

describe('an update', () => {
  let scene: BotOnSimulator;
  let failWith: Error | undefined;
  let answered: number;
  let metrics: IntakeMetrics | undefined;

  beforeEach(async () => {
    scene = await BotOnSimulator.start();
    scene.bot.botInfo = await scene.api.call('getMe', {});
    answered = 0;
    metrics = undefined;
    scene.bot.catch((error) => {
      throw error;
    });
    scene.bot.on('message', () => {
      if (failWith) throw failWith;
      answered += 1;
    });
  });
  afterEach(() => scene.stop());

  const inboxOf = (telegramFailsMs?: number, trustedMs?: number): Inbox =>
    new Inbox(
      scene.bot,
      new UpdateClaims(scene.store, telegramFailsMs),
      (metrics ??= new IntakeMetrics(scene.registry, 'polling')),
      trustedMs,
    );
  const update = (id: number): Update => ({
    update_id: id,
    message: {
      ...{ message_id: id, date: 0, text: '/start' },
      from: { id: 7, is_bot: false, first_name: 'Анна' },
      chat: { id: 7, type: 'private', first_name: 'Анна' },
    } as Update.New & Update.NonChannel & Message,
  });
  const failTimes = async (inbox: Inbox, id: number, times: number): Promise<void> => {
    for (let time = 0; time < times; time++)
      await expect(inbox.process(update(id))).rejects.toBeInstanceOf(Error);
  };

  it('is done when Telegram accepts calls again after many failures', async () => {
    const inbox = inboxOf();
    failWith = UNAVAILABLE;
    await failTimes(inbox, 1, 20);
    failWith = undefined;
    await expect(inbox.process(update(1))).resolves.toBe('done');
    await expect(inbox.process(update(1))).resolves.toBe('done');
    expect(answered).toBe(1);
    expect(await metricOf(scene.registry, 'otpravka_updates_total', 'given_up')).toBe(0);
  });

  it('is handled once if another worker has handled it while it waited with a lost claim', async () => {
    const [slow, other] = [inboxOf(undefined, 0), inboxOf()];
    const waiting = update(5);
    slow.claimAhead(waiting);
    const keys = () => scene.store.client.keys(scene.store.key('*update*'));
    await until(async () => (await keys()).length > 0, { what: 'the claim ahead' });
    await scene.store.client.del(...(await keys()));
    await expect(other.process(update(5))).resolves.toBe('done');
    await expect(slow.process(waiting)).resolves.toBe('done');
    expect(answered).toBe(1);
  });

  it('is given up at the fifth failure when Telegram fails for too long', async () => {
    const inbox = inboxOf(0);
    failWith = UNAVAILABLE;
    await failTimes(inbox, 2, 4);
    await expect(inbox.process(update(2))).resolves.toBe('given_up');
    await expect(inbox.process(update(2))).resolves.toBe('done');
    expect(await metricOf(scene.registry, 'otpravka_updates_total', 'given_up')).toBe(1);
  });

  it('is logged without its text, and counted, when its handler throws', async () => {
    const inbox = inboxOf();
    failWith = new Error('cannot read "/start my secret"');
    await failTimes(inbox, 4, 4);
    await expect(inbox.process(update(4))).resolves.toBe('given_up');
    expect(scene.logs.messages('warn')).toEqual(Array(5).fill('an update failed'));
    expect(scene.logs.messages('error')).toEqual(['an update was given up']);
    expect(JSON.stringify(scene.logs.lines)).not.toMatch(/secret|start/);
    expect(await metricOf(scene.registry, 'otpravka_updates_total', 'given_up')).toBe(1);
  });

  it('that was claimed ahead is processed under that claim, and given back if it is not processed', async () => {
    failWith = undefined;
    const [inbox, otherWorker] = [inboxOf(), new UpdateClaims(scene.store)];
    const claimBy = (id: number) => otherWorker.claim(scene.bot.botInfo!.id, id);
    const [processed, unused] = [update(5), update(6)];
    for (const each of [processed, unused]) inbox.claimAhead(each);
    await expect(Promise.all([claimBy(5), claimBy(6)])).resolves.toEqual(['busy', 'busy']);
    await expect(inbox.process(processed)).resolves.toBe('done');
    for (const each of [processed, unused]) inbox.releaseUnused(each);
    await expect(claimBy(5)).resolves.toBe('done');
    await until(async () => (await claimBy(6)) !== 'busy');
    expect(answered).toBe(1);
  });

  it('that is processed without a claim stores nothing in Redis', async () => {
    failWith = undefined;
    const before = await scene.store.client.keys(scene.store.key('*'));
    await inboxOf().processWithoutClaim(update(3));
    expect(answered).toBe(1);
    expect(await scene.store.client.keys(scene.store.key('*'))).toEqual(before);
  });
});
