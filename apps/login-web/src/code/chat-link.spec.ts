import { chatLink } from './chat-link';

const PHONE = '+77011234567';

describe('the link to the chat of the simulator', () => {
  it('has the token of the Telegram link and the phone', () => {
    expect(chatLink('http://localhost:8081/', 'https://t.me/otpravka_bot?start=a_B-9', PHONE)).toBe(
      'http://localhost:8081/?start=a_B-9&phone=%2B77011234567',
    );
  });

  it('keeps the other parameters of the chat page', () => {
    expect(chatLink('http://localhost:8081/?a=2', 'https://t.me/bot?start=abc', PHONE)).toBe(
      'http://localhost:8081/?a=2&start=abc&phone=%2B77011234567',
    );
  });

  it('is absent in production and without a token', () => {
    expect(chatLink(undefined, 'https://t.me/bot?start=abc', PHONE)).toBeUndefined();
    expect(chatLink('', 'https://t.me/bot?start=abc', PHONE)).toBeUndefined();
    expect(chatLink('http://localhost:8081/', 'https://t.me/bot', PHONE)).toBeUndefined();
  });
});
