import { reasonOf } from './reason';

describe('the reason of a failure', () => {
  it.each([
    ['its message', new Error('it broke'), 'it broke'],
    [
      'the reason of each part of an AggregateError',
      new AggregateError([new Error('no v4'), new Error('no v6')]),
      'no v4; no v6',
    ],
    ['its code if it has no message', Object.assign(new Error(), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    ['its name if it has no message and no code', new TypeError(), 'TypeError'],
    ['the message of a DOMException', AbortSignal.abort().reason, 'This operation was aborted'],
    ['its type if it is not an Error', 'a secret that somebody threw', 'string'],
  ])('is %s', (_, error, reason) => expect(reasonOf(error)).toBe(reason));

  it.each([
    ["Stream isn't writeable and enableOfflineQueue options is false", 'Redis is not connected'],
    ['NOAUTH Authentication required.', 'Redis requires a password, and REDIS_URL has none'],
    [
      'WRONGPASS invalid username-password pair or user is disabled.',
      'Redis does not accept the user or the password of REDIS_URL',
    ],
    [
      "OOM command not allowed when used memory > 'maxmemory'. script: 0c3d, on @user_script:9.",
      'Redis is full: its memory has reached maxmemory',
    ],
  ])('explains %j', (message, reason) => expect(reasonOf(new Error(message))).toBe(reason));
});
