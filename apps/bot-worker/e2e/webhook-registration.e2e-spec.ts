import { BOT_TOKEN, signIn, until } from '@app/testing';
import { reply, type Scene } from './scene';
import { WebhookScene } from './webhook-scene';
import { endWorkers, fetchMetrics } from './workers';

const METRICS_TOKEN = 'the token of the metrics of these workers';

let webhook: WebhookScene;
let scene: Scene;

beforeAll(async () => {
  webhook = await WebhookScene.start({ env: { METRICS_TOKEN } });
  ({ scene } = webhook);
});

afterAll(() => webhook?.stop());

/** The sum over all running workers. */
const repairsBySecret = async (): Promise<number> => {
  const texts = await Promise.all(
    webhook.workers.map(async (worker) => (await fetchMetrics(worker, METRICS_TOKEN)).text()),
  );
  const sample = /^otpravka_webhook_repairs_total\{reason="secret".*\} (\d+)$/m;
  return texts.reduce((sum, text) => sum + Number(sample.exec(text)?.[1] ?? 0), 0);
};

describe('the webhook', () => {
  it('is set once for three workers, with a secret', () => {
    const calls = webhook.callsOf('setWebhook');
    expect(calls).toHaveLength(1);
    expect(calls[0]!.payload).toMatchObject({
      url: `${webhook.balancer.url}/telegram/webhook`,
      secret_token: expect.stringMatching(/^[A-Za-z0-9_-]{32,}$/) as string,
    });
    expect(webhook.callsOf('getUpdates')).toEqual([]);
  });

  it('is not set again by a worker that starts later', async () => {
    const checks = webhook.callsOf('getWebhookInfo').length;
    const worker = await (
      await scene.product.addWorker({
        TELEGRAM_MODE: 'webhook',
        TELEGRAM_WEBHOOK_URL: webhook.balancer.url,
      })
    ).ready();
    await scene.telegram.waitFor(() => webhook.callsOf('getWebhookInfo').length > checks);
    // A wrong `setWebhook` would arrive before this reply.
    await reply(scene.stranger(), '/help', /одноразовые коды/);
    expect(await worker.end()).toEqual({ code: 0, signal: null });
    expect(webhook.callsOf('setWebhook')).toHaveLength(1);
  });

  it('is repaired without losing an update after somebody else set it with another secret', async () => {
    const owner = await scene.owner();
    const ownSecret = webhook.secret;
    const before = webhook.callsOf('setWebhook').length;
    const answer = await fetch(`${scene.telegram.url}/bot${BOT_TOKEN}/setWebhook`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        ...webhook.callsOf('setWebhook')[0]!.payload,
        secret_token: 'the-secret-of-somebody-else',
      }),
    });
    expect(answer.status).toBe(200);
    await reply(owner, '/help', /одноразовые коды/);
    expect(webhook.callsOf('setWebhook')).toHaveLength(before + 2);
    expect(webhook.secret).toBe(ownSecret);
    const warnings = () =>
      webhook.workers
        .flatMap(({ lines }) => lines)
        .filter((line) => line.includes('somebody else has changed the webhook'));
    await until(() => warnings().length > 0);
    expect(JSON.parse(warnings()[0]!)).toMatchObject({ level: 'warn', differs: ['secret'] });
    expect(scene.product.output).not.toContain(ownSecret);
    await until(async () => (await repairsBySecret()) === 1);
    for (const worker of webhook.workers) await worker.ready();
  });
});

it('no update is lost when the mode changes to polling and back to a webhook', async () => {
  const owner = await scene.owner();
  await endWorkers(scene.product);
  const meanwhile = owner.say('/help');
  await webhook.replaceWorkers('polling', 2);
  await owner.waitForMessage(/одноразовые коды/, { after: meanwhile });
  expect(
    webhook.callsOf('deleteWebhook').map(({ payload }) => String(payload['drop_pending_updates'])),
  ).toEqual(['false']);
  await signIn(scene.product, owner);

  const registrations = webhook.callsOf('setWebhook').filter(({ outcome }) => outcome === 'ok').length;
  const polls = webhook.callsOf('getUpdates').length;
  scene.telegram.failNext({ kind: '502', method: 'setWebhook' });
  await webhook.replaceWorkers('webhook', 1);
  await webhook.registered(registrations + 1);
  const pollsAfter = webhook.callsOf('getUpdates').length;
  expect(pollsAfter).toBeGreaterThanOrEqual(polls);
  await signIn(scene.product, owner);
  expect(webhook.callsOf('getUpdates')).toHaveLength(pollsAfter);
});
