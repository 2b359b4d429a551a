import { randomUUID } from 'node:crypto';
import type { E164 } from '@app/contract';
import { redisConnector } from '@app/redis';
import { testRedisUrl } from '@app/testing';
import {
  OTHER_PHONE,
  OtpOnRedis,
  PHONE,
  useOtp,
  WITHOUT_REQUEST_LIMITS,
  wrongCodeThan,
} from '../spec/otp-on-redis';
import { atOnce, outcomeOf, tally, times } from '../spec/outcomes';
import { sentScripts } from '../spec/sent-scripts';

const fixture = useOtp();

describe('a request for a code', () => {
  test('issues a challenge that lives five minutes', async () => {
    const issued = await fixture.request();
    expect(issued).toMatchObject({ expiresInSeconds: 300, resendInSeconds: 0, codeLength: 6 });
    expect(issued.linkToken).toMatch(/^[A-Za-z0-9_-]{20,64}$/);
    expect(issued.linkToken).not.toContain(issued.challengeId);
  });

  test('is granted three times a minute when fifty come at once', async () => {
    const outcomes = await atOnce(50, () => outcomeOf(fixture.request()));
    expect(tally(outcomes)).toEqual({ ok: 3, too_many_requests: 47 });
  });

  test('says when the next request is granted', async () => {
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

  test('is granted ten times in any sixty minutes', async () => {
    for (let i = 0; i < 10; i++) {
      await fixture.request();
      await fixture.passTime(61_000);
    }
    await expect(fixture.request()).rejects.toMatchObject({ code: 'too_many_requests' });
    await fixture.passTime(3_600_000 - 10 * 61_000);
    await expect(fixture.request()).resolves.toBeDefined();
    await expect(fixture.request()).rejects.toMatchObject({ code: 'too_many_requests' });
  });

  test('is granted twenty times a day', async () => {
    for (let i = 0; i < 20; i++) {
      await fixture.request();
      await fixture.passTime(400_000);
    }
    const refused = await fixture.request().catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'too_many_requests' });
    expect((refused as { extras: { retryAfter: number } }).extras.retryAfter).toBeGreaterThan(70_000);
  });

  test('leaves the limits of other phones unchanged', async () => {
    await atOnce(3, () => fixture.request());
    await expect(fixture.request(OTHER_PHONE)).resolves.toBeDefined();
  });

  test('reports the limits of its phone', async () => {
    await fixture.request();
    const { limits } = await fixture.request();
    expect(limits.map(({ name, limit, remaining }) => [name, limit, remaining])).toEqual([
      ['phone-minute', 3, 1],
      ['phone-hour', 10, 8],
      ['phone-day', 20, 18],
    ]);
  });

  test('leaves an earlier challenge of the phone valid', async () => {
    const first = await fixture.sentChallenge();
    await fixture.request();
    await expect(fixture.verify(first.challengeId, first.code)).resolves.toMatchObject({ phone: PHONE });
  });

  test('is refused while the phone is locked', async () => {
    for (let i = 0; i < 10; i++) {
      if (i % 3 === 0) await fixture.passTime(60_000);
      const { challengeId, code } = await fixture.sentChallenge();
      await outcomeOf(fixture.verify(challengeId, wrongCodeThan(code)));
      await fixture.passTime(20_000 + 400_000);
    }
    await expect(fixture.request()).rejects.toMatchObject({ code: 'phone_locked' });
  });

  test('gives each of a hundred phones a challenge of its own', async () => {
    const phones = times(100, (i) => `+7701${String(1_000_000 + i)}` as E164);
    const issued = await Promise.all(phones.map((phone) => fixture.request(phone)));
    expect(new Set(issued.map(({ challengeId }) => challengeId)).size).toBe(100);
    const tasks = await fixture.claimDue();
    expect(new Set(tasks.map((task) => task?.kind === 'code' && task.phone))).toEqual(new Set(phones));
  });
});

describe('an address', () => {
  test('is admitted ten times a minute when fifty requests come at once', async () => {
    const outcomes = await atOnce(50, () => outcomeOf(fixture.otp.admitAddress(['203.0.113.7'])));
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
  });

  test('is always admitted when address limits are off', async () => {
    const unlimited = fixture.withConfig({ addressPerMinute: 0 });
    const outcomes = await atOnce(50, () => outcomeOf(unlimited.otp.admitAddress(['203.0.113.7'])));
    expect(tally(outcomes)).toEqual({ ok: 50 });
  });
});

describe('a replaced challenge', () => {
  test('is gone, and its message is edited once', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    await atOnce(50, () => fixture.otp.replaceChallenge(challengeId));
    await expect(fixture.verify(challengeId, code)).rejects.toMatchObject({ code: 'challenge_gone' });
    await expect(fixture.claimDue()).resolves.toMatchObject([
      { kind: 'edit', why: 'replaced', chatId: 7, messageId: 70 },
    ]);
  });

  test('is no longer sent', async () => {
    const { challengeId } = await fixture.request();
    await fixture.otp.replaceChallenge(challengeId);
    await expect(fixture.claimCode(challengeId)).resolves.toBeUndefined();
    await expect(fixture.outbox.due()).resolves.toEqual([]);
  });

  test.each([
    ['by the script of the request when both have the same phone', PHONE, 1],
    ['after the request when its phone is in another partition', OTHER_PHONE, 2],
  ])('is closed %s', async (_, formerPhone, scripts) => {
    const { keys } = fixture;
    expect(keys.partitionOf(OTHER_PHONE)).not.toBe(keys.partitionOf(PHONE));
    const former = await fixture.sentChallenge(formerPhone);
    fixture.changed.length = 0;
    const sent = await sentScripts(fixture, () => fixture.request(PHONE, former.challengeId));
    expect(sent).toHaveLength(scripts);
    expect(fixture.changed).toEqual([former.challengeId]);
    await expect(fixture.verify(former.challengeId, former.code)).rejects.toMatchObject({
      code: 'challenge_gone',
    });
  });

  test('that cannot be closed after the request does not fail the request, which returns the reason', async () => {
    const { challengeId } = await fixture.request(OTHER_PHONE);
    const { keys, store } = fixture;
    await store.client.set(keys.challenge(keys.partitionOf(OTHER_PHONE), challengeId), 'not a hash');
    await expect(fixture.request(PHONE, challengeId)).resolves.toMatchObject({
      codeLength: 6,
      replaceError: expect.objectContaining({
        message: expect.stringContaining('WRONGTYPE') as string,
      }) as Error,
    });
  });

  test('stays open when the request is refused', async () => {
    const former = await fixture.sentChallenge();
    await Promise.all([fixture.request(), fixture.request()]);
    await expect(fixture.request(PHONE, former.challengeId)).rejects.toMatchObject({
      code: 'too_many_requests',
    });
    await expect(fixture.verify(former.challengeId, former.code)).resolves.toMatchObject({ phone: PHONE });
  });

  test('is closed once when fifty requests replace it at once', async () => {
    const unlimited = fixture.withConfig(WITHOUT_REQUEST_LIMITS);
    const former = await unlimited.sentChallenge();
    unlimited.changed.length = 0;
    await atOnce(50, () => unlimited.request(PHONE, former.challengeId));
    expect(unlimited.changed.filter((id) => id === former.challengeId)).toHaveLength(1);
  });

  test('can only be a sign-in challenge of a page', async () => {
    const bot = await fixture.botCode();
    const erase = await fixture.requestEraseCode();
    for (const { challengeId } of [bot, erase]) await fixture.request(PHONE, challengeId);
    await expect(fixture.verifyBotCode(PHONE, bot.code)).resolves.toMatchObject({ channel: 'bot' });
    await expect(fixture.claimCode(erase.challengeId)).resolves.toMatchObject({ purpose: 'erase_shop' });
  });

  test('is ignored when its id is malformed', async () => {
    for (const nonsense of ['', 'x', '00', 'ff'.repeat(17), `00${'0'.repeat(32)}`, '{}', 'ключ']) {
      await expect(fixture.otp.replaceChallenge(nonsense)).resolves.toBeUndefined();
    }
    await expect(fixture.request(PHONE, 'nonsense')).resolves.toMatchObject({ codeLength: 6 });
  });
});

test('a request is granted, and its code is due, if Redis refuses the event', async () => {
  const user = `spec-${randomUUID()}`;
  await fixture.store.client.call('ACL', 'SETUSER', user, 'on', '>secret', '~*', 'resetchannels', '+@all');
  const url = testRedisUrl().replace('//', `//${user}:secret@`);
  const withoutChannels = await OtpOnRedis.open({}, redisConnector({ url, isCluster: false }));
  try {
    const { challengeId } = await withoutChannels.request();
    const due = await withoutChannels.outbox.due();
    expect(due.map(({ member }) => member)).toEqual([`code:${challengeId}`]);
  } finally {
    withoutChannels.close();
    await fixture.store.client.call('ACL', 'DELUSER', user);
  }
});
