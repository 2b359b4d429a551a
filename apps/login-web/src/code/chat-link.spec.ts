import { chatLink } from './chat-link';

describe('the link to the chat of the simulator', () => {
  it('carries the token of the Telegram link', () => {
    expect(chatLink('http://localhost:8081/', 'https://t.me/otpravka_bot?start=a_B-9')).toBe(
      'http://localhost:8081/?start=a_B-9',
    );
  });

  it('keeps what the address of the chat page says already', () => {
    expect(chatLink('http://localhost:8081/?person=2', 'https://t.me/bot?start=abc')).toBe(
      'http://localhost:8081/?person=2&start=abc',
    );
  });

  it('is not there in production, nor without a token', () => {
    expect(chatLink(undefined, 'https://t.me/bot?start=abc')).toBeUndefined();
    expect(chatLink('', 'https://t.me/bot?start=abc')).toBeUndefined();
    expect(chatLink('http://localhost:8081/', 'https://t.me/bot')).toBeUndefined();
  });
});
