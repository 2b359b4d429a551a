import { InMemoryRedis } from '@app/embedded';
import { OtpOnRedis, outcomeOf, PHONE, tally, times, wrongCodeThan } from './spec/otp-on-redis';

/** `npm start` without a redis-server runs over an in-memory Redis: the same scripts must mean the same there. */
describe('over the in-memory Redis', () => {
  let it_: OtpOnRedis;
  beforeEach(async () => {
    it_ = await OtpOnRedis.open({}, () => new InMemoryRedis());
  });
  afterEach(() => it_.close());

  test('a code is requested, sent, verified once, and its message edited', async () => {
    const { challengeId, code } = await it_.sent();
    await expect(it_.verify(challengeId, wrongCodeThan(code))).rejects.toMatchObject({
      extras: { attemptsLeft: 2 },
    });
    const outcomes = await Promise.all(times(5, () => outcomeOf(it_.verify(challengeId, code))));
    expect(tally(outcomes)).toEqual({ ok: 1, challenge_gone: 4 });
    await expect(it_.outbox.claim(it_.outbox.editEntry(challengeId)!)).resolves.toMatchObject({
      why: 'used',
      messageId: 70,
    });
  });

  test('limits hold', async () => {
    const phone = await Promise.all(times(5, () => outcomeOf(it_.request())));
    expect(tally(phone)).toEqual({ ok: 3, too_many_requests: 2 });
    const address = await Promise.all(times(12, () => outcomeOf(it_.otp.admitAddress(['203.0.113.7']))));
    expect(tally(address)).toEqual({ ok: 10, too_many_requests: 2 });
  });

  test('limits of networks and tries hold, and a try that was right is taken back', async () => {
    const within = (n: number) => [`2001:db8:1:${n}::/64`, '2001:db8:1:0::/56', '2001:db8:1:0::/48'];
    const outcomes = await Promise.all(times(48, (i) => outcomeOf(it_.otp.admitAddress(within(i % 4)))));
    expect(tally(outcomes)).toEqual({ ok: 30, too_many_requests: 18 });
    const tries = await Promise.all(times(22, () => outcomeOf(it_.verifyBotCode(PHONE, '000000', 'a'))));
    expect(tally(tries)).toEqual({ code_wrong: 20, too_many_requests: 2 });
    const task = await it_.botCode();
    expect(await outcomeOf(it_.verifyBotCode(PHONE, wrongCodeThan(task.code), 'b'))).toBe('code_wrong');
    await expect(it_.verifyBotCode(PHONE, task.code, 'b')).resolves.toMatchObject({ phone: PHONE });
    await it_.passTime(3_600_000);
    expect(await outcomeOf(it_.verifyBotCode(PHONE, '000000', 'a'))).toBe('code_wrong');
  });

  test('wrong codes lock the phone, its owner is notified once, and what may be asked again comes back in time', async () => {
    for (let i = 0; i < 4; i++) {
      const { challengeId, code } = await it_.sent();
      await Promise.all(times(3, () => outcomeOf(it_.verify(challengeId, wrongCodeThan(code)))));
      await it_.passTime(60_000);
    }
    expect(await outcomeOf(it_.request())).toBe('phone_locked');
    const { lockedUntil, at, wrongCodes, windows } = await it_.admin.state(PHONE);
    expect(wrongCodes.count).toBe(10);
    expect(windows.map(({ count }) => count)).toEqual([0, 4, 4]);
    expect(lockedUntil!.getTime() - at.getTime()).toBeLessThanOrEqual(86_400_000);
    expect(await it_.store.client.keys(it_.store.key('*job:notification:phone_locked*'))).toHaveLength(1);
    await it_.passTime(86_400_000);
    await expect(it_.request()).resolves.toMatchObject({
      limits: [{ remaining: 2 }, { remaining: 9 }, { remaining: 19 }],
    });
  });

  test('links, parking, /code and "it was not me" work', async () => {
    const { challengeId, linkToken } = await it_.request();
    await it_.outbox.park((await it_.claimCode(challengeId))!);
    await expect(it_.otp.status(challengeId)).resolves.toMatchObject({ status: 'pending' });
    await expect(it_.bot.findByLink(linkToken)).resolves.toMatchObject({ challengeId });
    await expect(it_.otp.status(challengeId)).resolves.toMatchObject({ status: 'opened' });
    await it_.bot.awaitContact(1, challengeId);
    await expect(it_.bot.awaitedChallenge(1)).resolves.toBe(challengeId);
    await expect(it_.bot.makeParkedDue(PHONE)).resolves.toHaveLength(1);
    await expect(it_.bot.openChallenge(challengeId, { telegramId: 1, phone: PHONE })).resolves.toBe('due');
    const task = await it_.botCode();
    await it_.otp.restoreChallenge(await it_.verifyBotCode(PHONE, task.code));
    await expect(it_.verifyBotCode(PHONE, task.code)).resolves.toMatchObject({ channel: 'bot' });
    await expect(it_.refuse(challengeId, PHONE, 'r1')).resolves.toBe('refused');
    await expect(it_.otp.status(challengeId)).resolves.toMatchObject({ status: 'closed' });
    await expect(it_.otp.status(`00${'0'.repeat(32)}`)).resolves.toBeUndefined();
    const last = await it_.request();
    await it_.bot.closeChallenges(PHONE);
    expect(it_.changed).toContain(last.challengeId);
    await it_.notifications.enqueue({
      id: '1',
      type: 'relinked',
      phone: PHONE,
      to: { chatId: 1, language: 'ru' },
    });
    await expect(it_.outbox.due()).resolves.toHaveLength(1);
    await expect(it_.outbox.depth()).resolves.toMatchObject({ entries: 1, due: 1 });
  });

  test('a page that is typed the code of the bot signs in, and a request closes the challenge that it replaces', async () => {
    const page = await it_.sent();
    const { code } = await it_.botCode();
    expect(await outcomeOf(it_.verify(page.challengeId, wrongCodeThan(code)))).toBe('code_wrong');
    await expect(it_.verify(page.challengeId, code)).resolves.toMatchObject({ channel: 'bot' });
    expect(await it_.wrongCodes()).toBe(1);
    await it_.request(PHONE, page.challengeId);
    expect(await outcomeOf(it_.verify(page.challengeId, page.code))).toBe('challenge_gone');
  });

  test('an operator sees a phone and unlocks it', async () => {
    const { challengeId } = await it_.sent();
    await it_.refuse(challengeId, PHONE, 'r1');
    await it_.request();
    await it_.notifications.enqueue({
      id: '1',
      type: 'relinked',
      phone: PHONE,
      to: { chatId: 7, language: 'ru' },
    });
    await expect(it_.admin.state(PHONE, 7)).resolves.toMatchObject({
      windows: [{ count: 2 }, { count: 2 }, { count: 2 }],
      quietUntil: expect.any(Date) as Date,
      // Both may have been asked for in one millisecond.
      challenges: expect.arrayContaining([
        expect.objectContaining({ state: 'refused' }),
        expect.objectContaining({ state: 'live', delivery: 'parked' }),
      ]) as unknown,
      overdue: expect.arrayContaining([expect.objectContaining({ why: 'relinked' })]) as unknown,
    });
    await expect(it_.admin.unlock(PHONE, { withLimits: true })).resolves.toMatchObject({
      requests: 2,
      wasQuiet: true,
      closedChallenges: 1,
    });
  });
});
