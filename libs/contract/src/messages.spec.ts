import { messages, type Channel } from './messages';

const CHANNELS = Object.entries(messages) as [Channel, (typeof messages)[Channel]][];

describe.each(CHANNELS)('a message on %s', (_, schema) => {
  const message = { v: 1, challengeId: '07.c2l4dGVlbiBieXRlcw' };

  it('names a challenge', () => expect(schema.parse(message)).toEqual(message));

  it.each([
    ['of another version', { ...message, v: 2 }],
    ['without a version', { challengeId: message.challengeId }],
    ['without its challenge', { v: 1 }],
    ['with a challenge that is no text', { v: 1, challengeId: 7 }],
    ['with an id that is no id of ours', { v: 1, challengeId: 'x'.repeat(65) }],
    ['that carries a code', { ...message, code: '123456' }],
    ['that carries a phone', { ...message, phone: '+77011234567' }],
    ['that is no object', 'otp'],
    ['that is nothing', undefined],
  ])('is none %s', (__, sent) => expect(schema.safeParse(sent).success).toBe(false));
});
