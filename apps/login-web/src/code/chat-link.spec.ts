import { chatLink } from './chat-link';

const PHONE = '+77011234567';

describe('the link to the chat of the simulator', () => {
  it('carries the token of the Telegram link, and whose chat it is to be', () => {
    expect(chatLink('http://localhost:8081/', 'https://t.me/otpravka_bot?start=a_B-9', PHONE)).toBe(
      'http://localhost:8081/?start=a_B-9&phone=%2B77011234567',
    );
  });

  it('keeps what the address of the chat page says already', () => {
    expect(chatLink('http://localhost:8081/?a=2', 'https://t.me/bot?start=abc', PHONE)).toBe(
      'http://localhost:8081/?a=2&start=abc&phone=%2B77011234567',
    );
  });

  it('is not there in production, nor without a token', () => {
    expect(chatLink(undefined, 'https://t.me/bot?start=abc', PHONE)).toBeUndefined();
    expect(chatLink('', 'https://t.me/bot?start=abc', PHONE)).toBeUndefined();
    expect(chatLink('http://localhost:8081/', 'https://t.me/bot', PHONE)).toBeUndefined();
  });
});
