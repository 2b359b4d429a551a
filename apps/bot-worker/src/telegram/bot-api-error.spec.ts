import { TelegramError } from 'telegraf';
import { botApiError } from './bot-api-error';

const refusal = (error_code: number, description: string, parameters?: { retry_after: number }) =>
  new TelegramError(
    { error_code, description, ...(parameters && { parameters }) },
    { method: 'sendMessage', payload: { text: '<code>123456</code>' } as never },
  );

describe('botApiError of an answer of Telegram', () => {
  it.each([
    [429, 'Too Many Requests: retry after 7', 'flood'],
    [403, 'Forbidden: bot was blocked by the user', 'unreachable'],
    [403, 'Forbidden: user is deactivated', 'unreachable'],
    [400, 'Bad Request: chat not found', 'unreachable'],
    [400, 'Bad Request: message is not modified: specified new message content', 'unchanged'],
    [400, 'Bad Request: message to edit not found', 'unchanged'],
    [400, "Bad Request: message can't be edited", 'unchanged'],
    [400, 'Bad Request: query is too old and response timeout expired', 'unchanged'],
    [400, "Bad Request: can't parse entities", 'refused'],
    [401, 'Unauthorized', 'bad_token'],
    [401, 'Unauthorized: invalid token specified', 'bad_token'],
    [404, 'Not Found', 'bad_token'],
    [404, 'Not Found: method not found', 'passing'],
    [409, 'Conflict: terminated by other getUpdates request', 'conflict'],
    [undefined as unknown as number, undefined as unknown as string, 'passing'],
    [500, 'Internal Server Error', 'passing'],
    [502, 'Bad Gateway', 'passing'],
  ])('turns %i %s into the problem %s', (code, description, problem) => {
    expect(botApiError('sendMessage', refusal(code, description)).problem).toBe(problem);
  });

  it('keeps the time to wait', () => {
    expect(botApiError('sendMessage', refusal(429, 'x', { retry_after: 7 })).retryAfterMs).toBe(7_000);
    expect(botApiError('sendMessage', refusal(429, 'x')).retryAfterMs).toBe(1_000);
  });
});

describe('botApiError of a call without an answer', () => {
  it.each([
    Object.assign(new Error('request to https://api.telegram.org/bot1:A failed'), { code: 'ECONNRESET' }),
    new DOMException('The operation was aborted', 'AbortError'),
    new SyntaxError('Unexpected token < in JSON'),
  ])('hides the address, which contains the token: %s', (error) => {
    const { problem, message } = botApiError('sendMessage', error);
    expect(problem).toBe('passing');
    expect(message).not.toMatch(/bot1:A/);
  });
});

it('botApiError keeps nothing of the message to send', () => {
  const error = botApiError('sendMessage', refusal(400, 'Bad Request: x'));
  expect(JSON.stringify(Object.values({ ...error, stack: error.stack, cause: error.cause }))).not.toContain(
    '123456',
  );
});
