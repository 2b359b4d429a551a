import { Answer, callBot, useSimulator } from '../spec/bot-client';
import { Update } from './update-queue';

interface MessageUpdate extends Update {
  readonly message: { readonly text: string; readonly entities?: unknown };
}

describe('getUpdates', () => {
  const scene = useSimulator();

  const poll = (payload: object = {}) => callBot<MessageUpdate[]>(scene.simulator, 'getUpdates', payload);
  const texts = ({ result }: Answer<MessageUpdate[]>) => result.map(({ message }) => message.text);
  const waitingPolls = () => scene.simulator.calls.filter((call) => call.outcome === 'pending').length;

  it('returns pending updates at once', async () => {
    scene.aliya.start('token-1');
    expect((await poll({ timeout: 30 })).result).toMatchObject([
      {
        message: {
          from: { id: scene.aliya.id, is_bot: false, language_code: 'ru' },
          chat: { id: scene.aliya.id, type: 'private' },
          text: '/start token-1',
          entities: [{ type: 'bot_command', offset: 0, length: 6 }],
        },
      },
    ]);
  });

  it('waits for an update and returns it', async () => {
    const waiting = poll({ timeout: 30 });
    await scene.simulator.waitFor(() => waitingPolls() === 1);
    scene.aliya.say('привет');
    expect(texts(await waiting)).toEqual(['привет']);
  });

  it('returns an empty list after the timeout', async () => {
    expect((await poll({ timeout: 1 })).result).toEqual([]);
    expect((await poll()).result).toEqual([]);
  });

  it('returns updates again until the offset confirms them', async () => {
    for (const text of ['1', '2', '3']) scene.aliya.say(text);
    const first = await poll({ limit: 2 });
    expect(texts(first)).toEqual(['1', '2']);
    expect(texts(await poll())).toEqual(['1', '2', '3']);
    expect(texts(await poll({ offset: (first.result[1]?.update_id ?? 0) + 1 }))).toEqual(['3']);
    expect(scene.simulator.pendingUpdates).toHaveLength(1);
  });

  it('keeps only the newest updates for a negative offset', async () => {
    for (const text of ['1', '2', '3']) scene.aliya.say(text);
    expect(texts(await poll({ offset: -1 }))).toEqual(['3']);
    expect(scene.simulator.pendingUpdates).toHaveLength(1);
  });

  it('reads its parameters from a query or a form', async () => {
    for (const text of ['1', '2']) scene.aliya.say(text);
    const path = `${scene.simulator.url}/bot123456:TEST-token/getupdates`;
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
    scene.aliya.say('unheard');
    await poll();
    scene.aliya.say('unheard');
    await poll({ allowed_updates: [] });
    scene.aliya.say('heard');
    expect(texts(await poll())).toEqual(['heard']);
  });

  it('answers the older of two pollers with 409', async () => {
    const older = poll({ timeout: 30 });
    await scene.simulator.waitFor(() => waitingPolls() === 1);
    const newer = poll({ timeout: 30 });
    expect(await older).toMatchObject({
      status: 409,
      description:
        'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    });
    scene.aliya.say('привет');
    expect(texts(await newer)).toEqual(['привет']);
  });

  it('ends when a webhook is set and is refused while it is set', async () => {
    const waiting = poll({ timeout: 30 });
    await scene.simulator.waitFor(() => waitingPolls() === 1);
    await callBot(scene.simulator, 'setWebhook', { url: 'http://127.0.0.1:9/' });
    expect(await waiting).toMatchObject({ status: 409 });
    expect((await poll()).description).toMatch(/can't use getUpdates method while webhook is active/);
    await callBot(scene.simulator, 'deleteWebhook');
    expect((await poll()).ok).toBe(true);
  });

  it('keeps updates when the poller disconnects', async () => {
    const leave = new AbortController();
    const gone = callBot(scene.simulator, 'getUpdates', { timeout: 30 }, leave.signal);
    await scene.simulator.waitFor(() => waitingPolls() === 1);
    leave.abort();
    await expect(gone).rejects.toThrow();
    await scene.simulator.waitFor(() => waitingPolls() === 0);
    scene.aliya.say('привет');
    expect(texts(await poll())).toEqual(['привет']);
  });

  it('returns crafted updates as they are', async () => {
    const crafted = { update_id: 7, message: { text: 'twice' } };
    scene.simulator.pushUpdate(crafted);
    scene.simulator.pushUpdate(crafted);
    expect((await poll()).result).toEqual([crafted, crafted]);
  });
});

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}
