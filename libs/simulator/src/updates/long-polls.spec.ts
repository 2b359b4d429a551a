import { Answer, callBot, startSimulator } from '../spec/bot-client';
import { SimulatedPerson } from '../simulated-person';
import { TelegramSimulator } from '../telegram-simulator';
import { Update } from './update-queue';

interface MessageUpdate extends Update {
  readonly message: { readonly text: string; readonly entities?: unknown };
}

describe('getUpdates', () => {
  let simulator: TelegramSimulator;
  let aliya: SimulatedPerson;

  beforeEach(async () => {
    simulator = await startSimulator();
    aliya = simulator.person({ firstName: 'Алия', phone: '+77010000001' });
  });

  afterEach(() => simulator.stop());

  const poll = (payload: object = {}) => callBot<MessageUpdate[]>(simulator, 'getUpdates', payload);
  const texts = ({ result }: Answer<MessageUpdate[]>) => result.map(({ message }) => message.text);
  const waitingPolls = () => simulator.calls.filter((call) => call.outcome === 'pending').length;

  it('returns pending updates at once', async () => {
    aliya.start('token-1');
    expect((await poll({ timeout: 30 })).result).toMatchObject([
      {
        message: {
          from: { id: aliya.id, is_bot: false, language_code: 'ru' },
          chat: { id: aliya.id, type: 'private' },
          text: '/start token-1',
          entities: [{ type: 'bot_command', offset: 0, length: 6 }],
        },
      },
    ]);
  });

  it('waits for an update and returns it', async () => {
    const waiting = poll({ timeout: 30 });
    await simulator.waitFor(() => waitingPolls() === 1);
    aliya.say('привет');
    expect(texts(await waiting)).toEqual(['привет']);
  });

  it('returns an empty list after the timeout', async () => {
    expect((await poll({ timeout: 1 })).result).toEqual([]);
    expect((await poll()).result).toEqual([]);
  });

  it('returns updates again until the offset confirms them', async () => {
    for (const text of ['1', '2', '3']) aliya.say(text);
    const first = await poll({ limit: 2 });
    expect(texts(first)).toEqual(['1', '2']);
    expect(texts(await poll())).toEqual(['1', '2', '3']);
    expect(texts(await poll({ offset: (first.result[1]?.update_id ?? 0) + 1 }))).toEqual(['3']);
    expect(simulator.pendingUpdates).toHaveLength(1);
  });

  it('keeps only the newest updates for a negative offset', async () => {
    for (const text of ['1', '2', '3']) aliya.say(text);
    expect(texts(await poll({ offset: -1 }))).toEqual(['3']);
    expect(simulator.pendingUpdates).toHaveLength(1);
  });

  it('reads its parameters from a query or a form', async () => {
    for (const text of ['1', '2']) aliya.say(text);
    const path = `${simulator.url}/bot123456:TEST-token/getupdates`;
    for (const request of [
      fetch(`${path}?limit=1&allowed_updates=["message"]`),
      fetch(path, { method: 'POST', body: new URLSearchParams({ limit: '1' }) }),
      fetch(path, { method: 'POST', body: formOf({ limit: '1' }) }),
    ]) {
      expect(texts((await (await request).json()) as Answer<MessageUpdate[]>)).toEqual(['1']);
    }
  });

  it('returns only the kinds of update that were requested last', async () => {
    await poll({ allowed_updates: ['callback_query'] });
    aliya.say('unheard');
    await poll();
    aliya.say('unheard');
    await poll({ allowed_updates: [] });
    aliya.say('heard');
    expect(texts(await poll())).toEqual(['heard']);
  });

  it('answers the older of two pollers with 409', async () => {
    const older = poll({ timeout: 30 });
    await simulator.waitFor(() => waitingPolls() === 1);
    const newer = poll({ timeout: 30 });
    expect(await older).toMatchObject({
      status: 409,
      description:
        'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    });
    aliya.say('привет');
    expect(texts(await newer)).toEqual(['привет']);
  });

  it('ends when a webhook is set and is refused while it is set', async () => {
    const waiting = poll({ timeout: 30 });
    await simulator.waitFor(() => waitingPolls() === 1);
    await callBot(simulator, 'setWebhook', { url: 'http://127.0.0.1:9/' });
    expect(await waiting).toMatchObject({ status: 409 });
    expect((await poll()).description).toMatch(/can't use getUpdates method while webhook is active/);
    await callBot(simulator, 'deleteWebhook');
    expect((await poll()).ok).toBe(true);
  });

  it('keeps updates when the poller disconnects', async () => {
    const leave = new AbortController();
    const gone = callBot(simulator, 'getUpdates', { timeout: 30 }, leave.signal);
    await simulator.waitFor(() => waitingPolls() === 1);
    leave.abort();
    await expect(gone).rejects.toThrow();
    await simulator.waitFor(() => waitingPolls() === 0);
    aliya.say('привет');
    expect(texts(await poll())).toEqual(['привет']);
  });

  it('returns crafted updates as they are', async () => {
    const crafted = { update_id: 7, message: { text: 'twice' } };
    simulator.pushUpdate(crafted);
    simulator.pushUpdate(crafted);
    expect((await poll()).result).toEqual([crafted, crafted]);
  });
});

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}
