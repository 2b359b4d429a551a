import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { SimulatedPerson } from '@app/simulator';
import { asOwner, BOT_TOKEN, signIn, until, Wire } from '@app/testing';
import { Balancer } from './balancer';
import { lastIdOf, reply, Scene, textsAfter } from './scene';

const METRICS_TOKEN = 'the token of the metrics of these workers';

let scene: Scene;
let postgres: Wire;
let origin: Balancer;

const callsOf = (method: string) => scene.telegram.calls.filter((call) => call.method === method);

const running = () => scene.product.workers.filter(({ isRunning }) => isRunning);
const endAll = () => Promise.all(running().map((worker) => worker.end()));

const workWith = async (mode: 'webhook' | 'polling', workers: number): Promise<void> => {
  await endAll();
  const env = {
    TELEGRAM_MODE: mode,
    ...(mode === 'webhook' && { TELEGRAM_WEBHOOK_URL: origin.url }),
  };
  const added = await Promise.all(Array.from({ length: workers }, () => scene.product.addWorker(env)));
  origin.setWorkers(added);
  await Promise.all(added.map((worker) => worker.ready()));
};

/** The sum over all running workers. */
const repairsBySecret = async (): Promise<number> => {
  const headers = { Authorization: `Bearer ${METRICS_TOKEN}` };
  const texts = await Promise.all(
    running().map(async ({ url }) => (await fetch(`${url}/metrics`, { headers })).text()),
  );
  const sample = /^otpravka_webhook_repairs_total\{reason="secret".*\} (\d+)$/m;
  return texts.reduce((sum, text) => sum + Number(sample.exec(text)?.[1] ?? 0), 0);
};

const registered = (times: number) =>
  scene.telegram.waitFor(
    () => callsOf('setWebhook').filter(({ outcome }) => outcome === 'ok').length === times,
  );

beforeAll(async () => {
  origin = await Balancer.start();
  scene = await Scene.start({
    workers: 0,
    env: { TELEGRAM_BOT_USERNAME: 'otpravka_test_bot', METRICS_TOKEN },
    databaseUrl: async (url) => {
      postgres = await Wire.to(url);
      return postgres.url;
    },
  });
  await workWith('webhook', 3);
  await registered(1);
});

afterAll(async () => {
  await scene?.stop();
  await postgres?.close();
  await origin?.stop();
});

/** The request as Telegram sent it to this origin. */
const secret = (): string => String(callsOf('setWebhook').at(-1)!.payload['secret_token']);

const post = (
  body: unknown,
  { token = secret(), to = origin.url }: { token?: string | null; to?: string } = {},
) =>
  fetch(`${to}/telegram/webhook`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(token !== null && { 'X-Telegram-Bot-Api-Secret-Token': token }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

let lastUpdateId = 2_000_000_000;
const update = (person: SimulatedPerson, text: string) => ({
  update_id: (lastUpdateId += 1_000),
  message: {
    message_id: lastUpdateId,
    date: Math.floor(Date.now() / 1000),
    from: { id: person.id, is_bot: false, first_name: 'Анна', language_code: 'ru' },
    chat: { id: person.id, type: 'private', first_name: 'Анна' },
    text,
    ...(text.startsWith('/') && { entities: [{ type: 'bot_command', offset: 0, length: text.length }] }),
  },
});

describe('the webhook', () => {
  it('is set once for three workers, with a secret and the allowed updates', () => {
    expect(callsOf('setWebhook')).toHaveLength(1);
    expect(callsOf('setWebhook')[0]!.payload).toMatchObject({
      url: `${origin.url}/telegram/webhook`,
      secret_token: expect.stringMatching(/^[A-Za-z0-9_-]{32,}$/) as string,
    });
    expect(callsOf('getUpdates')).toEqual([]);
  });

  it('is not set again by a worker that starts later', async () => {
    const looks = callsOf('getWebhookInfo').length;
    const worker = await (
      await scene.product.addWorker({
        TELEGRAM_MODE: 'webhook',
        TELEGRAM_WEBHOOK_URL: origin.url,
      })
    ).ready();
    await scene.telegram.waitFor(() => callsOf('getWebhookInfo').length > looks);
    // Long enough for a wrong setWebhook.
    await reply(scene.stranger(), '/help', /одноразовые коды/);
    expect(await worker.end()).toEqual({ code: 0, signal: null });
    expect(callsOf('setWebhook')).toHaveLength(1);
  });

  it('delivers the updates of whole sign-ins', async () => {
    const owners = await Promise.all(Array.from({ length: 5 }, () => scene.owner()));
    for (const owner of owners) {
      expect(await signIn(scene.product, owner)).toMatchObject({ isNewShop: true });
      await owner.waitForMessage(/Код использован/);
    }
    for (const owner of owners) expect(owner.messages.filter(({ from }) => from === 'bot')).toHaveLength(2);
    expect(scene.telegram.pendingUpdates).toEqual([]);
  });

  it.each([null, '', 'wrong', 'A'.repeat(43)])('accepts no update with the secret %j', async (token) => {
    const person = scene.stranger();
    const before = scene.telegram.calls.length;
    expect((await post(update(person, '/start'), { token })).status).toBe(401);
    expect((await post('{"update_id":', { token })).status).toBeGreaterThanOrEqual(400);
    await reply(scene.stranger(), '/start', /Здравствуйте/);
    const sent = scene.telegram.calls.slice(before).filter(({ method }) => method === 'sendMessage');
    expect(sent.filter(({ payload }) => payload['chat_id'] === person.id)).toEqual([]);
  });

  it('handles an update once, although it is delivered five times at once to three workers and again later', async () => {
    const owner = await scene.owner();
    const before = owner.messages.at(-1)!;
    const same = update(owner, '/help');
    const [a, b, c] = running().map(({ url }) => url);
    const five = [a!, b!, c!, a!, b!];
    const statuses = await Promise.all(five.map(async (to) => (await post(same, { to })).status));
    expect(statuses).toContain(200);
    expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
    for (const to of [a!, b!, c!]) expect((await post(same, { to })).status).toBe(200);
    await owner.waitForMessage(/одноразовые коды/, { after: before });
    await reply(owner, '/stop', /Отвязать/);
    expect(textsAfter(owner, before)).toHaveLength(2);
  });

  it('answers 200 to unreadable updates, so that they are not delivered again', async () => {
    const person = scene.stranger();
    const { message } = update(person, 'тайное слово');
    const { chat, from, ...rest } = message;
    const senseless = [
      {},
      [],
      { update_id: 'x' },
      { update_id: ++lastUpdateId },
      { update_id: ++lastUpdateId, message: rest },
      { update_id: ++lastUpdateId, message: { ...rest, from } },
      { update_id: ++lastUpdateId, message: { ...rest, chat } },
      { update_id: ++lastUpdateId, message: { ...message, text: 5 } },
      { update_id: ++lastUpdateId, callback_query: { id: '1', data: 'code' } },
      { update_id: ++lastUpdateId, my_chat_member: { chat } },
      { update_id: ++lastUpdateId, poll: { id: '1' } },
    ];
    const soFar = scene.product.output.length;
    for (const body of senseless) expect((await post(body)).status).toBe(200);
    for (const body of senseless.slice(4)) scene.telegram.pushUpdate(body as never);
    await scene.telegram.waitFor(() => scene.telegram.pendingUpdates.length === 0);
    expect(scene.product.output.slice(soFar)).not.toMatch(
      /must be delivered again|an update failed|тайное слово/,
    );
    await reply(person, '/help', /одноразовые коды/);
    expect(person.messages.filter(({ from: sender }) => sender === 'bot')).toHaveLength(1);
  });

  it('accepts a body of up to 1 MiB, and refuses a larger one before it has arrived', async () => {
    const person = scene.stranger();
    const started = person.start();
    await person.waitForMessage(/Здравствуйте/, { after: started });
    const big = { ...update(person, '/help'), padding: 'x'.repeat(1024 * 1024 - 1_000) };
    expect((await post(big)).status).toBe(200);
    await person.waitForMessage(/одноразовые коды/);

    const announced = request(`${running()[0]!.url}/telegram/webhook`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Content-Length': 1024 * 1024 + 1,
        'X-Telegram-Bot-Api-Secret-Token': secret(),
      },
    }).on('error', () => undefined);
    announced.flushHeaders();
    const [answer] = (await once(announced, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(413);
    announced.destroy();
  });

  it('delivers an update again after a store was unavailable, until it is done once', async () => {
    const owner = await scene.owner();
    postgres.cut();
    const before = lastIdOf(owner);
    owner.say('/start');
    await until(() => /an update must be delivered again/.test(scene.product.output), {
      what: 'a worker to have failed',
    });
    expect(scene.telegram.pendingUpdates).toHaveLength(1);
    postgres.mend();
    await owner.waitForMessage(/С возвращением/, { after: before });
    await scene.telegram.waitFor(() => scene.telegram.pendingUpdates.length === 0);
    await scene.allHandled(owner);
    expect(owner.messages.filter(({ text }) => /С возвращением/.test(text))).toHaveLength(1);
  });

  it('delivers an update again to another worker after its worker was killed', async () => {
    const owner = await scene.owner();
    const before = lastIdOf(owner);
    scene.telegram.failNext({ kind: 'hang', chatId: owner.id });
    owner.say('/help');
    await scene.telegram.waitFor(() => scene.telegram.pendingFaults.length === 0);
    const handling = running().find(({ url }) => url === origin.lastTarget)!;
    await handling.end('SIGKILL');
    await owner.waitForMessage(/одноразовые коды/, { after: before, timeoutMs: 20_000 });
    await scene.telegram.waitFor(() => scene.telegram.pendingUpdates.length === 0);
    await reply(owner, '/stop', /Отвязать/);
    expect(owner.messages.filter(({ text }) => /одноразовые коды/.test(text))).toHaveLength(1);
  });

  it('gives up an update that failed five times, and logs nothing about its person', async () => {
    const rename = (from: string, to: string) =>
      asOwner(scene.product.database.url, `alter function ${from} rename to ${to}`);
    const person = scene.stranger();
    person.start();
    await person.waitForMessage(/Здравствуйте/);
    const soFar = running().map(({ output }) => output.length);
    await rename('link_telegram_account', 'link_telegram_account_away');
    const shared = person.shareContact();
    await scene.telegram.waitFor(() => scene.telegram.pendingUpdates.length === 0);
    await rename('link_telegram_account_away', 'link_telegram_account');

    const logged = running()
      .map(({ output }, index) => output.slice(soFar[index]))
      .join('\n');
    expect(logged.match(/an update failed/g)).toHaveLength(5);
    expect(logged.match(/an update was given up/g)).toHaveLength(1);
    expect(logged).not.toContain(person.phone.slice(1));
    expect(logged).not.toContain(person.profile.firstName);
    await person.waitForMessage(/номер привязан/, { after: person.shareContact() });
    expect(textsAfter(person, shared)).toHaveLength(1);
  });
});

describe('a webhook that somebody else set with our URL and another secret', () => {
  it('is set again within seconds by a running worker, counted and logged, and no update is lost', async () => {
    const owner = await scene.owner();
    const right = secret();
    const before = callsOf('setWebhook').length;
    const answer = await fetch(`${scene.telegram.url}/bot${BOT_TOKEN}/setWebhook`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        ...callsOf('setWebhook')[0]!.payload,
        secret_token: 'the-secret-of-somebody-else',
      }),
    });
    expect(answer.status).toBe(200);
    await reply(owner, '/help', /одноразовые коды/);
    expect(callsOf('setWebhook')).toHaveLength(before + 2);
    expect(secret()).toBe(right);
    const warning = running()
      .flatMap(({ output }) => output.split('\n'))
      .find((line) => line.includes('somebody else has changed the webhook'));
    expect(JSON.parse(warning!)).toMatchObject({ level: 'warn', differs: ['secret'] });
    expect(scene.product.output).not.toContain(right);
    await until(async () => (await repairsBySecret()) === 1);
    for (const worker of running()) await worker.ready();
  });
});

describe('a change of the mode', () => {
  it('to polling removes the webhook, and back sets it again, and no update is lost', async () => {
    const owner = await scene.owner();
    await endAll();
    const meanwhile = owner.say('/help');
    await workWith('polling', 2);
    await owner.waitForMessage(/одноразовые коды/, { after: meanwhile });
    expect(callsOf('deleteWebhook').map(({ payload }) => String(payload['drop_pending_updates']))).toEqual([
      'false',
    ]);
    await signIn(scene.product, owner);

    const again = callsOf('setWebhook').filter(({ outcome }) => outcome === 'ok').length + 1;
    const polled = callsOf('getUpdates').length;
    scene.telegram.failNext({ kind: '502', method: 'setWebhook' });
    await workWith('webhook', 1);
    await registered(again);
    const after = callsOf('getUpdates').length;
    expect(after).toBeGreaterThanOrEqual(polled);
    await signIn(scene.product, owner);
    expect(callsOf('getUpdates')).toHaveLength(after);
  });
});
