import { holdsCode } from './holds-code';

const code = (offset: number, length: number) => ({ type: 'code', offset, length });

describe('a message of the bot', () => {
  it.each([
    [true, 'a code', { text: '123456 — код', entities: [code(0, 6)] }],
    [true, 'a code and an address', { text: 'IP 1.2.3.4: 123456', entities: [code(3, 7), code(12, 6)] }],
    [false, 'an address', { text: 'IP 203.0.113.7', entities: [code(3, 11)] }],
    [false, 'digits that are no code', { text: '123456', entities: [] }],
    [false, 'no entity', { text: '/help' }],
    [false, 'no text', { date: 0 }],
  ])('holds a code: %s, with %s', (expected, _what, message) => {
    expect(holdsCode(message)).toBe(expected);
  });
});
