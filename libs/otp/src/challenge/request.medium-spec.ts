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
  let fixture: OtpOnRedis;
  beforeEach(async () => (fixture = await OtpOnRedis.open()));
  afterEach(() => fixture.close());

  test('issues a challenge that lives five minutes', async () => {
    const issued = await fixture.request();
    expect(issued).toMatchObject({ expiresInSeconds: 300, resendInSeconds: 0, codeLength: 6 });
    expect(issued.linkToken).toMatch(/^[A-Za-z0-9_-]{20,64}$/);
    expect(issued.linkToken).not.toContain(issued.challengeId);
  });

  test('is granted three times a minute, whoever fires fifty at once', async () => {
    const outcomes = await Promise.all(times(50, () => outcomeOf(fixture.request())));
    expect(tally(outcomes)).toEqual({ ok: 3, too_many_requests: 47 });
  });

  test('says when the phone may ask again, and then it may', async () => {
    await fixture.request();
    await fixture.request();
    const third = await fixture.request();
    expect(third.resendInSeconds).toBeGreaterThan(50);
    expect(third.resendInSeconds).toBeLessThanOrEqual(60);
    await expect(fixture.request()).rejects.toMatchObject({
      code: 'too_many_requests',
      extras: { retryAfter: expect.any(Number) as number },
    });

    await fixture.passTime(60_000);
    await expect(fixture.request()).resolves.toBeDefined();
  });

  test('slides: the hour is no calendar hour', async () => {
    for (let i = 0; i < 10; i++) {
      await fixture.request();
      await fixture.passTime(61_000);
    }
    await expect(fixture.request()).rejects.toMatchObject({ code: 'too_many_requests' });
    await fixture.passTime(3_600_000 - 10 * 61_000);
    await expect(fixture.request()).resolves.toBeDefined();
    await expect(fixture.request()).rejects.toMatchObject({ code: 'too_many_requests' });
  });

  test('is limited by the day', async () => {
    for (let i = 0; i < 20; i++) {
      await fixture.request();
      await fixture.passTime(400_000);
    }
    const refused = await fixture.request().catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'too_many_requests' });
    expect((refused as { extras: { retryAfter: number } }).extras.retryAfter).toBeGreaterThan(70_000);
  });

  test('of one phone does not touch another', async () => {
    await Promise.all(times(3, () => fixture.request()));
    await expect(fixture.request(OTHER_PHONE)).resolves.toBeDefined();
  });

  test('reports its windows', async () => {
    await fixture.request();
    const { limits } = await fixture.request();
    expect(limits.map(({ name, limit, remaining }) => [name, limit, remaining])).toEqual([
      ['phone-minute', 3, 1],
      ['phone-hour', 10, 8],
      ['phone-day', 20, 18],
    ]);
  });

  test('leaves an earlier challenge of the phone valid', async () => {
    const first = await fixture.sent();
    await fixture.request();
    await expect(fixture.verify(first.challengeId, first.code)).resolves.toMatchObject({ phone: PHONE });
  });

  test('is refused while the phone is locked', async () => {
    for (let i = 0; i < 10; i++) {
      if (i % 3 === 0) await fixture.passTime(60_000);
      const { challengeId, code } = await fixture.sent();
      await outcomeOf(fixture.verify(challengeId, wrongCodeThan(code)));
      await fixture.passTime(20_000 + 400_000);
    }
    await expect(fixture.request()).rejects.toMatchObject({ code: 'phone_locked' });
  });
});

describe('an address', () => {
  test('is admitted ten times a minute, whoever fires fifty at once', async () => {
    const fixture = await OtpOnRedis.open();
    const outcomes = await Promise.all(times(50, () => outcomeOf(fixture.otp.admitAddress(['203.0.113.7']))));
    expect(tally(outcomes)).toEqual({ ok: 10, too_many_requests: 40 });
    await expect(fixture.otp.admitAddress(['203.0.113.8'])).resolves.toMatchObject([
      { remaining: 9 },
      { remaining: 59 },
    ]);
    await fixture.passTime(60_000);
    await expect(fixture.otp.admitAddress(['203.0.113.7'])).resolves.toMatchObject([
      { remaining: 9 },
      { remaining: 49 },
    ]);
    fixture.close();
  });

  test('is not counted where address limits are off', async () => {
    const fixture = await OtpOnRedis.open({ addressPerMinute: 0 });
    const outcomes = await Promise.all(times(50, () => outcomeOf(fixture.otp.admitAddress(['203.0.113.7']))));
    expect(tally(outcomes)).toEqual({ ok: 50 });
    fixture.close();
  });
});

describe('a replaced challenge', () => {
  let fixture: OtpOnRedis;
  beforeEach(async () => (fixture = await OtpOnRedis.open()));
  afterEach(() => fixture.close());

  test('is over, once, and its message is edited', async () => {
    const { challengeId, code } = await fixture.sent();
    await Promise.all(times(50, () => fixture.otp.replaceChallenge(challengeId)));
    await expect(fixture.verify(challengeId, code)).rejects.toMatchObject({ code: 'challenge_gone' });
    const due = await fixture.outbox.due();
    expect(due).toHaveLength(1);
    await expect(fixture.outbox.claim(due[0]!)).resolves.toMatchObject({
      kind: 'edit',
      why: 'replaced',
      chatId: 7,
      messageId: 70,
    });
  });

  test('is not sent any more', async () => {
    const { challengeId } = await fixture.request();
    await fixture.otp.replaceChallenge(challengeId);
    await expect(fixture.claimCode(challengeId)).resolves.toBeUndefined();
    await expect(fixture.outbox.due()).resolves.toEqual([]);
  });

  test('of the same phone is closed by the request itself, in one script', async () => {
    const former = await fixture.sent();
    fixture.changed.length = 0;
    const sent = await sentScripts(fixture, () => fixture.request(PHONE, former.challengeId));
    expect(sent).toHaveLength(1);
    expect(fixture.changed).toEqual([former.challengeId]);
    await expect(fixture.verify(former.challengeId, former.code)).rejects.toMatchObject({
      code: 'challenge_gone',
    });
  });

  test('of a phone in another partition is closed after the request', async () => {
    const former = await fixture.sent(OTHER_PHONE);
    const keys = new OtpKeys(fixture.store);
    expect(keys.partitionOf(OTHER_PHONE)).not.toBe(keys.partitionOf(PHONE));
    fixture.changed.length = 0;
    const sent = await sentScripts(fixture, () => fixture.request(PHONE, former.challengeId));
    expect(sent).toHaveLength(2);
    expect(fixture.changed).toEqual([former.challengeId]);
    await expect(fixture.verify(former.challengeId, former.code)).rejects.toMatchObject({
      code: 'challenge_gone',
    });
  });

  test('stays open where the request is refused', async () => {
    const former = await fixture.sent();
    await Promise.all([fixture.request(), fixture.request()]);
    await expect(fixture.request(PHONE, former.challengeId)).rejects.toMatchObject({
      code: 'too_many_requests',
    });
    await expect(fixture.verify(former.challengeId, former.code)).resolves.toMatchObject({ phone: PHONE });
  });

  test('is closed once, whoever names it fifty times at once', async () => {
    const free = await OtpOnRedis.open({ phonePerMinute: 1000, phonePerHour: 1000, phonePerDay: 1000 });
    const former = await free.sent();
    await Promise.all(times(50, () => free.request(PHONE, former.challengeId)));
    expect(free.changed.filter((id) => id === former.challengeId)).toHaveLength(2);
    free.close();
  });

  test('must be a page’s own: a code of the bot and one that erases stay open', async () => {
    const bot = await fixture.botCode();
    const erase = await fixture.otp.requestEraseCode({ phone: PHONE, language: 'ru', origin: ORIGIN }, 's1');
    for (const { challengeId } of [bot, erase]) await fixture.request(PHONE, challengeId);
    await expect(fixture.verifyBotCode(PHONE, bot.code)).resolves.toMatchObject({ channel: 'bot' });
    await expect(fixture.claimCode(erase.challengeId)).resolves.toMatchObject({ purpose: 'erase_shop' });
  });

  test('may be named by nonsense, which is ignored', async () => {
    for (const nonsense of ['', 'x', '00', 'ff'.repeat(17), `00${'0'.repeat(32)}`, '{}', 'ключ']) {
      await expect(fixture.otp.replaceChallenge(nonsense)).resolves.toBeUndefined();
    }
    await expect(fixture.request(PHONE, 'nonsense')).resolves.toMatchObject({ codeLength: 6 });
  });
});

test('phones of one partition and of many are kept apart', async () => {
  const fixture = await OtpOnRedis.open();
  const phones = times(100, (i) => `+7701${String(1_000_000 + i)}` as E164);
  const issued = await Promise.all(phones.map((phone) => fixture.request(phone)));
  expect(new Set(issued.map(({ challengeId }) => challengeId)).size).toBe(100);
  const due = await fixture.outbox.due();
  const tasks = await Promise.all(due.map((entry) => fixture.outbox.claim(entry)));
  expect(new Set(tasks.map((task) => task?.kind === 'code' && task.phone))).toEqual(new Set(phones));
  fixture.close();
});
