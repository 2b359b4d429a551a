import { startSimulator, token } from '../spec/bot-client';
import { TelegramSimulator } from '../telegram-simulator';

describe('the Bot API', () => {
  let simulator: TelegramSimulator;

  beforeEach(async () => {
    simulator = await startSimulator();
  });

  afterEach(() => simulator.stop());

  it.each([
    ['a wrong token', 'bot1:wrong/getMe', 401, 'Unauthorized'],
    ['an unknown method', `bot${token}/getNothing`, 404, 'Not Found: method not found'],
  ])('refuses a call with %s', async (_what, path, error_code, description) => {
    const response = await fetch(`${simulator.url}/${path}`);
    expect(response.status).toBe(error_code);
    expect(await response.json()).toEqual({ ok: false, error_code, description });
  });
});
