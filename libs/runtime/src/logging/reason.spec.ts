import { reasonOf } from './reason';

describe('the reason of a failure', () => {
  it.each([
    ['its words', new Error('it broke'), 'it broke'],
    [
      'what happened at each address',
      new AggregateError([new Error('no v4'), new Error('no v6')]),
      'no v4; no v6',
    ],
    ['its code where it has no words', Object.assign(new Error(), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    ['its name where it has nothing else', new TypeError(), 'TypeError'],
    ['its type where it is no error', 'a secret that somebody threw', 'string'],
  ])('is %s', (_, error, reason) => expect(reasonOf(error)).toBe(reason));
});
