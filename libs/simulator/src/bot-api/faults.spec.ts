import { callBot, token, useSimulator } from '../spec/bot-client';

describe('the fault', () => {
  const scene = useSimulator();
  beforeEach(() => void scene.aliya.start());

  const send = (signal?: AbortSignal) =>
    callBot(scene.simulator, 'sendMessage', { chat_id: scene.aliya.id, text: 'привет' }, signal);
  const outcomes = () => scene.simulator.calls.map(({ outcome, status }) => [outcome, status]);

  it('429 fails one call and says when to retry', async () => {
    scene.simulator.failNext({ kind: '429', retryAfter: 7 });
    expect(await send()).toMatchObject({ status: 429, error_code: 429, parameters: { retry_after: 7 } });
    expect((await send()).ok).toBe(true);
    expect(scene.simulator.sentMessages).toHaveLength(1);
    expect(outcomes()).toEqual([
      ['fault', 429],
      ['ok', 200],
    ]);
  });

  it('401 fails every method until it is cleared', async () => {
    scene.simulator.failNext({ kind: '401', method: '*', times: Infinity });
    for (const _ of [1, 2, 3])
      expect(await send()).toMatchObject({ status: 401, description: 'Unauthorized' });
    expect((await callBot(scene.simulator, 'getMe')).status).toBe(401);
    scene.simulator.clearFaults();
    expect((await send()).ok).toBe(true);
  });

  it('403 or 400 has the description that Telegram uses', async () => {
    scene.simulator.failNext({ kind: '403' });
    scene.simulator.failNext({ kind: '400' });
    expect(await send()).toMatchObject({
      status: 403,
      description: 'Forbidden: bot was blocked by the user',
    });
    expect(await send()).toMatchObject({ status: 400, description: 'Bad Request: chat not found' });
  });

  it('502 is an HTML page', async () => {
    scene.simulator.failNext({ kind: '502', method: 'getMe' });
    const response = await fetch(`${scene.simulator.url}/bot${token}/getMe`);
    expect(response.status).toBe(502);
    expect(await response.text()).toMatch(/^<html>/);
  });

  it('hang lasts until the bot disconnects', async () => {
    scene.simulator.failNext({ kind: 'hang' });
    const leave = new AbortController();
    const sending = send(leave.signal);
    await scene.simulator.waitFor(() => scene.simulator.calls.at(-1)?.outcome === 'fault');
    leave.abort();
    await expect(sending).rejects.toThrow(/abort/);
    expect(scene.simulator.sentMessages).toHaveLength(0);
  });

  it('hang does not prevent the simulator from stopping', async () => {
    scene.simulator.failNext({ kind: 'hang' });
    const sending = send();
    await scene.simulator.waitFor(() => scene.simulator.calls.at(-1)?.outcome === 'fault');
    await Promise.all([scene.simulator.stop(), expect(sending).rejects.toThrow()]);
  });

  it('cut-before does not accept the message', async () => {
    scene.simulator.failNext({ kind: 'cut-before' });
    await expect(send()).rejects.toThrow();
    expect(scene.simulator.sentMessages).toHaveLength(0);
  });

  it('cut-after accepts the message and loses the answer', async () => {
    scene.simulator.failNext({ kind: 'cut-after' });
    await expect(send()).rejects.toThrow();
    expect(scene.simulator.sentMessages).toHaveLength(1);
  });

  it('applies to its method and chat as often as it says', async () => {
    scene.simulator.failNext({ kind: '403', chatId: 42 });
    scene.simulator.failNext({ kind: '403', method: '*', times: 2 });
    scene.simulator.failNext({ kind: '400', method: 'deleteMessage' });
    expect((await send()).status).toBe(403);
    expect((await callBot(scene.simulator, 'getMe')).status).toBe(403);
    expect((await send()).status).toBe(200);
    expect(scene.simulator.pendingFaults).toHaveLength(2);
    scene.simulator.clearFaults();
    expect(scene.simulator.pendingFaults).toHaveLength(0);
  });
});
