import { botKeys, botStatus } from '@app/telegram';
import { until } from '@app/testing';
import { OFTEN, RARELY, useWebhookWorkers } from './spec/webhook-workers';

const webhook = useWebhookWorkers();

describe('the webhook', () => {
  it('is set once without counting a repair', async () => {
    await webhook.startReady(OFTEN);
    await webhook.checkedAgain(3);
    expect(webhook.setCalls).toHaveLength(1);
    expect(webhook.warnings).toEqual([]);
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
    const { status } = await webhook.startReady(OFTEN);
    await webhook.scene.somebodyElseCalls('setWebhook', {
      url: webhook.url,
      secret_token: 'theirs',
      ...changed,
    });
    await until(async () => (await webhook.repairs(reason)) === 1);
    await until(() => status.isAsWanted);
    expect(webhook.ourSetCalls).toHaveLength(2);
    expect(webhook.ourSetCalls[1]!.payload).toEqual(webhook.ourSetCalls[0]!.payload);
    expect(webhook.warnings).toHaveLength(1);
    const logged = JSON.stringify(webhook.scene.logs.lines);
    expect(logged).toContain(`"${reason}"`);
    expect(logged).not.toMatch(/SECRET|theirs/);
    expect(logged).not.toContain(String(webhook.ourSetCalls[0]!.payload['secret_token']));
  });

  it('is repaired when somebody else has changed its secret', async () => {
    const { status } = await webhook.startReady(OFTEN);
    await webhook.scene.somebodyElseCalls('setWebhook', {
      ...{ url: webhook.url, secret_token: 'theirs' },
      allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member'],
    });
    webhook.personSays('lost until the webhook is right');
    await webhook.scene.telegram.waitFor(() => webhook.scene.telegram.pendingUpdates.length === 0);
    await until(async () => (await webhook.repairs('secret')) === 1);
    await until(() => status.isAsWanted);
    expect(webhook.ourSetCalls).toHaveLength(2);
  });

  it('is only checked after a request with a wrong secret', async () => {
    const { status } = await webhook.startReady(RARELY);
    const seen = webhook.checks;
    await until(() => {
      status.recordWrongSecret();
      return webhook.checks > seen + 3;
    });
    expect(webhook.setCalls).toHaveLength(1);
    expect(status.isAsWanted).toBe(true);
  });

  it('is set again without counting a repair when Redis comes back empty', async () => {
    const { status } = await webhook.startReady(OFTEN);
    await webhook.scene.store.client.del(botKeys.identity(webhook.scene.store));
    await until(() => webhook.ourSetCalls.length === 2);
    await until(() => status.isAsWanted);
    expect(webhook.warnings).toEqual([]);
  });

  it('that was set for fewer updates by workers of a former version is set once for all, and is no repair', async () => {
    const former = await webhook.startReady(RARELY);
    const { secret_token } = webhook.setCalls[0]!.payload;
    await webhook.scene.somebodyElseCalls('setWebhook', {
      url: webhook.url,
      secret_token,
      allowed_updates: ['message'],
    });
    await webhook.startReady(OFTEN);
    await webhook.checkedAgain(3);
    expect(webhook.ourSetCalls.at(-1)!.payload).toEqual(webhook.ourSetCalls[0]!.payload);
    expect(webhook.ourSetCalls).toHaveLength(3);
    expect(webhook.warnings).toEqual([]);
    expect(former.status.isAsWanted).toBe(true);
  });

  it('that a worker of a later version has set for more updates stays as it is', async () => {
    await webhook.startReady(RARELY);
    const { secret_token, allowed_updates } = webhook.setCalls[0]!.payload as Record<string, unknown>;
    const more = [...(allowed_updates as string[]), 'poll'];
    await webhook.scene.somebodyElseCalls('setWebhook', {
      url: webhook.url,
      secret_token,
      allowed_updates: more,
    });
    const { status } = await webhook.startReady(OFTEN);
    await webhook.checkedAgain(3);
    expect(status.isAsWanted).toBe(true);
    expect(webhook.ourSetCalls).toHaveLength(2);
    expect(webhook.warnings).toEqual([]);
  });

  it('reports how many updates wait at Telegram, and logs once that they are not delivered', async () => {
    const { status } = await webhook.startReady(RARELY);
    webhook.origin.accepted.clear();
    webhook.personSays('waits');
    const reports = () =>
      webhook.scene.logs
        .messages('warn')
        .filter((line) => line.startsWith('Telegram cannot deliver updates to this webhook'));
    await until(() => {
      status.recordWrongSecret();
      return reports().length > 0;
    });
    expect(await webhook.metric('otpravka_webhook_pending_updates')).toBe(1);
    await expect(botStatus(webhook.scene.store)).resolves.toMatchObject({
      webhook: {
        ...{ origin: webhook.origin.url, pendingUpdates: 1 },
        lastError: { message: expect.stringContaining('401') as string },
      },
    });
    expect(reports()).toHaveLength(1);
  });
});
