import fc from 'fast-check';
import { sessionInMessage } from './session-message.ts';

const ID = '0193f3a0-0000-7000-8000-000000000001';

describe('a message of Redis', () => {
  it('names the session that has ended', () => {
    const data = { v: 1, shopId: ID, sessionId: ID };
    expect(sessionInMessage(JSON.stringify({ pattern: 'otpravka.session.revoked', data }))).toBe(ID);
  });

  it.each([
    ['another version', { data: { v: 2, sessionId: ID } }],
    ['a session that is no id', { data: { v: 1, sessionId: 'x'.repeat(100_000) } }],
    ['no session', { data: { v: 1 } }],
    ['no data', { v: 1, sessionId: ID }],
    ['null', null],
    ['a number', 1],
  ])('with %s is ignored', (_, message) => {
    expect(sessionInMessage(JSON.stringify(message))).toBeUndefined();
  });

  it('of any other kind is ignored', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => sessionInMessage(text) === undefined));
  });
});
