import { BOT_TOKEN, BOT_USERNAME, freePort, requestCode } from '@app/testing';
import { AlertScene } from './alert-scene';

jest.setTimeout(300_000);

/** What somebody else does who has the token of the bot. */
const callTelegram = ({ product }: AlertScene, method: string, payload: object): Promise<unknown> =>
  fetch(`${product.telegram.url}/bot${BOT_TOKEN}/${method}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(payload),
  });

describe('where the workers poll, the alerts', () => {
  let scene: AlertScene;

  // A code must live longer than its alert takes to fire and to last.
  beforeAll(async () => {
    scene = await AlertScene.start({ env: { OTP_TTL_SECONDS: '45' } });
  });
  afterEach(() => clearFaults());
  afterAll(() => scene?.stop());

  const clearFaults = () => scene?.product.telegram.clearFaults();

  it('report that the token is revoked, and nothing else', async () => {
    const fired = await scene.firedBy(['OtpravkaBotTokenRevoked'], {
      begin: () => {
        scene.product.telegram.failNext({ kind: '401', method: '*', times: Infinity });
        // Ends the poll that Telegram has accepted before.
        scene.people[0]!.say('/help');
      },
      end: clearFaults,
    });
    expect(fired).toEqual(['OtpravkaBotTokenRevoked']);
  });

  it('report that Telegram answers no call, and nothing else', async () => {
    const fired = await scene.firedBy(['OtpravkaTelegramUnavailable'], {
      begin: () => scene.product.telegram.failNext({ kind: '502', method: '*', times: Infinity }),
      end: clearFaults,
    });
    expect(fired).toEqual(['OtpravkaTelegramUnavailable']);
  });

  it('report that Telegram does not accept the messages with codes until they expire, and nothing else', async () => {
    const fired = await scene.firedBy(['OtpravkaCodesNotSent'], {
      begin: () => {
        scene.product.telegram.failNext({ kind: '502', times: Infinity });
        return requestCode(scene.product, scene.people[0]!.phone);
      },
      end: () => scene.firedBy(['OtpravkaCodesExpiredUnsent'], { end: clearFaults }),
    });
    expect(fired).toEqual(['OtpravkaCodesExpiredUnsent', 'OtpravkaCodesNotSent']);
  });

  it('report that the worker that polled was killed, and nothing else', async () => {
    const [killed] = scene.product.workers;
    const names = ['OtpravkaPollingLeaseWithoutHolder', 'OtpravkaServiceDown'];
    const fired = await scene.firedBy(names, {
      begin: () => killed!.end('SIGKILL'),
      end: async () => (await scene.product.addWorker({ PORT: new URL(killed!.url).port })).ready(),
    });
    expect(fired).toEqual(names);
  });

  it('report that somebody else has set a webhook, and nothing else', async () => {
    const fired = await scene.firedBy(['OtpravkaWebhookTakenAway'], {
      begin: () => callTelegram(scene, 'setWebhook', { url: 'https://elsewhere.example/hook' }),
    });
    expect(fired).toEqual(['OtpravkaWebhookTakenAway']);
  });

  it('report that somebody else polls too, and nothing else', async () => {
    const fired = await scene.firedBy(['OtpravkaUpdatesTakenAway'], {
      load: { perSecond: 2, act: () => callTelegram(scene, 'getUpdates', { timeout: 1 }) },
    });
    expect(fired).toEqual(['OtpravkaUpdatesTakenAway']);
  });
});

describe('where the workers have a webhook, the alerts', () => {
  let scene: AlertScene;

  beforeAll(async () => {
    const port = String(await freePort());
    scene = await AlertScene.start(
      { workers: 0, env: { TELEGRAM_BOT_USERNAME: BOT_USERNAME } },
      async (product) => {
        const url = `http://127.0.0.1:${port}`;
        const env = { PORT: port, TELEGRAM_MODE: 'webhook', TELEGRAM_WEBHOOK_URL: url };
        await (await product.addWorker(env)).ready();
      },
    );
  });
  afterEach(() => clearFaults());
  afterAll(() => scene?.stop());

  const clearFaults = () => scene?.product.telegram.clearFaults();

  /** A request with a wrong secret makes the worker check the webhook at once, and not within a minute. */
  const makeWorkerCheck = () =>
    fetch(`${scene.product.workers[0]!.url}/telegram/webhook`, { method: 'POST', body: '{}' });

  it('report that somebody else has removed it and it cannot be set again, then that it was set again, and nothing else', async () => {
    const fired = await scene.firedBy(['OtpravkaWebhookNotOurs'], {
      begin: async () => {
        scene.product.telegram.failNext({ kind: '502', method: 'setWebhook', times: Infinity });
        await callTelegram(scene, 'deleteWebhook', {});
        await makeWorkerCheck();
      },
      end: async () => {
        clearFaults();
        await scene.firedBy(['OtpravkaWebhookTakenAway'], {});
      },
    });
    expect(fired).toEqual(['OtpravkaWebhookNotOurs', 'OtpravkaWebhookTakenAway']);
  });
});
