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
    ['connect redis://:hun@ter2@redis:6379', 'ter2'],
    ['{"url":"postgres://owner:hunter2@db/x?a=b@c","next":1}', 'hunter2'],
    ['duplicate key (phone)=(+77011234567)', '77011234567'],
    ['an update with the text /start 07AbCdEfGhIjKlMnOpQrStUv', 'AbCd'],
    ['https://t.me/some_bot?start=07AbCdEfGhIjKlMnOpQrStUv', 'AbCd'],
  ])('loses the secret in %s', (line, secret) => {
    expect(scrub(line)).not.toContain(secret);
  });

  it.each([
    [{ code: '123456' }],
    [{ code: '123 456' }],
    [{ code: '123-456' }],
    [{ code: 123456 }],
    [{ challenges: [{ verify: { code: '123456' } }] }],
    [{ phone: '77011234567' }],
    [{ contact: { phone_number: 77011234567 } }],
    [{ contact: { phoneNumber: '8 701 123 45 67' } }],
    [{ token: 'opaque' }],
    [{ body: { approvalSecret: 'opaque' } }],
    [{ deep: { er: { refreshToken: 'opa\\"que' } } }],
    [{ headers: { 'x-telegram-bot-api-secret-token': 'opaque' } }],
    [{ headers: { Authorization: 'Bearer opaque', cookie: '__Host-otp_refresh=opaque' } }],
    [{ password: 'op"aq,ue' }],
    [{ message: 'not JSON: {"code":"123456","token": "opaque","phone":"77011234567"}' }],
  ])('loses the values of secret fields, at any depth, and stays JSON: %j', (line) => {
    const scrubbed = scrub(JSON.stringify(line));
    expect(scrubbed).not.toMatch(/opa|que|123.?456|701/);
    expect(scrubbed).toContain('[redacted]');
    expect(Object.keys(JSON.parse(scrubbed) as object)).toEqual(Object.keys(line));
  });

  it.each([
    {
      time: '2026-01-01T00:00:00.000Z',
      path: '/api/auth/me',
      url: 'http://localhost:3000/login',
    },
    { error: { code: 'ECONNREFUSED', cause: { code: '42P01' } }, problem: { code: 'code_wrong' } },
    { sqlstate: { code: '23505' }, status: { code: 503 }, tokenType: 'Bearer', codeLength: 6, ms: 123456 },
    { phone: null, token: undefined, message: 'the phone is locked, the token is old' },
  ])('keeps everything that is not secret: %j', (line) => {
    expect(scrub(JSON.stringify(line))).toBe(JSON.stringify(line));
  });
});
