import type { E164 } from '@app/contract';
import { OtpKeys } from '../keys';
import {
  ORIGIN,
  OTHER_PHONE,
  OtpOnRedis,
  outcomeOf,
  PHONE,
  tally,
  times,
  wrongCodeThan,
} from '../spec/otp-on-redis';
import { sentScripts } from '../spec/sent-scripts';

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

  test('of the same phone is closed by the request itself, in one script', async () => {
    const former = await it_.sent();
    it_.changed.length = 0;
    const sent = await sentScripts(it_, () => it_.request(PHONE, former.challengeId));
    expect(sent).toHaveLength(1);
    expect(it_.changed).toEqual([former.challengeId]);
    await expect(it_.verify(former.challengeId, former.code)).rejects.toMatchObject({
      code: 'challenge_gone',
    });
  });

  test('of a phone in another partition is closed after the request', async () => {
    const former = await it_.sent(OTHER_PHONE);
    const keys = new OtpKeys(it_.store);
    expect(keys.partitionOf(OTHER_PHONE)).not.toBe(keys.partitionOf(PHONE));
    it_.changed.length = 0;
    const sent = await sentScripts(it_, () => it_.request(PHONE, former.challengeId));
    expect(sent).toHaveLength(2);
    expect(it_.changed).toEqual([former.challengeId]);
    await expect(it_.verify(former.challengeId, former.code)).rejects.toMatchObject({
      code: 'challenge_gone',
    });
  });

  test('stays open where the request is refused', async () => {
    const former = await it_.sent();
    await Promise.all([it_.request(), it_.request()]);
    await expect(it_.request(PHONE, former.challengeId)).rejects.toMatchObject({ code: 'too_many_requests' });
    await expect(it_.verify(former.challengeId, former.code)).resolves.toMatchObject({ phone: PHONE });
  });

  test('is closed once, whoever names it fifty times at once', async () => {
    const free = await OtpOnRedis.open({ phonePerMinute: 1000, phonePerHour: 1000, phonePerDay: 1000 });
    const former = await free.sent();
    await Promise.all(times(50, () => free.request(PHONE, former.challengeId)));
    expect(free.changed.filter((id) => id === former.challengeId)).toHaveLength(2);
    free.close();
  });

  test('must be a page’s own: a code of the bot and one that erases stay open', async () => {
    const bot = await it_.botCode();
    const erase = await it_.otp.requestEraseCode({ phone: PHONE, language: 'ru', origin: ORIGIN }, 's1');
    for (const { challengeId } of [bot, erase]) await it_.request(PHONE, challengeId);
    await expect(it_.verifyBotCode(PHONE, bot.code)).resolves.toMatchObject({ channel: 'bot' });
    await expect(it_.claimCode(erase.challengeId)).resolves.toMatchObject({ purpose: 'erase_shop' });
  });

  test('may be named by nonsense, which is ignored', async () => {
    for (const nonsense of ['', 'x', '00', 'ff'.repeat(17), `00${'0'.repeat(32)}`, '{}', 'ключ']) {
      await expect(it_.otp.replaceChallenge(nonsense)).resolves.toBeUndefined();
    }
    await expect(it_.request(PHONE, 'nonsense')).resolves.toMatchObject({ codeLength: 6 });
  });
});

test('phones of one partition and of many are kept apart', async () => {
  const it_ = await OtpOnRedis.open();
  const phones = times(100, (i) => `+7701${String(1_000_000 + i)}` as E164);
  const issued = await Promise.all(phones.map((phone) => it_.request(phone)));
  expect(new Set(issued.map(({ challengeId }) => challengeId)).size).toBe(100);
  const due = await it_.outbox.due();
  const tasks = await Promise.all(due.map((entry) => it_.outbox.claim(entry)));
  expect(new Set(tasks.map((task) => task?.kind === 'code' && task.phone))).toEqual(new Set(phones));
  it_.close();
});
