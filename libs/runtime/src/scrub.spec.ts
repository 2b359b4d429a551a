import { scrub } from './scrub';

describe('a log line', () => {
  it.each([
    [
      'request to https://api.telegram.org/bot123456:AAFakeTokenOfABotThatIsLong_-1/sendMessage failed',
      'AAFake',
    ],
    ['Bearer eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', 'eyJ'],
    ['v1.01890000-0000-7000-8000-000000000000.01890000-0000-7000-8000-000000000001.3.bWFjbWFj', 'bWFj'],
    ['connect postgres://owner:hunter2@db:5432/otpravka', 'hunter2'],
    ['connect redis://:hunter2@redis:6379', 'hunter2'],
    ['duplicate key (phone)=(+77011234567)', '77011234567'],
  ])('loses what is secret in %s', (line, secret) => {
    expect(scrub(line)).not.toContain(secret);
  });

  it('keeps what is not secret', () => {
    const line =
      '{"time":"2026-01-01T00:00:00.000Z","path":"/api/auth/me","url":"http://localhost:3000/login"}';
    expect(scrub(line)).toBe(line);
  });
});
