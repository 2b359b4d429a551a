import { botPresence } from '@app/telegram';
import { until } from '@app/testing';
import { OFTEN, useWebhookWorkers } from './spec/webhook-workers';

const webhook = useWebhookWorkers();

type Workers = Awaited<ReturnType<typeof webhook.startManyReady>>;

const areAll = (workers: Workers, isAsWanted: boolean) => () =>
  workers.every(({ status }) => status.isAsWanted === isAsWanted);

const exists = async (name: string): Promise<boolean> =>
  (await webhook.scene.store.client.exists(webhook.scene.store.key(name))) === 1;

/** Deletes keys, as if their time had passed. */
const forget = (...names: string[]): Promise<number> =>
  webhook.scene.store.client.del(...names.map((name) => webhook.scene.store.key(name)));

/** Somebody else, who has the token, deletes the webhook, and our own calls to set it fail. */
async function breakWebhook(): Promise<void> {
  webhook.scene.telegram.failNext({ kind: '502', method: 'setWebhook', times: Infinity });
  await webhook.scene.somebodyElseCalls('deleteWebhook', {});
}

describe('the webhook of several workers', () => {
  it('makes every worker unready while it cannot be set', async () => {
    const workers = await webhook.startManyReady(2, OFTEN);
    await breakWebhook();
    await until(areAll(workers, false));
    const seen = await until(async () => (await botPresence(webhook.scene.store)).webhookTrouble);
    expect(seen.reason).toBe('url');
    webhook.scene.telegram.clearFaults();
    await until(areAll(workers, true), { what: 'both to be green' });
    await until(async () => (await botPresence(webhook.scene.store)).webhookTrouble === undefined);
    expect(webhook.ourSetCalls).toHaveLength(2);
    expect(await webhook.repairs('url')).toBe(1);
  });

  it('is repaired only once in the repair interval', async () => {
    const workers = await webhook.startManyReady(2, OFTEN);
    await webhook.scene.somebodyElseCalls('deleteWebhook', {});
    await until(async () => (await webhook.repairs('url')) === 1);
    await until(areAll(workers, true));
    await webhook.scene.somebodyElseCalls('deleteWebhook', {});
    await until(areAll(workers, false));
    const seen = await webhook.checksWhenSettled();
    await webhook.recordsRenewed(5);
    expect(webhook.checks).toBe(seen);
    expect(webhook.ourSetCalls).toHaveLength(2);
    await forget('webhook-repaired');
    await until(areAll(workers, true));
    expect(webhook.ourSetCalls).toHaveLength(3);
  });

  it('is checked by one worker of many while it is broken', async () => {
    const intervals = { ...OFTEN, brokenCheckMs: 600_000 };
    const workers = await webhook.startManyReady(3, intervals);
    await breakWebhook();
    await until(areAll(workers, false));
    const tries = () => webhook.scene.callsOf('setWebhook').length;
    await until(() => exists('webhook-looked'));
    for (let left = 3; left > 0; left--) {
      const seen = await webhook.checksWhenSettled();
      const tried = tries();
      // The key expires after ten seconds.
      await forget('webhook-looked');
      await until(() => tries() > tried);
      // One worker checks, and checks once more under the lock.
      expect(await webhook.checksWhenSettled()).toBe(seen + 2);
      expect(tries()).toBe(tried + 1);
    }
  });

  it('makes every worker ready at once after a repair', async () => {
    const intervals = { ...OFTEN, brokenCheckMs: 600_000 };
    const workers = await webhook.startManyReady(5, intervals);
    await breakWebhook();
    await until(areAll(workers, false));
    await until(() => exists('webhook-looked'));
    await webhook.checksWhenSettled();
    webhook.scene.telegram.clearFaults();
    // A worker that boots has recorded no trouble, so it checks at once.
    workers.push(webhook.start(intervals));
    await until(areAll(workers, true));
    expect(await exists('webhook-looked')).toBe(true);
    expect(webhook.ourSetCalls).toHaveLength(2);
    expect(await webhook.repairs('url')).toBe(1);
  });

  it.each(['getWebhookInfo', 'setWebhook'])(
    'is not checked by any worker for the time that a 429 to %s asks',
    async (method) => {
      const workers = await webhook.startManyReady(2, OFTEN);
      webhook.scene.telegram.failNext({ kind: '429', retryAfter: 10_800, method, times: Infinity });
      if (method === 'setWebhook') await webhook.scene.somebodyElseCalls('deleteWebhook', {});
      const refused = webhook.scene.store.key('webhook-refused');
      await until(async () => (await webhook.scene.store.client.pttl(refused)) > 10_000_000);
      const calls = () =>
        webhook.scene.telegram.calls.filter((call) => /WebhookInfo|setWebhook/.test(call.method)).length;
      // Another worker may have been about to call at that moment.
      await webhook.recordsRenewed(3, 'webhook-owner');
      const before = calls();
      await webhook.recordsRenewed(5, 'webhook-owner');
      expect(calls()).toBe(before);
      webhook.scene.telegram.clearFaults();
      await forget('webhook-refused', 'webhook-repaired');
      await until(() => calls() > before);
      await until(areAll(workers, true));
    },
  );

  it('changes once when the first secret of the list changes', async () => {
    const before = await webhook.startReady(OFTEN, 'old', 'new');
    const after = await webhook.startReady(OFTEN, 'new', 'old');
    await webhook.checkedAgain(6);
    expect(webhook.setCalls).toHaveLength(2);
    expect([before.status.isAsWanted, after.status.isAsWanted]).toEqual([true, true]);
  });

  it('stays as the workers that started last have set it', async () => {
    const before = await webhook.startReady(OFTEN, 'leaked');
    const after = await webhook.startReady(OFTEN, 'fresh');
    await until(() => !before.status.isAsWanted);
    await webhook.checkedAgain(6);
    expect(webhook.setCalls).toHaveLength(2);
    expect(after.status.isAsWanted).toBe(true);
  });

  it('is taken over by workers with older settings when the others are gone', async () => {
    const before = await webhook.startReady(OFTEN, 'older');
    const after = await webhook.startReady(OFTEN, 'newer');
    await until(() => !before.status.isAsWanted);
    const trouble = await until(async () => (await botPresence(webhook.scene.store)).webhookTrouble);
    expect(trouble).toMatchObject({ reason: 'superseded', workers: 1 });
    await after.webhook.onModuleDestroy();
    await webhook.recordsRenewed(5);
    expect(before.status.isAsWanted).toBe(false);
    // The key expires after three minutes.
    await forget('webhook-owner');
    await until(() => before.status.isAsWanted);
    await until(async () => (await botPresence(webhook.scene.store)).webhookTrouble === undefined);
    expect(webhook.setCalls).toHaveLength(3);
    await forget('webhook-owner');
    await until(() => exists('webhook-owner'));
  });
});
