import { messages } from './messages';

const ID = '01890000-0000-7000-8000-000000000000';
const CHALLENGE_MESSAGE = { v: 1, challengeId: '07.c2l4dGVlbiBieXRlcw' };
const SESSION_MESSAGE = { v: 1, shopId: ID, sessionId: ID };

const SAMPLES = Object.entries(messages).map(([channel, schema]) => ({
  channel,
  schema,
  message: channel.startsWith('session.') ? SESSION_MESSAGE : CHALLENGE_MESSAGE,
}));

describe.each(SAMPLES)('a message on $channel', ({ schema, message }) => {
  it('is accepted with its ids', () => expect(schema.parse(message)).toEqual(message));

  it.each([
    ['of another version', { ...message, v: 2 }],
    ['without a version', { ...message, v: undefined }],
    ['without its ids', { v: 1 }],
    ['with a number for an id', { ...message, challengeId: 7, shopId: 7 }],
    ['with a malformed id', { ...message, challengeId: 'x'.repeat(65), shopId: 'x' }],
    ['that carries a code', { ...message, code: '123456' }],
    ['that carries a phone', { ...message, phone: '+77011234567' }],
    ['that is a string', 'otp'],
    ['that is undefined', undefined],
  ])('is refused %s', (_, sent) => expect(schema.safeParse(sent).success).toBe(false));
});
