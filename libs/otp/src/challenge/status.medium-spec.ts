import { OTHER_PHONE, OtpOnRedis, outcomeOf, PHONE, tally, times, wrongCodeThan } from '../spec/otp-on-redis';

const OWNER = { telegramId: 1, phone: PHONE };

describe('the status of a challenge', () => {
  let fixture: OtpOnRedis;
  beforeEach(async () => (fixture = await OtpOnRedis.open()));
  afterEach(() => fixture.close());

  const statusOf = async (challengeId: string) => (await fixture.otp.status(challengeId))?.status ?? 'gone';
  const exhaust = async (challengeId: string) => {
    for (let i = 0; i < 3; i++) await outcomeOf(fixture.verify(challengeId, 'no code'));
  };

  test('does not show that a code was pushed; it shows its use', async () => {
    const { challengeId, code } = await fixture.sent();
    await expect(statusOf(challengeId)).resolves.toBe('pending');
    const verified = await fixture.verify(challengeId, code);
    await expect(statusOf(challengeId)).resolves.toBe('verified');
    await fixture.otp.restoreChallenge(verified);
    await expect(statusOf(challengeId)).resolves.toBe('pending');
  });

  test('shows a link that its owner opened, and the code that is sent after that', async () => {
    const { challengeId, linkToken } = await fixture.request();
    await fixture.bot.findByLink(linkToken);
    await expect(statusOf(challengeId)).resolves.toBe('opened');
    await fixture.bot.openChallenge(challengeId, OWNER);
    const task = (await fixture.claimCode(challengeId))!;
    await expect(statusOf(challengeId)).resolves.toBe('opened');
    await fixture.outbox.delivered(task, { chatId: 7, messageId: 1 });
    await expect(statusOf(challengeId)).resolves.toBe('sent');
  });

  test('shows a link that its owner opened after the code had arrived', async () => {
    const { challengeId } = await fixture.sent();
    await fixture.bot.openChallenge(challengeId, OWNER);
    await expect(statusOf(challengeId)).resolves.toBe('sent');
  });

  test('is the same for a link that somebody else opened, whether or not the phone is linked', async () => {
    const [linked, unlinked] = [await fixture.sent(), await fixture.request()];
    await fixture.outbox.park((await fixture.claimCode(unlinked.challengeId))!);
    for (const { challengeId, linkToken } of [linked, unlinked]) {
      await fixture.bot.findByLink(linkToken);
      await fixture.bot.openChallenge(challengeId, { telegramId: 2, phone: OTHER_PHONE });
      await expect(statusOf(challengeId)).resolves.toBe('opened');
    }
  });

  test.each([
    ['pending', false],
    ['opened', true],
  ])(
    'stays %s when an owner who did not open the link refuses it, until it is exhausted',
    async (status, isSeen) => {
      const { challengeId, linkToken } = await fixture.sent();
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
    ['refused by who opened the link', (challengeId) => fixture.refuse(challengeId, PHONE, 'r1')],
    ['closed because its phone changes hands', () => fixture.bot.closeChallenges(PHONE)],
    ['replaced', (challengeId) => fixture.otp.replaceChallenge(challengeId)],
    ['exhausted', (challengeId) => exhaust(challengeId)],
  ])('is closed once the challenge is %s', async (_, end) => {
    const { challengeId } = await fixture.sent();
    await fixture.bot.openChallenge(challengeId, OWNER);
    await end(challengeId);
    await expect(statusOf(challengeId)).resolves.toBe('closed');
  });

  test('is gone for what is unknown, expired, or a code of the bot', async () => {
    const { challengeId } = await fixture.request();
    const asked = await fixture.bot.requestCode({ ...OWNER, language: 'ru' });
    const ofBot = asked.kind === 'issued' ? asked.entry.member.slice('code:'.length) : '';
    await expect(fixture.otp.status(ofBot)).resolves.toBeUndefined();
    await fixture.passTime(300_000);
    for (const id of [challengeId, '', 'x', `00${'0'.repeat(32)}`, `3f${'f'.repeat(32)}`])
      await expect(fixture.otp.status(id)).resolves.toBeUndefined();
    await expect(statusOf((await fixture.request()).challengeId)).resolves.toBe('pending');
  });

  test('names the rest of its life', async () => {
    const { challengeId } = await fixture.request();
    await fixture.passTime(60_000);
    const { leftMs } = (await fixture.otp.status(challengeId))!;
    expect(leftMs).toBeLessThanOrEqual(240_000);
    expect(leftMs).toBeGreaterThan(230_000);
  });

  test('is the same for fifty readers at once, who change nothing', async () => {
    const seen = await fixture.sent();
    await fixture.bot.findByLink(seen.linkToken);
    const used = await fixture.sent(OTHER_PHONE);
    await fixture.verify(used.challengeId, used.code);
    const refused = await fixture.sent();
    await fixture.refuse(refused.challengeId, PHONE, 'r1');
    const nobody = `00${'0'.repeat(32)}`;
    const before = await everything();
    for (const [{ challengeId }, status] of [
      [seen, 'opened'],
      [used, 'verified'],
      [refused, 'pending'],
      [{ challengeId: nobody }, 'gone'],
    ] as const) {
      const seen50 = await Promise.all(times(50, () => statusOf(challengeId)));
      expect(tally(seen50)).toEqual({ [status]: 50 });
    }
    expect(await everything()).toEqual(before);
  });

  /** Every key with what it holds, and whether it dies by itself. */
  const everything = async (): Promise<unknown[]> => {
    const { client, namespace } = fixture.store;
    const keys = (await client.keys(`${namespace}:*`)).sort();
    return Promise.all(
      keys.map(async (key) => {
        const type = await client.type(key);
        const lives = (await client.pttl(key)) > 0;
        if (type === 'hash') return [key, lives, await client.hgetall(key)];
        if (type === 'zset') return [key, lives, await client.zrange(key, '0', '-1', 'WITHSCORES')];
        return [key, lives, await client.get(key)];
      }),
    );
  };
});

describe('the change of a challenge is published', () => {
  let fixture: OtpOnRedis;
  beforeEach(async () => (fixture = await OtpOnRedis.open()));
  afterEach(() => fixture.close());

  test('after each change that its page may see, and after no other', async () => {
    const { challengeId, linkToken } = await fixture.request();
    const publishedBy = async (work: Promise<unknown>): Promise<number> => {
      fixture.changed.length = 0;
      await work.catch(() => undefined);
      expect(new Set(fixture.changed).size).toBeLessThanOrEqual(1);
      return fixture.changed.filter((id) => id === challengeId).length;
    };
    expect(await publishedBy(fixture.otp.status(challengeId))).toBe(0);
    expect(await publishedBy(fixture.bot.findByLink(linkToken))).toBe(1);
    expect(
      await publishedBy(fixture.bot.openChallenge(challengeId, { telegramId: 2, phone: OTHER_PHONE })),
    ).toBe(0);
    expect(await publishedBy(fixture.bot.openChallenge(challengeId, OWNER))).toBe(1);
    const task = (await fixture.claimCode(challengeId))!;
    expect(await publishedBy(fixture.outbox.delivered(task, { chatId: 7, messageId: 1 }))).toBe(1);
    const wrong = wrongCodeThan(task.code);
    for (const count of [0, 0, 1]) expect(await publishedBy(fixture.verify(challengeId, wrong))).toBe(count);
    expect(await publishedBy(fixture.refuse(challengeId, OTHER_PHONE, 'r1'))).toBe(0);
    expect(await publishedBy(fixture.refuse(challengeId, PHONE, 'r1'))).toBe(1);
  });

  test('once for each challenge that is closed or replaced', async () => {
    const [first, second, other] = [
      await fixture.request(),
      await fixture.request(),
      await fixture.request(OTHER_PHONE),
    ];
    fixture.changed.length = 0;
    await fixture.otp.replaceChallenge(other.challengeId);
    await fixture.otp.replaceChallenge(other.challengeId);
    await Promise.all(times(50, () => fixture.bot.closeChallenges(PHONE)));
    expect(tally(fixture.changed)).toEqual({
      [first.challengeId]: 1,
      [second.challengeId]: 1,
      [other.challengeId]: 1,
    });
  });
});
