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
    expect(reports()).toHaveLength(1);
  });
});
