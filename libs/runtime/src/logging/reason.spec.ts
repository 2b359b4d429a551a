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
    ['its type if it is not an Error', 'a secret that somebody threw', 'string'],
  ])('is %s', (_, error, reason) => expect(reasonOf(error)).toBe(reason));
});
