import { OTHER_PHONE, OtpOnRedis, ORIGIN, outcomeOf, PHONE, tally, times } from '../spec/otp-on-redis';

describe('what people do with challenges in Telegram', () => {
  let fixture: OtpOnRedis;
  beforeEach(async () => (fixture = await OtpOnRedis.open()));
  afterEach(() => fixture.close());

  const parked = async () => {
    const issued = await fixture.request();
    await fixture.outbox.park((await fixture.claimCode(issued.challengeId))!);
    return issued;
  };

  test('a link leads to its challenge, and nonsense to none', async () => {
    const { challengeId, linkToken } = await fixture.request();
    const found = await Promise.all(times(50, () => fixture.bot.findByLink(linkToken)));
    expect(found.every((challenge) => challenge?.challengeId === challengeId)).toBe(true);
    expect(found[0]).toEqual({
      challengeId,
      phone: PHONE,
      language: 'ru',
      origin: ORIGIN,
      openedBy: undefined,
    });
    for (const nonsense of ['', challengeId, `${linkToken}x`, `00${'A'.repeat(22)}`, '../..']) {
      await expect(fixture.bot.findByLink(nonsense)).resolves.toBeUndefined();
    }
  });

  test('a link is not stored as it is', async () => {
    const { linkToken } = await fixture.request();
    expect((await fixture.store.client.keys('*')).join()).not.toContain(linkToken);
  });

  test('the link of a parked challenge makes it due for the owner', async () => {
    const { challengeId } = await parked();
    await expect(fixture.claimCode(challengeId)).resolves.toBeUndefined();
    await expect(fixture.bot.openChallenge(challengeId, { telegramId: 1, phone: PHONE })).resolves.toBe(
      'due',
    );
    await expect(fixture.claimCode(challengeId)).resolves.toMatchObject({ phone: PHONE });
  });

  test('the link is of no use to an account with another phone', async () => {
    const { challengeId } = await parked();
    await expect(fixture.bot.openChallenge(challengeId, { telegramId: 2, phone: OTHER_PHONE })).resolves.toBe(
      'other_phone',
    );
    await expect(fixture.bot.openChallenge(challengeId, { telegramId: 1, phone: PHONE })).resolves.toBe(
      'due',
    );
  });

  test('the link belongs to the first of fifty accounts, which may open it again', async () => {
    const { challengeId } = await parked();
    const opened = await Promise.all(
      times(50, (i) => fixture.bot.openChallenge(challengeId, { telegramId: i + 1, phone: PHONE })),
    );
    expect(tally(opened)).toEqual({ due: 1, foreign: 49 });
    const first = opened.indexOf('due') + 1;
    await expect(fixture.bot.openChallenge(challengeId, { telegramId: first, phone: PHONE })).resolves.toBe(
      'due',
    );
    await fixture.outbox.delivered((await fixture.claimCode(challengeId))!, { chatId: 7, messageId: 1 });
    await expect(fixture.bot.openChallenge(challengeId, { telegramId: first, phone: PHONE })).resolves.toBe(
      'sent',
    );
    await expect(fixture.claimCode(challengeId)).resolves.toBeUndefined();
  });

  test('a parked code that becomes due while a worker parks it is not lost', async () => {
    const { challengeId } = await fixture.request();
    const task = (await fixture.claimCode(challengeId))!;
    await expect(fixture.bot.openChallenge(challengeId, { telegramId: 1, phone: PHONE })).resolves.toBe(
      'due',
    );
    await fixture.outbox.park(task);
    await expect(fixture.claimCode(challengeId)).resolves.toBeDefined();
  });

  test('a contact makes every parked challenge due, and each is sent once', async () => {
    await parked();
    await parked();
    const woken = await Promise.all(times(50, () => fixture.bot.makeParkedDue(PHONE)));
    const claimed = await Promise.all(woken.flat().map((entry) => fixture.outbox.claim(entry)));
    expect(claimed.filter(Boolean)).toHaveLength(2);
    await expect(fixture.bot.makeParkedDue(OTHER_PHONE)).resolves.toEqual([]);
  });

  test('an account is remembered by the challenge it wants, until it is forgotten', async () => {
    const { challengeId } = await fixture.request();
    await fixture.bot.awaitContact(1, challengeId);
    await expect(fixture.bot.awaitedChallenge(1)).resolves.toBe(challengeId);
    await fixture.bot.forgetAwaitedChallenge(1);
    await expect(fixture.bot.awaitedChallenge(1)).resolves.toBeUndefined();
  });

  test('"it was not me" ends a challenge whose link was opened', async () => {
    const { challengeId } = await fixture.request();
    await fixture.bot.openChallenge(challengeId, { telegramId: 1, phone: PHONE });
    const task = (await fixture.claimCode(challengeId))!;
    await fixture.outbox.delivered(task, { chatId: 7, messageId: 1 });
    const refusals = await Promise.all(times(50, (i) => fixture.refuse(challengeId, PHONE, `r${i}`)));
    expect(tally(refusals)).toEqual({ refused: 1, gone: 49 });
    await expect(fixture.verify(challengeId, task.code)).rejects.toMatchObject({ code: 'challenge_gone' });
    await expect(fixture.outbox.claim((await fixture.outbox.due())[0]!)).resolves.toMatchObject({
      why: 'refused',
    });
  });

  test('"it was not me" reveals nothing to a stranger: every code is wrong until the challenge expires', async () => {
    const { challengeId, code } = await fixture.sent();
    await fixture.refuse(challengeId, PHONE, 'r1');
    const outcomes = [];
    for (let i = 0; i < 4; i++) outcomes.push(await outcomeOf(fixture.verify(challengeId, code)));
    expect(outcomes).toEqual(['code_wrong', 'code_wrong', 'code_wrong', 'attempts_exhausted']);
  });

  test('"it was not me" stops pushed codes for a day, but neither links nor /code, and the answers stay alike', async () => {
    const before = await fixture.sent();
    await fixture.refuse(before.challengeId, PHONE, 'r1');
    const after = await fixture.request();
    expect(Object.keys(after)).toEqual(Object.keys(before).filter((key) => key !== 'code'));
    await expect(fixture.claimCode(after.challengeId)).resolves.toBeUndefined();
    await expect(fixture.bot.openChallenge(after.challengeId, { telegramId: 1, phone: PHONE })).resolves.toBe(
      'due',
    );
    await expect(fixture.claimCode(after.challengeId)).resolves.toBeDefined();
    await expect(
      fixture.bot.requestCode({ phone: PHONE, telegramId: 1, language: 'ru' }),
    ).resolves.toMatchObject({
      kind: 'issued',
    });
  });

  test('"it was not me" has the same outcome when the same press is repeated; another press finds it gone', async () => {
    const { challengeId } = await fixture.sent();
    for (const refusal of ['r1', 'r1'])
      await expect(fixture.refuse(challengeId, PHONE, refusal)).resolves.toBe('refused');
    await expect(fixture.refuse(challengeId, PHONE, 'r2')).resolves.toBe('gone');
  });

  test('the link of a refused challenge looks to a stranger like any other link', async () => {
    const [refused, live] = [await fixture.request(), await fixture.request()];
    await fixture.refuse(refused.challengeId, PHONE, 'r1');
    for (const { linkToken, challengeId } of [refused, live]) {
      await expect(fixture.bot.findByLink(linkToken)).resolves.toMatchObject({ challengeId });
      await expect(
        fixture.bot.openChallenge(challengeId, { telegramId: 2, phone: OTHER_PHONE }),
      ).resolves.toBe('other_phone');
    }
    await expect(
      fixture.bot.openChallenge(refused.challengeId, { telegramId: 1, phone: PHONE }),
    ).resolves.toBe('gone');
  });

  test('the code of an exhausted challenge is never sent', async () => {
    const { challengeId } = await fixture.request();
    await fixture.outbox.park((await fixture.claimCode(challengeId))!);
    for (let i = 0; i < 3; i++) await outcomeOf(fixture.verify(challengeId, '000000'));
    await expect(fixture.bot.makeParkedDue(PHONE)).resolves.toEqual([]);
    await expect(fixture.bot.openChallenge(challengeId, { telegramId: 1, phone: PHONE })).resolves.toBe(
      'gone',
    );
  });

  test('"it was not me" is accepted from the owner only', async () => {
    const { challengeId, code } = await fixture.sent();
    await expect(fixture.refuse(challengeId, OTHER_PHONE, 'r1')).resolves.toBe('gone');
    await expect(fixture.verify(challengeId, code)).resolves.toMatchObject({ phone: PHONE });
  });

  test('a phone that changes hands ends every challenge, asked of the page or the bot', async () => {
    const page = await fixture.sent();
    const asked = await fixture.bot.requestCode({ phone: PHONE, telegramId: 1, language: 'ru' });
    if (asked.kind !== 'issued') throw new Error('limited');
    await Promise.all(times(50, () => fixture.bot.closeChallenges(PHONE)));
    // Its link was never opened: to its page it looks as if the phone belonged to nobody.
    await expect(fixture.verify(page.challengeId, page.code)).rejects.toMatchObject({ code: 'code_wrong' });
    await expect(fixture.outbox.claim(asked.entry)).resolves.toBeUndefined();
    await expect(fixture.outbox.claim((await fixture.outbox.due())[0]!)).resolves.toMatchObject({
      kind: 'edit',
      why: 'closed',
    });
  });

  test('a refused challenge ends for the page that replaces it, like that of a phone that belongs to nobody', async () => {
    const page = await fixture.sent();
    await fixture.refuse(page.challengeId, PHONE, 'r1');
    await fixture.otp.replaceChallenge(page.challengeId);
    await expect(outcomeOf(fixture.verify(page.challengeId, page.code))).resolves.toBe('challenge_gone');
  });

  test('an owner who undoes a sign-in long after stops pushed codes as well', async () => {
    await fixture.bot.stopPushedCodes(PHONE);
    const { challengeId } = await fixture.request();
    await expect(fixture.claimCode(challengeId)).resolves.toBeUndefined();
    await fixture.passTime(24 * 3_600_000);
    await expect(fixture.claimCode((await fixture.request()).challengeId)).resolves.toBeDefined();
  });

  test('a used code that is refused closes nothing more, says so, and stops pushed codes as well', async () => {
    const page = await fixture.sent();
    await fixture.verify(page.challengeId, page.code);
    const refusals = await Promise.all(times(50, (i) => fixture.refuse(page.challengeId, PHONE, `r${i}`)));
    expect(tally(refusals)).toEqual({ used: 50 });
    const next = await fixture.request();
    await expect(fixture.claimCode(next.challengeId)).resolves.toBeUndefined();
  });
});
