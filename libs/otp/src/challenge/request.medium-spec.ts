import type { E164 } from '@app/contract';
import { OTHER_PHONE, OtpOnRedis, outcomeOf, PHONE, tally, times, wrongCodeThan } from '../spec/otp-on-redis';

describe('a request for a code', () => {
  let it_: OtpOnRedis;
  beforeEach(async () => (it_ = await OtpOnRedis.open()));
  afterEach(() => it_.close());

  test('issues a challenge that lives five minutes', async () => {
    const issued = await it_.request();
    expect(issued).toMatchObject({ expiresInSeconds: 300, resendInSeconds: 0, codeLength: 6 });
    expect(issued.linkToken).toMatch(/^[A-Za-z0-9_-]{20,64}$/);
    expect(issued.linkToken).not.toContain(issued.challengeId);
  });

  test('is granted three times a minute, whoever fires fifty at once', async () => {
    const outcomes = await Promise.all(times(50, () => outcomeOf(it_.request())));
    expect(tally(outcomes)).toEqual({ ok: 3, too_many_requests: 47 });
  });

  test('says when the phone may ask again, and then it may', async () => {
    await it_.request();
    await it_.request();
    const third = await it_.request();
    expect(third.resendInSeconds).toBeGreaterThan(50);
    expect(third.resendInSeconds).toBeLessThanOrEqual(60);
    await expect(it_.request()).rejects.toMatchObject({
      code: 'too_many_requests',
      extras: { retryAfter: expect.any(Number) as number },
    });

    await it_.passTime(60_000);
    await expect(it_.request()).resolves.toBeDefined();
  });

  test('slides: the hour is no calendar hour', async () => {
    for (let i = 0; i < 10; i++) {
      await it_.request();
      await it_.passTime(61_000);
    }
    await expect(it_.request()).rejects.toMatchObject({ code: 'too_many_requests' });
    await it_.passTime(3_600_000 - 10 * 61_000);
    await expect(it_.request()).resolves.toBeDefined();
    await expect(it_.request()).rejects.toMatchObject({ code: 'too_many_requests' });
  });

  test('is limited by the day', async () => {
    for (let i = 0; i < 20; i++) {
      await it_.request();
      await it_.passTime(400_000);
    }
    const refused = await it_.request().catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'too_many_requests' });
    expect((refused as { extras: { retryAfter: number } }).extras.retryAfter).toBeGreaterThan(70_000);
  });

  test('of one phone does not touch another', async () => {
    await Promise.all(times(3, () => it_.request()));
    await expect(it_.request(OTHER_PHONE)).resolves.toBeDefined();
  });

  test('reports its windows', async () => {
    await it_.request();
    const { limits } = await it_.request();
    expect(limits.map(({ name, limit, remaining }) => [name, limit, remaining])).toEqual([
      ['phone-minute', 3, 1],
      ['phone-hour', 10, 8],
      ['phone-day', 20, 18],
    ]);
  });

  test('leaves an earlier challenge of the phone valid', async () => {
    const first = await it_.sent();
    await it_.request();
    await expect(it_.verify(first.challengeId, first.code)).resolves.toMatchObject({ phone: PHONE });
  });

  test('is refused while the phone is locked', async () => {
    for (let i = 0; i < 10; i++) {
      if (i % 3 === 0) await it_.passTime(60_000);
      const { challengeId, code } = await it_.sent();
      await outcomeOf(it_.verify(challengeId, wrongCodeThan(code)));
      await it_.passTime(20_000 + 400_000);
    }
    await expect(it_.request()).rejects.toMatchObject({ code: 'phone_locked' });
  });
});

describe('an address', () => {
  test('is admitted ten times a minute, whoever fires fifty at once', async () => {
    const it_ = await OtpOnRedis.open();
    const outcomes = await Promise.all(times(50, () => outcomeOf(it_.otp.admitAddress(['203.0.113.7']))));
    expect(tally(outcomes)).toEqual({ ok: 10, too_many_requests: 40 });
    await expect(it_.otp.admitAddress(['203.0.113.8'])).resolves.toMatchObject([
      { remaining: 9 },
      { remaining: 59 },
    ]);
    await it_.passTime(60_000);
    await expect(it_.otp.admitAddress(['203.0.113.7'])).resolves.toMatchObject([
      { remaining: 9 },
      { remaining: 49 },
    ]);
    it_.close();
  });

  test('is not counted where address limits are off', async () => {
    const it_ = await OtpOnRedis.open({ addressPerMinute: 0 });
    const outcomes = await Promise.all(times(50, () => outcomeOf(it_.otp.admitAddress(['203.0.113.7']))));
    expect(tally(outcomes)).toEqual({ ok: 50 });
    it_.close();
  });
});

describe('a replaced challenge', () => {
  let it_: OtpOnRedis;
  beforeEach(async () => (it_ = await OtpOnRedis.open()));
  afterEach(() => it_.close());

  test('is over, once, and its message is edited', async () => {
    const { challengeId, code } = await it_.sent();
    await Promise.all(times(50, () => it_.otp.replaceChallenge(challengeId)));
    await expect(it_.verify(challengeId, code)).rejects.toMatchObject({ code: 'challenge_gone' });
    const due = await it_.outbox.due();
    expect(due).toHaveLength(1);
    await expect(it_.outbox.claim(due[0]!)).resolves.toMatchObject({
      kind: 'edit',
      why: 'replaced',
      chatId: 7,
      messageId: 70,
    });
  });

  test('is not sent any more', async () => {
    const { challengeId } = await it_.request();
    await it_.otp.replaceChallenge(challengeId);
    await expect(it_.claimCode(challengeId)).resolves.toBeUndefined();
    await expect(it_.outbox.due()).resolves.toEqual([]);
  });

  test('may be named by nonsense, which is ignored', async () => {
    for (const nonsense of ['', 'x', '00', 'ff'.repeat(17), `00${'0'.repeat(32)}`, '{}', 'ключ']) {
      await expect(it_.otp.replaceChallenge(nonsense)).resolves.toBeUndefined();
    }
  });
});

test('phones of one partition and of many are told apart', async () => {
  const it_ = await OtpOnRedis.open();
  const phones = times(100, (i) => `+7701${String(1_000_000 + i)}` as E164);
  const issued = await Promise.all(phones.map((phone) => it_.request(phone)));
  expect(new Set(issued.map(({ challengeId }) => challengeId)).size).toBe(100);
  const due = await it_.outbox.due();
  const tasks = await Promise.all(due.map((entry) => it_.outbox.claim(entry)));
  expect(new Set(tasks.map((task) => task?.kind === 'code' && task.phone))).toEqual(new Set(phones));
  it_.close();
});
