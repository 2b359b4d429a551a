import { callBot, startSimulator, token } from '../spec/bot-client';
import { SimulatedPerson } from '../simulated-person';
import { TelegramSimulator } from '../telegram-simulator';

describe('the fault', () => {
  let simulator: TelegramSimulator;
  let aliya: SimulatedPerson;

  beforeEach(async () => {
    simulator = await startSimulator();
    aliya = simulator.person({ firstName: 'Алия', phone: '+77010000001' });
    aliya.start();
  });

  afterEach(() => simulator.stop());

  const send = (signal?: AbortSignal) =>
    callBot(simulator, 'sendMessage', { chat_id: aliya.id, text: 'привет' }, signal);
  const outcomes = () => simulator.calls.map(({ outcome, status }) => [outcome, status]);

  it('429 fails one call and says when to retry', async () => {
    simulator.failNext({ kind: '429', retryAfter: 7 });
    expect(await send()).toMatchObject({ status: 429, error_code: 429, parameters: { retry_after: 7 } });
    expect((await send()).ok).toBe(true);
    expect(simulator.sentMessages).toHaveLength(1);
    expect(outcomes()).toEqual([
      ['fault', 429],
      ['ok', 200],
    ]);
  });

  it('401 fails every method until it is cleared', async () => {
    simulator.failNext({ kind: '401', method: '*', times: Infinity });
    for (const _ of [1, 2, 3])
      expect(await send()).toMatchObject({ status: 401, description: 'Unauthorized' });
    expect((await callBot(simulator, 'getMe')).status).toBe(401);
    simulator.clearFaults();
    expect((await send()).ok).toBe(true);
  });

  it('403 or 400 has the description that Telegram uses', async () => {
    simulator.failNext({ kind: '403' });
    simulator.failNext({ kind: '400' });
    expect(await send()).toMatchObject({
      status: 403,
      description: 'Forbidden: bot was blocked by the user',
    });
    expect(await send()).toMatchObject({ status: 400, description: 'Bad Request: chat not found' });
  });

  it('502 is an HTML page', async () => {
    simulator.failNext({ kind: '502', method: 'getMe' });
    const response = await fetch(`${simulator.url}/bot${token}/getMe`);
    expect(response.status).toBe(502);
    expect(await response.text()).toMatch(/^<html>/);
  });

  it('hang lasts until the bot disconnects', async () => {
    simulator.failNext({ kind: 'hang' });
    const leave = new AbortController();
    const sending = send(leave.signal);
    await simulator.waitFor(() => simulator.calls.at(-1)?.outcome === 'fault');
    leave.abort();
    await expect(sending).rejects.toThrow(/abort/);
    expect(simulator.sentMessages).toHaveLength(0);
  });

  it('hang does not prevent the simulator from stopping', async () => {
    simulator.failNext({ kind: 'hang' });
    const sending = send();
    await simulator.waitFor(() => simulator.calls.at(-1)?.outcome === 'fault');
    await Promise.all([simulator.stop(), expect(sending).rejects.toThrow()]);
  });

  it('cut-before does not accept the message', async () => {
    simulator.failNext({ kind: 'cut-before' });
    await expect(send()).rejects.toThrow();
    expect(simulator.sentMessages).toHaveLength(0);
  });

  it('cut-after accepts the message and loses the answer', async () => {
    simulator.failNext({ kind: 'cut-after' });
    await expect(send()).rejects.toThrow();
    expect(simulator.sentMessages).toHaveLength(1);
  });

  it('applies to its method and chat as often as it says', async () => {
    simulator.failNext({ kind: '403', chatId: 42 });
    simulator.failNext({ kind: '403', method: '*', times: 2 });
    simulator.failNext({ kind: '400', method: 'deleteMessage' });
    expect((await send()).status).toBe(403);
    expect((await callBot(simulator, 'getMe')).status).toBe(403);
    expect((await send()).status).toBe(200);
    expect(simulator.pendingFaults).toHaveLength(2);
    simulator.clearFaults();
    expect(simulator.pendingFaults).toHaveLength(0);
  });
});
