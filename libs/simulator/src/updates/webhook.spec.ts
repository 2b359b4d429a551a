import { ServerResponse } from 'node:http';
import { callBot, useSimulator } from '../spec/bot-client';
import { Received, receiveWebhooks } from '../spec/webhook-receiver';
import { SimulatedPerson } from '../simulated-person';

type Receiver = Awaited<ReturnType<typeof receiveWebhooks>>;

describe('a webhook', () => {
  const scene = useSimulator();
  let receiver: Receiver;
  let boris: SimulatedPerson;
  let answer: (received: Received, response: ServerResponse) => void;

  beforeEach(async () => {
    answer = (_received, response) => void response.end();
    receiver = await receiveWebhooks((received, response) => answer(received, response));
    boris = scene.simulator.person({ firstName: 'Борис', phone: '+77010000002' });
  });

  afterEach(() => receiver.close());

  const set = (more: object = {}) =>
    callBot(scene.simulator, 'setWebhook', { url: receiver.url, secret_token: 'a-secret', ...more });
  const noPendingUpdates = () => scene.simulator.waitFor(() => scene.simulator.pendingUpdates.length === 0);
  const infoWithError = async () => {
    for (;;) {
      const found = await info();
      if (found['last_error_message'] !== undefined) return found;
    }
  };
  const info = async () => (await callBot<Record<string, unknown>>(scene.simulator, 'getWebhookInfo')).result;

  it('receives pending and new updates, with the secret', async () => {
    scene.aliya.say('before');
    await set();
    scene.aliya.say('after');
    await noPendingUpdates();
    expect(receiver.texts()).toEqual(['before', 'after']);
    expect(receiver.received.map(({ secret }) => secret)).toEqual(['a-secret', 'a-secret']);
    expect(await info()).toMatchObject({ url: receiver.url, pending_update_count: 0, max_connections: 40 });
  });

  it('receives an update again after it answered 500', async () => {
    let refusals = 3;
    answer = (_received, response) => void response.writeHead(refusals-- > 0 ? 500 : 200).end();
    await set();
    scene.aliya.say('first');
    scene.aliya.say('second');
    await noPendingUpdates();
    expect(receiver.texts()).toEqual(['first', 'first', 'first', 'first', 'second']);
    expect(await info()).toMatchObject({
      last_error_message: 'Wrong response from the webhook: 500 Internal Server Error',
    });
  });

  it('shows its last error in getWebhookInfo until its settings change', async () => {
    answer = ({ secret }, response) => void response.writeHead(secret === 'a-secret' ? 200 : 401).end();
    await set({ secret_token: 'of-somebody-else', certificate: 'theirs' });
    scene.aliya.say('waits');
    const trouble = { last_error_message: 'Wrong response from the webhook: 401 Unauthorized' };
    expect(await infoWithError()).toMatchObject({
      ...trouble,
      pending_update_count: 1,
      has_custom_certificate: true,
    });
    await set({ secret_token: 'of-somebody-else', certificate: 'theirs' });
    expect(await info()).toMatchObject(trouble);
    await set();
    await noPendingUpdates();
    const { last_error_date, has_custom_certificate } = await info();
    expect({ last_error_date, has_custom_certificate }).toEqual({ has_custom_certificate: false });
  });

  it('receives an update again after the request was cut off', async () => {
    let cuts = 1;
    answer = (_received, response) => void (cuts-- > 0 ? response.destroy() : response.end());
    await set();
    scene.aliya.say('once more');
    await noPendingUpdates();
    expect(receiver.texts()).toEqual(['once more', 'once more']);
  });

  it('receives the updates of one chat in order without waiting for another chat', async () => {
    const held: ServerResponse[] = [];
    answer = ({ update }, response) =>
      void (update.message?.text === 'slow' ? held.push(response) : response.end());
    await set();
    scene.aliya.say('slow');
    scene.aliya.say('later');
    boris.say('other chat');
    await scene.simulator.waitFor(() => scene.simulator.pendingUpdates.length === 2);
    expect([...receiver.texts()].sort()).toEqual(['other chat', 'slow']);
    held[0]?.end();
    await noPendingUpdates();
    expect(receiver.texts().at(-1)).toBe('later');
  });

  it('can answer with a method, which then runs', async () => {
    answer = (_received, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ method: 'sendMessage', chat_id: scene.aliya.id, text: 'reply' }));
    };
    await set();
    scene.aliya.say('hello');
    await scene.aliya.waitForMessage(/^reply$/);
  });

  it('drops pending updates only if it is set with drop_pending_updates', async () => {
    scene.aliya.say('dropped');
    await set({ drop_pending_updates: true });
    await callBot(scene.simulator, 'deleteWebhook');
    scene.aliya.say('kept');
    expect((await callBot<unknown[]>(scene.simulator, 'getUpdates')).result).toHaveLength(1);
    expect(receiver.texts()).toEqual([]);
    expect(await info()).toMatchObject({ url: '' });
  });

  it.each([
    ['a wrong URL', { url: 'not a url' }, /bad webhook/],
    ['a wrong secret', { secret_token: 'with space' }, /unallowed characters/],
  ])('is refused with %s', async (_what, more, description) => {
    expect((await set(more)).description).toMatch(description);
  });
});
