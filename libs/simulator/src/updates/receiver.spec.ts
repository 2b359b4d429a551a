import { callBot, startSimulator } from '../spec/bot-client';
import { receiveWebhooks } from '../spec/webhook-receiver';
import { TelegramSimulator } from '../telegram-simulator';

describe('the receiver of updates', () => {
  let simulator: TelegramSimulator;
  beforeEach(async () => {
    simulator = await startSimulator({ receiverGraceMs: 30 });
  });
  afterEach(() => simulator.stop());

  const state = async (): Promise<string> => {
    const response = await fetch(`${simulator.url}/chat/state`);
    return ((await response.json()) as { receiver: { state: string } }).receiver.state;
  };
  /** Reads the state again after each event of the stream, as the page does. */
  const becomes = async (wanted: string): Promise<void> => {
    const leave = new AbortController();
    const response = await fetch(`${simulator.url}/chat/events`, { signal: leave.signal });
    const reader = response.body!.getReader();
    while ((await state()) !== wanted) await reader.read();
    leave.abort();
  };

  it('is absent if nobody polls for longer than the grace, and present again with the next poll', async () => {
    await becomes('absent');
    const leave = new AbortController();
    const poll = callBot(simulator, 'getUpdates', { timeout: 20 }, leave.signal).catch(() => undefined);
    await becomes('present');
    leave.abort();
    await poll;
    await becomes('absent');
  });

  it('stays present while a second poll replaces the first', async () => {
    const leave = new AbortController();
    const first = callBot(simulator, 'getUpdates', { timeout: 20 });
    await becomes('present');
    const second = callBot(simulator, 'getUpdates', { timeout: 20 }, leave.signal).catch(() => undefined);
    expect((await first).status).toBe(409);
    expect(await state()).toBe('present');
    leave.abort();
    await second;
    await becomes('absent');
  });

  it('is failing while the webhook refuses an update', async () => {
    let isUp = false;
    const receiver = await receiveWebhooks((_received, response) => {
      response.writeHead(isUp ? 200 : 500).end();
    });
    await callBot(simulator, 'setWebhook', { url: receiver.url });
    await becomes('present');
    simulator.person({ firstName: 'Алия', phone: '+77010000001' }).say('привет');
    await becomes('failing');
    isUp = true;
    await becomes('present');
    await receiver.close();
  });
});
