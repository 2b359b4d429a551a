import { botKeys, botPresence, botStatus } from '@app/telegram';
import { until } from '@app/testing';
import { BotOnSimulator } from '../../telegram/spec/bot-on-simulator';
import { Origin, WebhookWorkers } from './spec/webhook-workers';
import type { WebhookIntervals } from './webhook-settings';

/** With these intervals a test sees a second check only after a wrong secret. */
const RARELY: WebhookIntervals = {
  ...{ checkMs: 600_000, minCheckMs: 5, settleMs: 5, brokenCheckMs: 5, recordMs: 5, unsetCheckMs: 5 },
  ...{ repairMs: 600_000, abandonedMs: 600_000 },
};
const OFTEN: WebhookIntervals = { ...RARELY, checkMs: 20 };

describe('the webhook', () => {
  let scene: BotOnSimulator;
  let origin: Origin;
  let workers: WebhookWorkers;

  beforeEach(async () => {
    [scene, origin] = await Promise.all([BotOnSimulator.start(), Origin.start()]);
    workers = new WebhookWorkers(scene, origin);
  });
  afterEach(async () => {
    await workers.stop();
    origin.stop();
    await scene.stop();
  });

  const startWorker: WebhookWorkers['start'] = (...options) => workers.start(...options);
  const startReadyWorker: WebhookWorkers['startReady'] = (...options) => workers.startReady(...options);
  const setCalls = () => scene.callsOf('setWebhook').filter(({ outcome }) => outcome === 'ok');
  const ourSetCalls = () => setCalls().filter(({ payload }) => String(payload['secret_token']).length > 40);
  const url = () => `${origin.url}/telegram/webhook`;
  const metric: WebhookWorkers['metric'] = (...query) => workers.metric(...query);
  const repairs = (reason: string) => metric('otpravka_webhook_repairs_total', `reason="${reason}"`);
  const warnings = () => scene.logs.messages('warn').filter((line) => line.startsWith('somebody else'));
  const recordsRenewed: WebhookWorkers['recordsRenewed'] = (...options) => workers.recordsRenewed(...options);
  const checks = () => workers.checks;
  const checkedAgain = (times: number) => workers.checkedAgain(times);
  const checksWhenSettled = () => workers.checksWhenSettled();
  const personSays = (text: string) =>
    scene.telegram.person({ firstName: 'Анна', phone: '+77010000001' }).say(text);

  it('is set once without counting a repair', async () => {
    await startReadyWorker(OFTEN);
    await checkedAgain(3);
    expect(setCalls()).toHaveLength(1);
    expect(warnings()).toEqual([]);
  });

  it.each([
    [
      'url',
      {
        url: 'http://127.0.0.1:9/other?token=SECRET',
        allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member'],
      },
    ],
    ['allowed_updates', { allowed_updates: ['message'] }],
    ['allowed_updates', { allowed_updates: [] }],
    ['certificate', { certificate: 'theirs' }],
  ])('is repaired when somebody else has changed its %s', async (reason, changed) => {
    const { status } = await startReadyWorker(OFTEN);
    await scene.somebodyElseCalls('setWebhook', { url: url(), secret_token: 'theirs', ...changed });
    await until(async () => (await repairs(reason)) === 1);
    await until(() => status.isAsWanted);
    expect(ourSetCalls()).toHaveLength(2);
    expect(ourSetCalls()[1]!.payload).toEqual(ourSetCalls()[0]!.payload);
    expect(warnings()).toHaveLength(1);
    const logged = JSON.stringify(scene.logs.lines);
    expect(logged).toContain(`"${reason}"`);
    expect(logged).not.toMatch(/SECRET|theirs/);
    expect(logged).not.toContain(String(ourSetCalls()[0]!.payload['secret_token']));
  });

  it('that was set for fewer updates by workers of a former version is set once for all, and is no repair', async () => {
    const former = await startReadyWorker(RARELY);
    const { secret_token } = setCalls()[0]!.payload;
    await scene.somebodyElseCalls('setWebhook', { url: url(), secret_token, allowed_updates: ['message'] });
    await startReadyWorker(OFTEN);
    await checkedAgain(3);
    expect(ourSetCalls().at(-1)!.payload).toEqual(ourSetCalls()[0]!.payload);
    expect(ourSetCalls()).toHaveLength(3);
    expect(warnings()).toEqual([]);
    expect(former.status.isAsWanted).toBe(true);
  });

  it('that a worker of a later version has set for more updates stays as it is', async () => {
    await startReadyWorker(RARELY);
    const { secret_token, allowed_updates } = setCalls()[0]!.payload as Record<string, unknown>;
    const more = [...(allowed_updates as string[]), 'poll'];
    await scene.somebodyElseCalls('setWebhook', { url: url(), secret_token, allowed_updates: more });
    const { status } = await startReadyWorker(OFTEN);
    await checkedAgain(3);
    expect(status.isAsWanted).toBe(true);
    expect(ourSetCalls()).toHaveLength(2);
    expect(warnings()).toEqual([]);
  });

  it('is repaired when somebody else has changed its secret', async () => {
    const { status } = await startReadyWorker(OFTEN);
    await scene.somebodyElseCalls('setWebhook', {
      ...{ url: url(), secret_token: 'theirs' },
      allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member'],
    });
    personSays('lost until the webhook is right');
    await scene.telegram.waitFor(() => scene.telegram.pendingUpdates.length === 0);
    await until(async () => (await repairs('secret')) === 1);
    await until(() => status.isAsWanted);
    expect(ourSetCalls()).toHaveLength(2);
  });

  it('is only checked after a request with a wrong secret', async () => {
    const { status } = await startReadyWorker(RARELY);
    const seen = checks();
    await until(() => {
      status.recordWrongSecret();
      return checks() > seen + 3;
    });
    expect(setCalls()).toHaveLength(1);
    expect(status.isAsWanted).toBe(true);
  });

  it('makes every worker unready while it cannot be set', async () => {
    const workers = await Promise.all([startReadyWorker(OFTEN), startReadyWorker(OFTEN)]);
    scene.telegram.failNext({ kind: '502', method: 'setWebhook', times: Infinity });
    // Somebody else has the token, and our own calls fail.
    await scene.somebodyElseCalls('deleteWebhook', {});
    await until(() => workers.every(({ status }) => !status.isAsWanted));
    const seen = await until(async () => (await botPresence(scene.store)).webhookTrouble);
    expect(seen.reason).toBe('url');
    scene.telegram.clearFaults();
    await until(() => workers.every(({ status }) => status.isAsWanted), { what: 'both to be green' });
    await until(async () => (await botPresence(scene.store)).webhookTrouble === undefined);
    expect(ourSetCalls()).toHaveLength(2);
    expect(await repairs('url')).toBe(1);
  });

  it('is repaired only once in the repair interval', async () => {
    const workers = await Promise.all([startReadyWorker(OFTEN), startReadyWorker(OFTEN)]);
    const areAll = (isAsWanted: boolean) => () =>
      workers.every(({ status }) => status.isAsWanted === isAsWanted);
    await scene.somebodyElseCalls('deleteWebhook', {});
    await until(async () => (await repairs('url')) === 1);
    await until(areAll(true));
    await scene.somebodyElseCalls('deleteWebhook', {});
    await until(areAll(false));
    const seen = await checksWhenSettled();
    await recordsRenewed(5);
    expect(checks()).toBe(seen);
    expect(ourSetCalls()).toHaveLength(2);
    await scene.store.client.del(scene.store.key('webhook-repaired'));
    await until(areAll(true));
    expect(ourSetCalls()).toHaveLength(3);
  });

  it('is checked by one worker of many while it is broken', async () => {
    const intervals = { ...OFTEN, brokenCheckMs: 600_000 };
    const workers = await Promise.all([
      startReadyWorker(intervals),
      startReadyWorker(intervals),
      startReadyWorker(intervals),
    ]);
    scene.telegram.failNext({ kind: '502', method: 'setWebhook', times: Infinity });
    await scene.somebodyElseCalls('deleteWebhook', {});
    await until(() => workers.every(({ status }) => !status.isAsWanted));
    const tries = () => scene.callsOf('setWebhook').length;
    const lookedKey = scene.store.key('webhook-looked');
    await until(async () => (await scene.store.client.exists(lookedKey)) === 1);
    for (let left = 3; left > 0; left--) {
      const seen = await checksWhenSettled();
      const tried = tries();
      // Deletes the key as if its ten seconds had passed.
      await scene.store.client.del(lookedKey);
      await until(() => tries() > tried);
      // One worker checks, and checks once more under the lock.
      expect(await checksWhenSettled()).toBe(seen + 2);
      expect(tries()).toBe(tried + 1);
    }
  });

  it('makes every worker ready at once after a repair', async () => {
    const intervals = { ...OFTEN, brokenCheckMs: 600_000 };
    const workers = await Promise.all(Array.from({ length: 5 }, () => startReadyWorker(intervals)));
    scene.telegram.failNext({ kind: '502', method: 'setWebhook', times: Infinity });
    await scene.somebodyElseCalls('deleteWebhook', {});
    await until(() => workers.every(({ status }) => !status.isAsWanted));
    const lookedKey = scene.store.key('webhook-looked');
    await until(async () => (await scene.store.client.exists(lookedKey)) === 1);
    await checksWhenSettled();
    scene.telegram.clearFaults();
    // A worker that boots has recorded no trouble, so it checks at once.
    workers.push(startWorker(intervals));
    await until(() => workers.every(({ status }) => status.isAsWanted));
    expect(await scene.store.client.exists(lookedKey)).toBe(1);
    expect(ourSetCalls()).toHaveLength(2);
    expect(await repairs('url')).toBe(1);
  });

  it.each(['getWebhookInfo', 'setWebhook'])(
    'is not checked by any worker for the time that a 429 to %s asks',
    async (method) => {
      const workers = await Promise.all([startReadyWorker(OFTEN), startReadyWorker(OFTEN)]);
      scene.telegram.failNext({ kind: '429', retryAfter: 10_800, method, times: Infinity });
      if (method === 'setWebhook') await scene.somebodyElseCalls('deleteWebhook', {});
      const refused = scene.store.key('webhook-refused');
      await until(async () => (await scene.store.client.pttl(refused)) > 10_000_000);
      const calls = () =>
        scene.telegram.calls.filter((call) => /WebhookInfo|setWebhook/.test(call.method)).length;
      // Another worker may have been about to call at that moment.
      await recordsRenewed(3, 'webhook-owner');
      const before = calls();
      await recordsRenewed(5, 'webhook-owner');
      expect(calls()).toBe(before);
      scene.telegram.clearFaults();
      await scene.store.client.del(refused, scene.store.key('webhook-repaired'));
      await until(() => calls() > before);
      await until(() => workers.every(({ status }) => status.isAsWanted));
    },
  );

  it('is set again without counting a repair when Redis comes back empty', async () => {
    const { status } = await startReadyWorker(OFTEN);
    await scene.store.client.del(botKeys.identity(scene.store));
    await until(() => ourSetCalls().length === 2);
    await until(() => status.isAsWanted);
    expect(warnings()).toEqual([]);
  });

  it('changes once when the first secret of the list changes', async () => {
    const before = await startReadyWorker(OFTEN, 'old', 'new');
    const after = await startReadyWorker(OFTEN, 'new', 'old');
    await checkedAgain(6);
    expect(setCalls()).toHaveLength(2);
    expect([before.status.isAsWanted, after.status.isAsWanted]).toEqual([true, true]);
  });

  it('stays as the workers that started last have set it', async () => {
    const before = await startReadyWorker(OFTEN, 'leaked');
    const after = await startReadyWorker(OFTEN, 'fresh');
    await until(() => !before.status.isAsWanted);
    await checkedAgain(6);
    expect(setCalls()).toHaveLength(2);
    expect(after.status.isAsWanted).toBe(true);
  });

  it('is taken over by workers with older settings when the others are gone', async () => {
    const before = await startReadyWorker(OFTEN, 'older');
    const after = await startReadyWorker(OFTEN, 'newer');
    await until(() => !before.status.isAsWanted);
    const trouble = await until(async () => (await botPresence(scene.store)).webhookTrouble);
    expect(trouble).toMatchObject({ reason: 'superseded', workers: 1 });
    await after.webhook.onModuleDestroy();
    await recordsRenewed(5);
    expect(before.status.isAsWanted).toBe(false);
    // Deletes the key as if its three minutes had passed.
    await scene.store.client.del(scene.store.key('webhook-owner'));
    await until(() => before.status.isAsWanted);
    await until(async () => (await botPresence(scene.store)).webhookTrouble === undefined);
    expect(setCalls()).toHaveLength(3);
    await scene.store.client.del(scene.store.key('webhook-owner'));
    await until(async () => (await scene.store.client.exists(scene.store.key('webhook-owner'))) === 1);
  });

  it('reports how many updates wait at Telegram', async () => {
    const { status } = await startReadyWorker(RARELY);
    origin.accepted.clear();
    personSays('waits');
    await until(async () => {
      status.recordWrongSecret();
      return (await metric('otpravka_webhook_pending_updates')) === 1;
    });
    await expect(botStatus(scene.store)).resolves.toMatchObject({
      webhook: {
        ...{ origin: origin.url, pendingUpdates: 1 },
        lastError: { message: expect.stringContaining('401') as string },
      },
    });
  });
});
