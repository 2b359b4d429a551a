import { InMemoryRedis } from '@app/embedded';
import { OtpOnRedis, outcomeOf, PHONE, tally, times, wrongCodeThan } from './spec/otp-on-redis';

/** `npm start` without a redis-server runs over an in-memory Redis: the same scripts must mean the same there. */
describe('over the in-memory Redis', () => {
  let fixture: OtpOnRedis;
  beforeEach(async () => {
    fixture = await OtpOnRedis.open({}, () => new InMemoryRedis());
  });
  afterEach(() => fixture.close());

  test('a code is requested, sent, verified once, and its message edited', async () => {
    const { challengeId, code } = await fixture.sent();
    await expect(fixture.verify(challengeId, wrongCodeThan(code))).rejects.toMatchObject({
      extras: { attemptsLeft: 2 },
    });
    const outcomes = await Promise.all(times(5, () => outcomeOf(fixture.verify(challengeId, code))));
    expect(tally(outcomes)).toEqual({ ok: 1, challenge_gone: 4 });
    await expect(fixture.outbox.claim(fixture.outbox.editEntry(challengeId)!)).resolves.toMatchObject({
      why: 'used',
      messageId: 70,
    });
  });

  test('limits hold', async () => {
    const phone = await Promise.all(times(5, () => outcomeOf(fixture.request())));
    expect(tally(phone)).toEqual({ ok: 3, too_many_requests: 2 });
    const address = await Promise.all(times(12, () => outcomeOf(fixture.otp.admitAddress(['203.0.113.7']))));
    expect(tally(address)).toEqual({ ok: 10, too_many_requests: 2 });
  });

  test('limits of networks and tries hold, and a try that was right is taken back', async () => {
    const within = (n: number) => [`2001:db8:1:${n}::/64`, '2001:db8:1:0::/56', '2001:db8:1:0::/48'];
    const outcomes = await Promise.all(times(48, (i) => outcomeOf(fixture.otp.admitAddress(within(i % 4)))));
    expect(tally(outcomes)).toEqual({ ok: 30, too_many_requests: 18 });
    const tries = await Promise.all(times(22, () => outcomeOf(fixture.verifyBotCode(PHONE, '000000', 'a'))));
    expect(tally(tries)).toEqual({ code_wrong: 20, too_many_requests: 2 });
    const task = await fixture.botCode();
    expect(await outcomeOf(fixture.verifyBotCode(PHONE, wrongCodeThan(task.code), 'b'))).toBe('code_wrong');
    await expect(fixture.verifyBotCode(PHONE, task.code, 'b')).resolves.toMatchObject({ phone: PHONE });
    await fixture.passTime(3_600_000);
    expect(await outcomeOf(fixture.verifyBotCode(PHONE, '000000', 'a'))).toBe('code_wrong');
  });

  test('wrong codes lock the phone, its owner is notified once, and what may be asked again comes back in time', async () => {
    for (let i = 0; i < 4; i++) {
      const { challengeId, code } = await fixture.sent();
      await Promise.all(times(3, () => outcomeOf(fixture.verify(challengeId, wrongCodeThan(code)))));
      await fixture.passTime(60_000);
    }
    expect(await outcomeOf(fixture.request())).toBe('phone_locked');
    const { lockedUntil, at, wrongCodes, windows } = await fixture.admin.state(PHONE);
    expect(wrongCodes.count).toBe(10);
    expect(windows.map(({ count }) => count)).toEqual([0, 4, 4]);
    expect(lockedUntil!.getTime() - at.getTime()).toBeLessThanOrEqual(86_400_000);
    expect(
      await fixture.store.client.keys(fixture.store.key('*job:notification:phone_locked*')),
    ).toHaveLength(1);
    await fixture.passTime(86_400_000);
    await expect(fixture.request()).resolves.toMatchObject({
      limits: [{ remaining: 2 }, { remaining: 9 }, { remaining: 19 }],
    });
  });

  test('links, parking, /code and "it was not me" work', async () => {
    const { challengeId, linkToken } = await fixture.request();
    await fixture.outbox.park((await fixture.claimCode(challengeId))!);
    await expect(fixture.otp.status(challengeId)).resolves.toMatchObject({ status: 'pending' });
    await expect(fixture.bot.findByLink(linkToken)).resolves.toMatchObject({ challengeId });
    await expect(fixture.otp.status(challengeId)).resolves.toMatchObject({ status: 'opened' });
    await fixture.bot.awaitContact(1, challengeId);
    await expect(fixture.bot.awaitedChallenge(1)).resolves.toBe(challengeId);
    await expect(fixture.bot.makeParkedDue(PHONE)).resolves.toHaveLength(1);
    await expect(fixture.bot.openChallenge(challengeId, { telegramId: 1, phone: PHONE })).resolves.toBe(
      'due',
    );
    const task = await fixture.botCode();
    await fixture.otp.restoreChallenge(await fixture.verifyBotCode(PHONE, task.code));
    await expect(fixture.verifyBotCode(PHONE, task.code)).resolves.toMatchObject({ channel: 'bot' });
    await expect(fixture.refuse(challengeId, PHONE, 'r1')).resolves.toBe('refused');
    await expect(fixture.otp.status(challengeId)).resolves.toMatchObject({ status: 'closed' });
    await expect(fixture.otp.status(`00${'0'.repeat(32)}`)).resolves.toBeUndefined();
    const last = await fixture.request();
    await fixture.bot.closeChallenges(PHONE);
    expect(fixture.changed).toContain(last.challengeId);
    await fixture.notifications.enqueue({
      id: '1',
      type: 'relinked',
      phone: PHONE,
      to: { chatId: 1, language: 'ru' },
    });
    await expect(fixture.outbox.due()).resolves.toHaveLength(1);
    await expect(fixture.outbox.depth()).resolves.toMatchObject({ entries: 1, due: 1 });
  });

  test('a page that is typed the code of the bot signs in, and a request closes the challenge that it replaces', async () => {
    const page = await fixture.sent();
    const { code } = await fixture.botCode();
    expect(await outcomeOf(fixture.verify(page.challengeId, wrongCodeThan(code)))).toBe('code_wrong');
    await expect(fixture.verify(page.challengeId, code)).resolves.toMatchObject({ channel: 'bot' });
    expect(await fixture.wrongCodes()).toBe(1);
    await fixture.request(PHONE, page.challengeId);
    expect(await outcomeOf(fixture.verify(page.challengeId, page.code))).toBe('challenge_gone');
  });

  test('an operator sees a phone and unlocks it', async () => {
    const { challengeId } = await fixture.sent();
    await fixture.refuse(challengeId, PHONE, 'r1');
    await fixture.request();
    await fixture.notifications.enqueue({
      id: '1',
      type: 'relinked',
      phone: PHONE,
      to: { chatId: 7, language: 'ru' },
    });
    await expect(fixture.admin.state(PHONE, 7)).resolves.toMatchObject({
      windows: [{ count: 2 }, { count: 2 }, { count: 2 }],
      quietUntil: expect.any(Date) as Date,
      // Both may have been asked for in one millisecond.
      challenges: expect.arrayContaining([
        expect.objectContaining({ state: 'refused' }),
        expect.objectContaining({ state: 'live', delivery: 'parked' }),
      ]) as unknown,
      overdue: expect.arrayContaining([expect.objectContaining({ why: 'relinked' })]) as unknown,
    });
    await expect(fixture.admin.unlock(PHONE, { withLimits: true })).resolves.toMatchObject({
      requests: 2,
      wasQuiet: true,
      closedChallenges: 1,
    });
  });
});
