import { InMemoryRedis } from '@app/embedded';
import { AddressReader } from './operator/address-reader';
import { OutboxReader } from './operator/outbox-reader';
import { OTHER_PHONE, OWNER, PHONE, useOtp, wrongCodeThan, wrongNumberThan } from './spec/otp-on-redis';
import { atOnce, outcomeOf, tally } from './spec/outcomes';

/** On a machine without a redis-server, `npm start` runs the same scripts over an in-memory Redis. */
describe('the in-memory Redis', () => {
  const fixture = useOtp({}, () => new InMemoryRedis());

  test('runs a sign-in from the request to the edit of the message', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    await expect(fixture.verify(challengeId, wrongCodeThan(code))).rejects.toMatchObject({
      extras: { attemptsLeft: 2 },
    });
    const outcomes = await atOnce(5, () => outcomeOf(fixture.verify(challengeId, code)));
    expect(tally(outcomes)).toEqual({ ok: 1, challenge_gone: 4 });
    await expect(fixture.claimEdit(challengeId)).resolves.toMatchObject({
      why: 'used',
      messageId: 70,
    });
  });

  test('approves a page by its number, and closes it after a wrong one', async () => {
    const right = await fixture.openedChallenge();
    await expect(
      fixture.approve(right.challengeId, wrongNumberThan(right.number), { phone: OTHER_PHONE }),
    ).resolves.toBe('gone');
    const typed = { ...OWNER, number: right.number, by: 'answer', tryId: 'typed' } as const;
    await expect(
      fixture.approvals.approveByAnswer(typed, { chatId: 7, messageId: 70 }),
    ).resolves.toMatchObject({ outcome: 'approved', challengeId: right.challengeId });
    await expect(fixture.approve(right.challengeId, right.number)).resolves.toBe('already');
    await expect(fixture.exchange(right.challengeId, right.secret)).resolves.toMatchObject({ phone: PHONE });
    const wrong = await fixture.openedChallenge();
    await expect(fixture.approve(wrong.challengeId, wrongNumberThan(wrong.number))).resolves.toBe('wrong');
    await expect(fixture.exchange(wrong.challengeId, wrong.secret)).rejects.toMatchObject({
      code: 'challenge_gone',
    });
  });

  test('enforces the limits of a phone and an address', async () => {
    const phone = await atOnce(5, () => outcomeOf(fixture.request()));
    expect(tally(phone)).toEqual({ ok: 3, too_many_requests: 2 });
    const address = await atOnce(12, () => outcomeOf(fixture.otp.admitAddress(['203.0.113.7'])));
    expect(tally(address)).toEqual({ ok: 10, too_many_requests: 2 });
  });

  test('enforces the limits of networks and tries', async () => {
    const within = (n: number) => [`2001:db8:1:${n}::/64`, '2001:db8:1:0::/56', '2001:db8:1:0::/48'];
    const outcomes = await atOnce(48, (i) => outcomeOf(fixture.otp.admitAddress(within(i % 4))));
    expect(tally(outcomes)).toEqual({ ok: 30, too_many_requests: 18 });
    const tries = await atOnce(22, () => outcomeOf(fixture.verifyBotCode(PHONE, '000000', 'a')));
    expect(tally(tries)).toEqual({ code_wrong: 20, too_many_requests: 2 });
    const task = await fixture.botCode();
    expect(await outcomeOf(fixture.verifyBotCode(PHONE, wrongCodeThan(task.code), 'b'))).toBe('code_wrong');
    await expect(fixture.verifyBotCode(PHONE, task.code, 'b')).resolves.toMatchObject({ phone: PHONE });
    await fixture.passTime(3_600_000);
    expect(await outcomeOf(fixture.verifyBotCode(PHONE, '000000', 'a'))).toBe('code_wrong');
  });

  test('locks a phone after ten wrong codes for a day', async () => {
    for (let i = 0; i < 4; i++) {
      const { challengeId, code } = await fixture.sentChallenge();
      await atOnce(3, () => outcomeOf(fixture.verify(challengeId, wrongCodeThan(code))));
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

  test('runs links, parked codes, codes of the bot and refusals', async () => {
    const { challengeId, linkToken } = await fixture.parkedChallenge();
    await expect(fixture.otp.status(challengeId)).resolves.toMatchObject({ status: 'pending' });
    await expect(fixture.bot.findByLink(linkToken)).resolves.toMatchObject({ challengeId });
    await expect(fixture.otp.status(challengeId)).resolves.toMatchObject({ status: 'opened' });
    await fixture.bot.awaitContact(1, challengeId);
    await expect(fixture.bot.awaitedChallenge(1)).resolves.toBe(challengeId);
    await expect(fixture.bot.makeParkedDue(PHONE)).resolves.toHaveLength(1);
    await expect(fixture.openChallenge(challengeId, OWNER)).resolves.toBe('due');
    const task = await fixture.botCode();
    await fixture.otp.restoreChallenge(await fixture.verifyBotCode(PHONE, task.code));
    await expect(fixture.verifyBotCode(PHONE, task.code)).resolves.toMatchObject({ channel: 'bot' });
    await expect(fixture.refuse(challengeId, PHONE, 'r1')).resolves.toBe('refused');
    await expect(fixture.otp.status(challengeId)).resolves.toMatchObject({ status: 'closed' });
    await expect(fixture.otp.status(`00${'0'.repeat(32)}`)).resolves.toBeUndefined();
    const last = await fixture.request();
    await fixture.bot.closeChallenges(PHONE);
    expect(fixture.changed).toContain(last.challengeId);
    await fixture.notify('1', { chatId: 1 });
    await expect(fixture.outbox.due()).resolves.toHaveLength(1);
    await expect(fixture.outbox.depth()).resolves.toMatchObject({ entries: 1, due: 1 });
  });

  test('accepts the code of the bot on a page and replaces challenges', async () => {
    const page = await fixture.sentChallenge();
    const { code } = await fixture.botCode();
    expect(await outcomeOf(fixture.verify(page.challengeId, wrongCodeThan(code)))).toBe('code_wrong');
    await expect(fixture.verify(page.challengeId, code)).resolves.toMatchObject({ channel: 'bot' });
    expect(await fixture.wrongCodes()).toBe(1);
    await fixture.request(PHONE, page.challengeId);
    expect(await outcomeOf(fixture.verify(page.challengeId, page.code))).toBe('challenge_gone');
  });

  test('shows and unlocks a phone for an operator', async () => {
    const { challengeId } = await fixture.sentChallenge();
    await fixture.refuse(challengeId, PHONE, 'r1');
    await fixture.request();
    await fixture.notify('1', { chatId: 7 });
    await expect(fixture.admin.state(PHONE, 7)).resolves.toMatchObject({
      windows: [{ count: 2 }, { count: 2 }, { count: 2 }],
      quietUntil: expect.any(Date) as Date,
      // Two challenges of one millisecond have no certain order.
      challenges: expect.arrayContaining([
        expect.objectContaining({ state: 'refused' }),
        expect.objectContaining({ state: 'live', delivery: 'parked' }),
      ]) as unknown,
      overdue: expect.arrayContaining([expect.objectContaining({ why: 'relinked' })]) as unknown,
    });
    await fixture.otp.admitAddress(['203.0.113.7']);
    const { windows } = await new AddressReader(fixture.store, fixture.config).read(['203.0.113.7'], PHONE);
    expect(windows.map(({ count }) => count)).toEqual([1, 1, 0, 0]);
    const waiting = await new OutboxReader(fixture.store).waiting(10);
    expect(waiting.map(({ kind, subject }) => `${kind}:${subject}`).sort()).toEqual([
      'edit:refused',
      'notification:relinked',
    ]);
    await expect(fixture.admin.unlock(PHONE, { withLimits: true })).resolves.toMatchObject({
      requests: 2,
      wasQuiet: true,
      closedChallenges: 1,
    });
  });
});
