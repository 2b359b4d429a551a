import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { SimulatedPerson } from '@app/simulator';
import { asOwner, signIn, until, TcpProxy } from '@app/testing';
import { botMessages, lastIdOf, reply, type Scene, textsAfter } from './scene';
import { WebhookScene } from './webhook-scene';
import { logged } from './workers';

let webhook: WebhookScene;
let scene: Scene;
let postgres: TcpProxy;

beforeAll(async () => {
  webhook = await WebhookScene.start({
    env: { LOG_LEVEL: 'debug' },
    databaseUrl: async (url) => {
      postgres = await TcpProxy.to(url);
      return postgres.url;
    },
  });
  ({ scene } = webhook);
});

afterAll(async () => {
  await webhook?.stop();
  await postgres?.close();
});

/** Posts a body as Telegram does. `token: null` leaves the header with the secret out. */
const post = (
  body: unknown,
  { token = webhook.secret, to = webhook.balancer.url }: { token?: string | null; to?: string } = {},
) =>
  fetch(`${to}/telegram/webhook`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(token !== null && { 'X-Telegram-Bot-Api-Secret-Token': token }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** Sends the head of an update, whose body is announced and not sent. */
function announce(bytes: number, token: string): ClientRequest {
  const announced = request(`${webhook.workers[0]!.url}/telegram/webhook`, {
    method: 'POST',
    headers: {
      ...{ 'Content-Type': 'application/json', 'Content-Length': bytes, Expect: '100-continue' },
      'X-Telegram-Bot-Api-Secret-Token': token,
    },
  }).on('error', () => undefined);
  announced.flushHeaders();
  return announced;
}

async function statusForHead(bytes: number, token: string): Promise<number | undefined> {
  const announced = announce(bytes, token);
  const [answer] = (await once(announced, 'response')) as [IncomingMessage];
  announced.destroy();
  return answer.statusCode;
}

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
  it('receives the updates of complete sign-ins', async () => {
    const owners = await Promise.all(Array.from({ length: 5 }, () => scene.owner()));
    for (const owner of owners) {
      expect(await signIn(scene.product, owner)).toMatchObject({ isNewShop: true });
      await owner.waitForMessage(/Вход выполнен, код/);
    }
    for (const owner of owners) expect(botMessages(owner)).toHaveLength(2);
    expect(scene.telegram.pendingUpdates).toEqual([]);
  });

  it.each([null, '', 'wrong', 'A'.repeat(43)])('accepts no update with the secret %j', async (token) => {
    const person = scene.stranger();
    const before = scene.telegram.calls.length;
    expect((await post(update(person, '/start'), { token })).status).toBe(401);
    expect((await post('{"update_id":', { token })).status).toBe(401);
    await reply(scene.stranger(), '/start', /Здравствуйте/);
    const sent = scene.telegram.calls.slice(before).filter(({ method }) => method === 'sendMessage');
    expect(sent.filter(({ payload }) => payload['chat_id'] === person.id)).toEqual([]);
  });

  it('refuses a wrong secret before it reads the body, which would take long to parse', async () => {
    expect(await statusForHead(1024 * 1024, 'wrong')).toBe(401);
  });

  it('logs a sender that hangs up within a body only at the level debug', async () => {
    const announced = announce(1_000, webhook.secret);
    await once(announced, 'continue');
    announced.write('{"update_id":');
    announced.destroy();
    const output = await logged(webhook.workers, /"level":"debug".*"request aborted"/);
    expect(output).not.toMatch(/"level":"(error|fatal)"/);
  });

  it('handles an update once that three workers receive several times', async () => {
    const owner = await scene.owner();
    const before = owner.messages.at(-1)!;
    const same = update(owner, '/help');
    const [a, b, c] = webhook.workers.map(({ url }) => url);
    const five = [a!, b!, c!, a!, b!];
    const statuses = await Promise.all(five.map(async (to) => (await post(same, { to })).status));
    expect(statuses).toContain(200);
    expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
    for (const to of [a!, b!, c!]) expect((await post(same, { to })).status).toBe(200);
    await owner.waitForMessage(/одноразовые коды/, { after: before });
    await reply(owner, '/stop', /Отвязать/);
    expect(textsAfter(owner, before)).toHaveLength(2);
  });

  it('confirms unreadable updates with 200', async () => {
    const person = scene.stranger();
    const { message } = update(person, 'тайное слово');
    const { chat, from, ...rest } = message;
    const unreadable = [
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
    const outputLength = scene.product.output.length;
    for (const body of unreadable) expect((await post(body)).status).toBe(200);
    for (const body of unreadable.slice(4)) scene.telegram.pushUpdate(body as never);
    await scene.updatesConfirmed();
    expect(scene.product.output.slice(outputLength)).not.toMatch(
      /must be delivered again|an update failed|тайное слово/,
    );
    await reply(person, '/help', /одноразовые коды/);
    expect(botMessages(person)).toHaveLength(1);
  });

  it('accepts a body of 1 MiB and refuses a larger one', async () => {
    const person = scene.stranger();
    const started = person.start();
    await person.waitForMessage(/Здравствуйте/, { after: started });
    const big = { ...update(person, '/help'), padding: 'x'.repeat(1024 * 1024 - 1_000) };
    expect((await post(big)).status).toBe(200);
    await person.waitForMessage(/одноразовые коды/);

    expect(await statusForHead(1024 * 1024 + 1, webhook.secret)).toBe(413);
  });

  it('receives an update again after a store was unavailable and handles it once', async () => {
    const owner = await scene.owner();
    postgres.cut();
    const before = lastIdOf(owner);
    owner.say('/start');
    const line = /"requestId":"([^"]+)".*an update must be delivered again/;
    const requestId = await until(() => line.exec(scene.product.output)?.[1], {
      what: 'a worker to have failed',
    });
    // The line about the request itself, which has its status, is found by the same id.
    await until(() => scene.product.output.includes(`"request":{"id":"${requestId}"`));
    expect(scene.telegram.pendingUpdates).toHaveLength(1);
    postgres.restore();
    await owner.waitForMessage(/С возвращением/, { after: before });
    await scene.updatesConfirmed();
    await scene.allHandled(owner);
    expect(owner.messages.filter(({ text }) => /С возвращением/.test(text))).toHaveLength(1);
  });

  it('receives an update again after the worker that handled it was killed', async () => {
    const owner = await scene.owner();
    const before = lastIdOf(owner);
    scene.telegram.failNext({ kind: 'hang', chatId: owner.id });
    owner.say('/help');
    await scene.telegram.waitFor(() => scene.telegram.pendingFaults.length === 0);
    const handling = webhook.workers.find(({ url }) => url === webhook.balancer.lastTarget)!;
    await handling.end('SIGKILL');
    await owner.waitForMessage(/одноразовые коды/, { after: before, timeoutMs: 60_000 });
    await scene.updatesConfirmed();
    await reply(owner, '/stop', /Отвязать/);
    expect(owner.messages.filter(({ text }) => /одноразовые коды/.test(text))).toHaveLength(1);
  });

  it('gives up an update after five failures and logs nothing about its sender', async () => {
    const rename = (from: string, to: string) =>
      asOwner(scene.product.database.url, `alter function ${from} rename to ${to}`);
    const person = scene.stranger();
    person.start();
    await person.waitForMessage(/Здравствуйте/);
    const from = webhook.workers.map(({ output }) => output.length);
    await rename('link_telegram_account', 'link_telegram_account_away');
    const shared = person.shareContact();
    await scene.updatesConfirmed();
    await rename('link_telegram_account_away', 'link_telegram_account');

    await logged(webhook.workers, /an update failed/, { times: 5, from });
    const output = await logged(webhook.workers, /an update was given up/, { from });
    expect(output.match(/an update failed/g)).toHaveLength(5);
    expect(output.match(/an update was given up/g)).toHaveLength(1);
    expect(output).not.toContain(person.phone.slice(1));
    expect(output).not.toContain(person.profile.firstName);
    await person.waitForMessage(/номер привязан/, { after: person.shareContact() });
    expect(textsAfter(person, shared)).toHaveLength(1);
  });
});
