import { apiConfig, workerConfig } from './config';
import type { Environment } from './environment';
import { API, WORKER, problemsOf } from './spec/environments';

describe('the name of the bot', () => {
  it.each([
    ['otpravka_bot', 'otpravka_bot'],
    ['@otpravka_bot', 'otpravka_bot'],
    ['gif4', 'gif4'],
    ['@like', 'like'],
  ])('may be %s', (name, expected) => {
    expect(apiConfig({ ...API, TELEGRAM_BOT_USERNAME: name }).botUsername).toBe(expected);
  });

  it.each(['bot', '@bot', 'a'.repeat(33), 'my-bot', 'a@like', 't.me/like'])('may not be %s', (name) => {
    const [problem] = problemsOf(() => apiConfig({ ...API, TELEGRAM_BOT_USERNAME: name }));
    expect(problem).toMatch(/^TELEGRAM_BOT_USERNAME is not usable/);
  });
});

it('the root of the Bot API ends without a slash', () => {
  const { telegram } = workerConfig({ ...WORKER, TELEGRAM_API_ROOT: 'http://bot-api:8081/telegram//' });
  expect(telegram.apiRoot).toBe('http://bot-api:8081/telegram');
});

describe('the messages a second in one chat', () => {
  const read = (env: Environment) => workerConfig({ ...WORKER, ...env }).telegram.chatMessagesPerSecond;

  it('are one, as Telegram asks', () => expect(read({})).toBe(1));

  it('may be more for a simulated Telegram', () => {
    const env = { TELEGRAM_API_ROOT: 'http://127.0.0.1:8081', TELEGRAM_CHAT_MESSAGES_PER_SECOND: '100' };
    expect(read(env)).toBe(100);
  });

  it.each([{}, { TELEGRAM_API_ROOT: 'https://api.telegram.org/' }])(
    'may not be more for Telegram itself, with %j',
    (env) => {
      const problems = problemsOf(() => read({ ...env, TELEGRAM_CHAT_MESSAGES_PER_SECOND: '2' }));
      expect(problems).toEqual([
        'TELEGRAM_CHAT_MESSAGES_PER_SECOND is not usable: expected an integer from 1 to 1000, which is 1 where ' +
          'TELEGRAM_API_ROOT is https://api.telegram.org',
      ]);
    },
  );
});
