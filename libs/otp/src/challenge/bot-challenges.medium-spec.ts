import { ORIGIN, OTHER_PHONE, OWNER, PHONE, useOtp } from '../spec/otp-on-redis';
import { atOnce, inSequence, outcomeOf, tally } from '../spec/outcomes';

const fixture = useOtp();

describe('the link of a challenge', () => {
  test('leads to its challenge', async () => {
    const { challengeId, linkToken } = await fixture.request();
    const found = await atOnce(50, () => fixture.bot.findByLink(linkToken));
    expect(found.every((challenge) => challenge?.challengeId === challengeId)).toBe(true);
    expect(found[0]).toEqual({
      challengeId,
      phone: PHONE,
      language: 'ru',
      origin: ORIGIN,
      openedBy: undefined,
    });
  });

  test('leads nowhere when it is malformed', async () => {
    const { challengeId, linkToken } = await fixture.request();
    for (const nonsense of ['', challengeId, `${linkToken}x`, `00${'A'.repeat(22)}`, '../..']) {
      await expect(fixture.bot.findByLink(nonsense)).resolves.toBeUndefined();
    }
  });

  test('is not stored in plain text', async () => {
    const { linkToken } = await fixture.request();
    expect((await fixture.store.client.keys('*')).join()).not.toContain(linkToken);
  });

  test('makes a parked challenge due for the owner', async () => {
    const { challengeId } = await fixture.parkedChallenge();
    await expect(fixture.claimCode(challengeId)).resolves.toBeUndefined();
    await expect(fixture.openChallenge(challengeId, OWNER)).resolves.toBe('due');
    await expect(fixture.claimCode(challengeId)).resolves.toMatchObject({ phone: PHONE });
  });

  test('does not open for an account with another phone', async () => {
    const { challengeId } = await fixture.parkedChallenge();
    await expect(fixture.openChallenge(challengeId, { telegramId: 2, phone: OTHER_PHONE })).resolves.toBe(
      'other_phone',
    );
    await expect(fixture.openChallenge(challengeId, OWNER)).resolves.toBe('due');
  });

  test('belongs to the first of fifty accounts that open it', async () => {
    const { challengeId } = await fixture.parkedChallenge();
    const opened = await atOnce(50, (i) =>
      fixture.openChallenge(challengeId, { telegramId: i + 1, phone: PHONE }),
    );
    expect(tally(opened)).toEqual({ due: 1, gone: 49 });
    const first = opened.indexOf('due') + 1;
    await expect(fixture.openChallenge(challengeId, { telegramId: first, phone: PHONE })).resolves.toBe(
      'due',
    );
    await fixture.outbox.delivered((await fixture.claimCode(challengeId))!, { chatId: 7, messageId: 1 });
    await expect(fixture.openChallenge(challengeId, { telegramId: first, phone: PHONE })).resolves.toBe(
      'sent',
    );
    await expect(fixture.claimCode(challengeId)).resolves.toBeUndefined();
  });

  test('looks the same to a stranger after the challenge was refused', async () => {
    const [refused, live] = [await fixture.request(), await fixture.request()];
    await fixture.refuse(refused.challengeId, PHONE, 'r1');
    for (const { linkToken, challengeId } of [refused, live]) {
      await expect(fixture.bot.findByLink(linkToken)).resolves.toMatchObject({ challengeId });
      await expect(fixture.openChallenge(challengeId, { telegramId: 2, phone: OTHER_PHONE })).resolves.toBe(
        'other_phone',
      );
    }
    await expect(fixture.openChallenge(refused.challengeId, OWNER)).resolves.toBe('gone');
  });
});

describe('a parked code', () => {
  test('is not lost when it becomes due while a worker parks it', async () => {
    const { challengeId } = await fixture.request();
    const task = (await fixture.claimCode(challengeId))!;
    await expect(fixture.openChallenge(challengeId, OWNER)).resolves.toBe('due');
    await fixture.outbox.park(task);
    await expect(fixture.claimCode(challengeId)).resolves.toBeDefined();
  });

  test('is claimed once after its phone got a chat', async () => {
    await fixture.parkedChallenge();
    await fixture.parkedChallenge();
    const due = await atOnce(50, () => fixture.bot.makeParkedDue(PHONE));
    const claimed = await Promise.all(due.flat().map((entry) => fixture.outbox.claim(entry)));
    expect(claimed.filter(Boolean)).toHaveLength(2);
    await expect(fixture.bot.makeParkedDue(OTHER_PHONE)).resolves.toEqual([]);
  });

  test('is never sent after its attempts are exhausted', async () => {
    const { challengeId } = await fixture.parkedChallenge();
    await inSequence(3, () => outcomeOf(fixture.verify(challengeId, '000000')));
    await expect(fixture.bot.makeParkedDue(PHONE)).resolves.toEqual([]);
    await expect(fixture.openChallenge(challengeId, OWNER)).resolves.toBe('gone');
  });
});

describe('the challenge that waits for the contact of an account', () => {
  test('is stored until the caller removes it', async () => {
    const { challengeId } = await fixture.request();
    await fixture.bot.awaitContact(1, challengeId);
    await expect(fixture.bot.awaitedChallenge(1)).resolves.toBe(challengeId);
    await fixture.bot.forgetAwaitedChallenge(1);
    await expect(fixture.bot.awaitedChallenge(1)).resolves.toBeUndefined();
  });
});

describe('"it was not me"', () => {
  test('closes a challenge whose link was opened', async () => {
    const { challengeId } = await fixture.request();
    await fixture.openChallenge(challengeId, OWNER);
    const task = (await fixture.claimCode(challengeId))!;
    await fixture.outbox.delivered(task, { chatId: 7, messageId: 1 });
    const refusals = await atOnce(50, (i) => fixture.refuse(challengeId, PHONE, `r${i}`));
    expect(tally(refusals)).toEqual({ refused: 1, gone: 49 });
    await expect(fixture.verify(challengeId, task.code)).rejects.toMatchObject({ code: 'challenge_gone' });
    await expect(fixture.claimFirstDue()).resolves.toMatchObject({
      why: 'refused',
    });
  });

  test('makes every code wrong when the link was never opened', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    await fixture.refuse(challengeId, PHONE, 'r1');
    const outcomes = await inSequence(4, () => outcomeOf(fixture.verify(challengeId, code)));
    expect(outcomes).toEqual(['code_wrong', 'code_wrong', 'code_wrong', 'attempts_exhausted']);
  });

  test('stops pushed codes, while links and /code still work', async () => {
    const before = await fixture.sentChallenge();
    await fixture.refuse(before.challengeId, PHONE, 'r1');
    const after = await fixture.request();
    expect(Object.keys(after)).toEqual(Object.keys(before).filter((key) => key !== 'code'));
    await expect(fixture.claimCode(after.challengeId)).resolves.toBeUndefined();
    await expect(fixture.openChallenge(after.challengeId, OWNER)).resolves.toBe('due');
    await expect(fixture.claimCode(after.challengeId)).resolves.toBeDefined();
    await expect(fixture.botCode()).resolves.toMatchObject({ channel: 'bot' });
  });

  test('has the same outcome when the same press is repeated', async () => {
    const { challengeId } = await fixture.sentChallenge();
    for (const refusal of ['r1', 'r1'])
      await expect(fixture.refuse(challengeId, PHONE, refusal)).resolves.toBe('refused');
    await expect(fixture.refuse(challengeId, PHONE, 'r2')).resolves.toBe('gone');
  });

  test('is accepted only from the owner', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    await expect(fixture.refuse(challengeId, OTHER_PHONE, 'r1')).resolves.toBe('gone');
    await expect(fixture.verify(challengeId, code)).resolves.toMatchObject({ phone: PHONE });
  });

  test('lets the page replace the challenge as usual', async () => {
    const page = await fixture.sentChallenge();
    await fixture.refuse(page.challengeId, PHONE, 'r1');
    await fixture.otp.replaceChallenge(page.challengeId);
    await expect(outcomeOf(fixture.verify(page.challengeId, page.code))).resolves.toBe('challenge_gone');
  });

  test('stops pushed codes even after the code was used', async () => {
    const page = await fixture.sentChallenge();
    await fixture.verify(page.challengeId, page.code);
    const refusals = await atOnce(50, (i) => fixture.refuse(page.challengeId, PHONE, `r${i}`));
    expect(tally(refusals)).toEqual({ used: 50 });
    const next = await fixture.request();
    await expect(fixture.claimCode(next.challengeId)).resolves.toBeUndefined();
  });
});

describe('pushed codes', () => {
  test('are not sent for a day after the owner has undone a sign-in', async () => {
    await fixture.bot.stopPushedCodes(PHONE);
    const { challengeId } = await fixture.request();
    await expect(fixture.claimCode(challengeId)).resolves.toBeUndefined();
    await fixture.passTime(24 * 3_600_000);
    await expect(fixture.claimCode((await fixture.request()).challengeId)).resolves.toBeDefined();
  });
});

describe('a phone that changes hands', () => {
  test('ends the challenges of its pages and of the bot', async () => {
    const page = await fixture.sentChallenge();
    const botEntry = await fixture.requestBotCode();
    await atOnce(50, () => fixture.bot.closeChallenges(PHONE));
    // The link was never opened, so the page must not learn that the phone is linked.
    await expect(fixture.verify(page.challengeId, page.code)).rejects.toMatchObject({ code: 'code_wrong' });
    await expect(fixture.outbox.claim(botEntry)).resolves.toBeUndefined();
    await expect(fixture.claimFirstDue()).resolves.toMatchObject({
      kind: 'edit',
      why: 'closed',
    });
  });

  test('ends a code that lives longer than a later one, whose lifetime is configured shorter', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    await fixture.withConfig({ ttlSeconds: 60 }).request();
    await fixture.passTime(61_000);
    await fixture.bot.closeChallenges(PHONE);
    await expect(fixture.verify(challengeId, code)).rejects.toMatchObject({ code: 'code_wrong' });
  });
});
