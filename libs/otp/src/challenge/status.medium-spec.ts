import { OTHER_PHONE, OWNER, PHONE, useOtp, wrongCodeThan } from '../spec/otp-on-redis';
import { atOnce, inSequence, outcomeOf, tally } from '../spec/outcomes';

const fixture = useOtp();

describe('the status of a challenge', () => {
  const statusOf = async (challengeId: string) => (await fixture.otp.status(challengeId))?.status ?? 'gone';
  const exhaust = async (challengeId: string) => {
    await inSequence(3, () => outcomeOf(fixture.verify(challengeId, 'no code')));
  };

  test('shows the use of a pushed code, but not its delivery', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    await expect(statusOf(challengeId)).resolves.toBe('pending');
    const verified = await fixture.verify(challengeId, code);
    await expect(statusOf(challengeId)).resolves.toBe('verified');
    await fixture.otp.restoreChallenge(verified);
    await expect(statusOf(challengeId)).resolves.toBe('pending');
  });

  test('shows the delivery of a code after its owner has opened the link', async () => {
    const { challengeId, linkToken } = await fixture.request();
    await fixture.bot.findByLink(linkToken);
    await expect(statusOf(challengeId)).resolves.toBe('opened');
    await fixture.openChallenge(challengeId, OWNER);
    const task = (await fixture.claimCode(challengeId))!;
    await expect(statusOf(challengeId)).resolves.toBe('opened');
    await fixture.outbox.delivered(task, { chatId: 7, messageId: 1 });
    await expect(statusOf(challengeId)).resolves.toBe('sent');
  });

  test('shows an earlier delivery when the owner opens the link', async () => {
    const { challengeId } = await fixture.sentChallenge();
    await fixture.openChallenge(challengeId, OWNER);
    await expect(statusOf(challengeId)).resolves.toBe('sent');
  });

  test('is opened after a stranger has opened the link, whether or not the phone is linked', async () => {
    const [linked, unlinked] = [await fixture.sentChallenge(), await fixture.request()];
    await fixture.outbox.park((await fixture.claimCode(unlinked.challengeId))!);
    for (const { challengeId, linkToken } of [linked, unlinked]) {
      await fixture.bot.findByLink(linkToken);
      await fixture.openChallenge(challengeId, { telegramId: 2, phone: OTHER_PHONE });
      await expect(statusOf(challengeId)).resolves.toBe('opened');
    }
  });

  test.each([
    ['pending', false],
    ['opened', true],
  ])(
    'stays %s when the owner refuses the challenge without having opened the link',
    async (status, isSeen) => {
      const { challengeId, linkToken } = await fixture.sentChallenge();
      if (isSeen) await fixture.bot.findByLink(linkToken);
      await fixture.refuse(challengeId, PHONE, 'r1');
      await expect(statusOf(challengeId)).resolves.toBe(status);
      await fixture.bot.findByLink(linkToken);
      await expect(statusOf(challengeId)).resolves.toBe('opened');
      await exhaust(challengeId);
      await expect(statusOf(challengeId)).resolves.toBe('closed');
    },
  );

  test.each<[string, (challengeId: string) => Promise<unknown>]>([
    ['refused by the owner who opened its link', (challengeId) => fixture.refuse(challengeId, PHONE, 'r1')],
    ['closed because its phone changes hands', () => fixture.bot.closeChallenges(PHONE)],
    ['replaced', (challengeId) => fixture.otp.replaceChallenge(challengeId)],
    ['exhausted', (challengeId) => exhaust(challengeId)],
  ])('is closed once the challenge is %s', async (_, end) => {
    const { challengeId } = await fixture.sentChallenge();
    await fixture.openChallenge(challengeId, OWNER);
    await end(challengeId);
    await expect(statusOf(challengeId)).resolves.toBe('closed');
  });

  test('is missing for unknown and expired challenges and for codes of the bot', async () => {
    const { challengeId } = await fixture.request();
    const bot = await fixture.botCode();
    await expect(fixture.otp.status(bot.challengeId)).resolves.toBeUndefined();
    await fixture.passTime(300_000);
    for (const id of [challengeId, '', 'x', `00${'0'.repeat(32)}`, `3f${'f'.repeat(32)}`])
      await expect(fixture.otp.status(id)).resolves.toBeUndefined();
    await expect(statusOf((await fixture.request()).challengeId)).resolves.toBe('pending');
  });

  test('has the time until the challenge expires', async () => {
    const { challengeId } = await fixture.request();
    await fixture.passTime(60_000);
    const { leftMs } = (await fixture.otp.status(challengeId))!;
    expect(leftMs).toBeLessThanOrEqual(240_000);
    expect(leftMs).toBeGreaterThan(230_000);
  });

  test('is read by fifty at once without a write', async () => {
    const seen = await fixture.sentChallenge();
    await fixture.bot.findByLink(seen.linkToken);
    const used = await fixture.sentChallenge(OTHER_PHONE);
    await fixture.verify(used.challengeId, used.code);
    const refused = await fixture.sentChallenge();
    await fixture.refuse(refused.challengeId, PHONE, 'r1');
    const unknown = `00${'0'.repeat(32)}`;
    const before = await allKeys();
    for (const [{ challengeId }, status] of [
      [seen, 'opened'],
      [used, 'verified'],
      [refused, 'pending'],
      [{ challengeId: unknown }, 'gone'],
    ] as const) {
      const statuses = await atOnce(50, () => statusOf(challengeId));
      expect(tally(statuses)).toEqual({ [status]: 50 });
    }
    expect(await allKeys()).toEqual(before);
  });

  /** Every key with its value, and whether it expires. */
  const allKeys = async (): Promise<unknown[]> => {
    const { client, namespace } = fixture.store;
    const keys = (await client.keys(`${namespace}:*`)).sort();
    return Promise.all(
      keys.map(async (key) => {
        const type = await client.type(key);
        const expires = (await client.pttl(key)) > 0;
        if (type === 'hash') return [key, expires, await client.hgetall(key)];
        if (type === 'zset') return [key, expires, await client.zrange(key, '0', '-1', 'WITHSCORES')];
        return [key, expires, await client.get(key)];
      }),
    );
  };
});

describe('a change of a challenge', () => {
  test('is published to the workers only when its code has ended without being used', async () => {
    const { challengeId, linkToken } = await fixture.request();
    await fixture.bot.findByLink(linkToken);
    await fixture.openChallenge(challengeId, OWNER);
    const task = (await fixture.claimCode(challengeId))!;
    await fixture.outbox.delivered(task, { chatId: 7, messageId: 1 });
    await fixture.verify(challengeId, task.code);
    expect(new Set(fixture.changed)).toEqual(new Set([challengeId]));
    expect(fixture.ended).toEqual([]);
    const [refused, replaced, closed] = [
      await fixture.request(),
      await fixture.request(OTHER_PHONE),
      await fixture.request(OTHER_PHONE),
    ];
    await fixture.refuse(refused.challengeId, PHONE, 'r1');
    await fixture.otp.replaceChallenge(replaced.challengeId);
    await fixture.bot.closeChallenges(OTHER_PHONE);
    expect(fixture.ended).toEqual([refused, replaced, closed].map((each) => each.challengeId));
  });

  test('is published exactly when its page may see it', async () => {
    const { challengeId, linkToken } = await fixture.request();
    const publishedBy = async (work: Promise<unknown>): Promise<number> => {
      fixture.changed.length = 0;
      await work.catch(() => undefined);
      expect(new Set(fixture.changed).size).toBeLessThanOrEqual(1);
      return fixture.changed.filter((id) => id === challengeId).length;
    };
    expect(await publishedBy(fixture.otp.status(challengeId))).toBe(0);
    expect(await publishedBy(fixture.bot.findByLink(linkToken))).toBe(1);
    expect(await publishedBy(fixture.openChallenge(challengeId, { telegramId: 2, phone: OTHER_PHONE }))).toBe(
      0,
    );
    expect(await publishedBy(fixture.openChallenge(challengeId, OWNER))).toBe(1);
    const task = (await fixture.claimCode(challengeId))!;
    expect(await publishedBy(fixture.outbox.delivered(task, { chatId: 7, messageId: 1 }))).toBe(1);
    const wrong = wrongCodeThan(task.code);
    for (const count of [0, 0, 1]) expect(await publishedBy(fixture.verify(challengeId, wrong))).toBe(count);
    expect(await publishedBy(fixture.refuse(challengeId, OTHER_PHONE, 'r1'))).toBe(0);
    expect(await publishedBy(fixture.refuse(challengeId, PHONE, 'r1'))).toBe(1);
  });

  test('is published once for each challenge that is closed or replaced', async () => {
    const [first, second, other] = [
      await fixture.request(),
      await fixture.request(),
      await fixture.request(OTHER_PHONE),
    ];
    fixture.changed.length = 0;
    await fixture.otp.replaceChallenge(other.challengeId);
    await fixture.otp.replaceChallenge(other.challengeId);
    await atOnce(50, () => fixture.bot.closeChallenges(PHONE));
    for (const published of [fixture.changed, fixture.ended])
      expect(tally(published)).toEqual({
        [first.challengeId]: 1,
        [second.challengeId]: 1,
        [other.challengeId]: 1,
      });
  });
});
