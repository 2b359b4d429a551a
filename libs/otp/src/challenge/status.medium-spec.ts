import { OTHER_PHONE, OtpOnRedis, outcomeOf, PHONE, tally, times, wrongCodeThan } from '../spec/otp-on-redis';

const OWNER = { telegramId: 1, phone: PHONE };

describe('what the page of a challenge is told', () => {
  let it_: OtpOnRedis;
  beforeEach(async () => (it_ = await OtpOnRedis.open()));
  afterEach(() => it_.close());

  const statusOf = async (challengeId: string) => (await it_.otp.status(challengeId))?.status ?? 'gone';
  const exhaust = async (challengeId: string) => {
    for (let i = 0; i < 3; i++) await outcomeOf(it_.verify(challengeId, 'no code'));
  };

  test('a code that was pushed is nothing to tell; its use is', async () => {
    const { challengeId, code } = await it_.sent();
    await expect(statusOf(challengeId)).resolves.toBe('pending');
    const verified = await it_.verify(challengeId, code);
    await expect(statusOf(challengeId)).resolves.toBe('verified');
    await it_.otp.restoreChallenge(verified);
    await expect(statusOf(challengeId)).resolves.toBe('pending');
  });

  test('a link that its owner opened, and the code that goes out after that', async () => {
    const { challengeId, linkToken } = await it_.request();
    await it_.bot.findByLink(linkToken);
    await expect(statusOf(challengeId)).resolves.toBe('opened');
    await it_.bot.openChallenge(challengeId, OWNER);
    const task = (await it_.claimCode(challengeId))!;
    await expect(statusOf(challengeId)).resolves.toBe('opened');
    await it_.outbox.delivered(task, { chatId: 7, messageId: 1 });
    await expect(statusOf(challengeId)).resolves.toBe('sent');
  });

  test('a link that its owner opened after the code had come', async () => {
    const { challengeId } = await it_.sent();
    await it_.bot.openChallenge(challengeId, OWNER);
    await expect(statusOf(challengeId)).resolves.toBe('sent');
  });

  test('a link that somebody else opened looks alike whether or not the phone is linked', async () => {
    const [linked, unlinked] = [await it_.sent(), await it_.request()];
    await it_.outbox.park((await it_.claimCode(unlinked.challengeId))!);
    for (const { challengeId, linkToken } of [linked, unlinked]) {
      await it_.bot.findByLink(linkToken);
      await it_.bot.openChallenge(challengeId, { telegramId: 2, phone: OTHER_PHONE });
      await expect(statusOf(challengeId)).resolves.toBe('opened');
    }
  });

  test.each([
    ['pending', false],
    ['opened', true],
  ])('a refusal of who did not open the link leaves it %s, until it is exhausted', async (status, isSeen) => {
    const { challengeId, linkToken } = await it_.sent();
    if (isSeen) await it_.bot.findByLink(linkToken);
    await it_.refuse(challengeId, PHONE, 'r1');
    await expect(statusOf(challengeId)).resolves.toBe(status);
    await it_.bot.findByLink(linkToken);
    await expect(statusOf(challengeId)).resolves.toBe('opened');
    await exhaust(challengeId);
    await expect(statusOf(challengeId)).resolves.toBe('closed');
  });

  test.each<[string, (challengeId: string) => Promise<unknown>]>([
    ['refused by who opened the link', (challengeId) => it_.refuse(challengeId, PHONE, 'r1')],
    ['closed because its phone changes hands', () => it_.bot.closeChallenges(PHONE)],
    ['replaced', (challengeId) => it_.otp.replaceChallenge(challengeId)],
    ['exhausted', (challengeId) => exhaust(challengeId)],
  ])('one that is %s is closed', async (_, end) => {
    const { challengeId } = await it_.sent();
    await it_.bot.openChallenge(challengeId, OWNER);
    await end(challengeId);
    await expect(statusOf(challengeId)).resolves.toBe('closed');
  });

  test('what is unknown, expired, or was asked of the bot is gone', async () => {
    const { challengeId } = await it_.request();
    const asked = await it_.bot.requestCode({ ...OWNER, language: 'ru' });
    const ofBot = asked.kind === 'issued' ? asked.entry.member.slice('code:'.length) : '';
    await expect(it_.otp.status(ofBot)).resolves.toBeUndefined();
    await it_.passTime(300_000);
    for (const id of [challengeId, '', 'x', `00${'0'.repeat(32)}`, `3f${'f'.repeat(32)}`])
      await expect(it_.otp.status(id)).resolves.toBeUndefined();
    await expect(statusOf((await it_.request()).challengeId)).resolves.toBe('pending');
  });

  test('how long it still lives', async () => {
    const { challengeId } = await it_.request();
    await it_.passTime(60_000);
    const { leftMs } = (await it_.otp.status(challengeId))!;
    expect(leftMs).toBeLessThanOrEqual(240_000);
    expect(leftMs).toBeGreaterThan(230_000);
  });

  test('fifty looks at once see the same and change nothing', async () => {
    const seen = await it_.sent();
    await it_.bot.findByLink(seen.linkToken);
    const used = await it_.sent(OTHER_PHONE);
    await it_.verify(used.challengeId, used.code);
    const refused = await it_.sent();
    await it_.refuse(refused.challengeId, PHONE, 'r1');
    const nobody = `00${'0'.repeat(32)}`;
    const before = await everything();
    for (const [{ challengeId }, status] of [
      [seen, 'opened'],
      [used, 'verified'],
      [refused, 'pending'],
      [{ challengeId: nobody }, 'gone'],
    ] as const) {
      const told = await Promise.all(times(50, () => statusOf(challengeId)));
      expect(tally(told)).toEqual({ [status]: 50 });
    }
    expect(await everything()).toEqual(before);
  });

  /** Every key with what it holds, and whether it dies by itself. */
  const everything = async (): Promise<unknown[]> => {
    const { client, namespace } = it_.store;
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

describe('who may watch a challenge is told to look again', () => {
  let it_: OtpOnRedis;
  beforeEach(async () => (it_ = await OtpOnRedis.open()));
  afterEach(() => it_.close());

  test('after each thing that its page may see, and after no other', async () => {
    const { challengeId, linkToken } = await it_.request();
    const rung = async (work: Promise<unknown>): Promise<number> => {
      it_.changed.length = 0;
      await work.catch(() => undefined);
      expect(new Set(it_.changed).size).toBeLessThanOrEqual(1);
      return it_.changed.filter((id) => id === challengeId).length;
    };
    expect(await rung(it_.otp.status(challengeId))).toBe(0);
    expect(await rung(it_.bot.findByLink(linkToken))).toBe(1);
    expect(await rung(it_.bot.openChallenge(challengeId, { telegramId: 2, phone: OTHER_PHONE }))).toBe(0);
    expect(await rung(it_.bot.openChallenge(challengeId, OWNER))).toBe(1);
    const task = (await it_.claimCode(challengeId))!;
    expect(await rung(it_.outbox.delivered(task, { chatId: 7, messageId: 1 }))).toBe(1);
    const wrong = wrongCodeThan(task.code);
    for (const rings of [0, 0, 1]) expect(await rung(it_.verify(challengeId, wrong))).toBe(rings);
    expect(await rung(it_.refuse(challengeId, OTHER_PHONE, 'r1'))).toBe(0);
    expect(await rung(it_.refuse(challengeId, PHONE, 'r1'))).toBe(1);
  });

  test('each of those that are closed or replaced, once', async () => {
    const [first, second, other] = [await it_.request(), await it_.request(), await it_.request(OTHER_PHONE)];
    it_.changed.length = 0;
    await it_.otp.replaceChallenge(other.challengeId);
    await it_.otp.replaceChallenge(other.challengeId);
    await Promise.all(times(50, () => it_.bot.closeChallenges(PHONE)));
    expect(tally(it_.changed)).toEqual({
      [first.challengeId]: 1,
      [second.challengeId]: 1,
      [other.challengeId]: 1,
    });
  });
});
