import { token, useSimulator } from '../spec/bot-client';

describe('the Bot API', () => {
  const scene = useSimulator();

  it.each([
    ['a wrong token', 'bot1:wrong/getMe', 401, 'Unauthorized'],
    ['an unknown method', `bot${token}/getNothing`, 404, 'Not Found: method not found'],
  ])('refuses a call with %s', async (_what, path, error_code, description) => {
    const response = await fetch(`${scene.simulator.url}/${path}`);
    expect(response.status).toBe(error_code);
    expect(await response.json()).toEqual({ ok: false, error_code, description });
  });
});
