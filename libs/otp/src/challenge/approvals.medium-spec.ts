import { OTHER_ORIGIN, OTHER_PHONE, OWNER, PHONE, useOtp, wrongNumberThan } from '../spec/otp-on-redis';

const fixture = useOtp();

const statusOf = async (challengeId: string) => (await fixture.otp.status(challengeId))?.status;

/** What makes an approval void. */
const ENDS: readonly [name: string, end: (challengeId: string) => Promise<unknown>][] = [
  ['"it was not me"', (challengeId) => fixture.refuse(challengeId, PHONE, 'r1')],
  ['a sign-out of all devices', () => fixture.bot.closeChallenges(PHONE)],
  ['a new request of its page', (challengeId) => fixture.otp.replaceChallenge(challengeId)],
];

describe('an approval', () => {
  test('signs in the page that shows the number, once', async () => {
    const { challengeId, number, secret, offers } = await fixture.openedChallenge();
    expect(offers).toContain(number);
    await expect(fixture.approve(challengeId, number)).resolves.toBe('approved');
    await expect(statusOf(challengeId)).resolves.toBe('approved');
    await expect(fixture.exchange(challengeId, secret)).resolves.toMatchObject({ phone: PHONE, chatId: 7 });
    await expect(statusOf(challengeId)).resolves.toBe('verified');
    await expect(fixture.claimEdit(challengeId)).resolves.toMatchObject({
      why: 'used',
      usedBy: OTHER_ORIGIN,
    });
    await expect(fixture.exchange(challengeId, secret)).rejects.toMatchObject({ code: 'challenge_gone' });
  });

  test('in the last seconds leaves a minute for the exchange, and no more', async () => {
    const { challengeId, number, secret } = await fixture.openedChallenge();
    const late = await fixture.openedChallenge();
    await fixture.passTime(295_000);
    for (const each of [{ challengeId, number }, late])
      await expect(fixture.approve(each.challengeId, each.number)).resolves.toBe('approved');
    // A repeated or a second press gives no more time.
    await fixture.passTime(50_000);
    await expect(fixture.approve(challengeId, number)).resolves.toBe('already');
    const { status, leftMs } = (await fixture.otp.status(challengeId))!;
    expect(status).toBe('approved');
    expect(leftMs).toBeLessThanOrEqual(10_000);
    await expect(fixture.outbox.due()).resolves.toEqual([]);
    await expect(fixture.exchange(challengeId, secret)).resolves.toMatchObject({ phone: PHONE });
    await fixture.passTime(10_000);
    await expect(fixture.exchange(late.challengeId, late.secret)).rejects.toMatchObject({
      code: 'challenge_gone',
    });
    await expect(fixture.claimEdit(late.challengeId)).resolves.toMatchObject({ why: 'expired' });
  });

  test('early in the life of its challenge does not shorten it', async () => {
    const { challengeId, number } = await fixture.openedChallenge();
    await fixture.approve(challengeId, number);
    expect((await fixture.otp.status(challengeId))!.leftMs).toBeGreaterThan(200_000);
  });

  test.each(ENDS)('is void after %s', async (_, end) => {
    const { challengeId, number, secret } = await fixture.openedChallenge();
    await fixture.approve(challengeId, number);
    await end(challengeId);
    await expect(fixture.exchange(challengeId, secret)).rejects.toMatchObject({ code: 'challenge_gone' });
  });

  test.each(ENDS)(
    'is void after %s also in the minute after its challenge would have expired',
    async (_, end) => {
      const { challengeId, number, secret } = await fixture.openedChallenge();
      await fixture.passTime(295_000);
      await fixture.approve(challengeId, number);
      await fixture.passTime(30_000);
      await end(challengeId);
      await expect(fixture.exchange(challengeId, secret)).rejects.toMatchObject({ code: 'challenge_gone' });
    },
  );

  test('in the last seconds keeps its challenge findable for those who close all of a phone', async () => {
    const { challengeId, number } = await fixture.openedChallenge();
    const { keys, store } = fixture;
    const partition = keys.partitionOf(PHONE);
    const stored = [keys.challenge(partition, challengeId), keys.live(partition, PHONE)];
    await fixture.passTime(295_000);
    await fixture.approve(challengeId, number);
    for (const key of stored) expect(await store.client.pttl(key)).toBeGreaterThan(30_000);
  });

  test('is wrong before the number was given, and with the secret of another page, and each try is an attempt', async () => {
    const [first, second] = [await fixture.openedChallenge(), await fixture.openedChallenge()];
    const wrong = (attemptsLeft: number) => ({ code: 'code_wrong', extras: { attemptsLeft } });
    await expect(fixture.exchange(first.challengeId, first.secret)).rejects.toMatchObject(wrong(2));
    await fixture.approve(first.challengeId, first.number);
    for (const [secret, left] of [
      [second.secret, 1],
      ['', 0],
    ] as const)
      await expect(fixture.exchange(first.challengeId, secret)).rejects.toMatchObject(wrong(left));
    await expect(fixture.exchange(first.challengeId, first.secret)).rejects.toMatchObject({
      code: 'attempts_exhausted',
    });
    await expect(statusOf(first.challengeId)).resolves.toBe('closed');
    await expect(fixture.claimEdit(first.challengeId)).resolves.toMatchObject({ why: 'exhausted' });
    expect(await fixture.wrongCodes()).toBe(0);
  });

  test('has one try: a wrong number closes the challenge and counts as a wrong code of the phone', async () => {
    const { challengeId, number, secret, code } = await fixture.openedChallenge();
    await expect(fixture.approve(challengeId, wrongNumberThan(number))).resolves.toBe('wrong');
    await expect(fixture.approve(challengeId, number)).resolves.toBe('gone');
    await expect(fixture.exchange(challengeId, secret)).rejects.toMatchObject({ code: 'challenge_gone' });
    await expect(fixture.verify(challengeId, code)).rejects.toMatchObject({ code: 'challenge_gone' });
    await expect(statusOf(challengeId)).resolves.toBe('closed');
    await expect(fixture.claimEdit(challengeId)).resolves.toMatchObject({
      why: 'wrong_number',
      messageId: 70,
    });
    expect(await fixture.wrongCodes()).toBe(1);
  });

  test('does not show by a wrong number that the phone is linked, if the link was never opened', async () => {
    const { challengeId, approval, code } = await fixture.sentChallenge();
    const typed = { by: 'answer' } as const;
    await expect(fixture.approve(challengeId, wrongNumberThan(approval.number), typed)).resolves.toBe(
      'wrong',
    );
    await expect(statusOf(challengeId)).resolves.toBe('pending');
    await expect(fixture.verify(challengeId, code)).rejects.toMatchObject({ code: 'code_wrong' });
    await expect(fixture.exchange(challengeId, approval.secret)).rejects.toMatchObject({
      code: 'code_wrong',
    });
  });

  test('by a button is refused unless the same account has opened the link', async () => {
    const pushed = await fixture.sentChallenge();
    await expect(fixture.approve(pushed.challengeId, pushed.approval.number)).resolves.toBe('gone');
    const opened = await fixture.openedChallenge();
    await expect(fixture.approve(opened.challengeId, opened.number, { telegramId: 2 })).resolves.toBe('gone');
    await expect(fixture.approve(opened.challengeId, opened.number)).resolves.toBe('approved');
  });

  test('by an account with another phone does nothing, whatever the number', async () => {
    const { challengeId, number } = await fixture.openedChallenge();
    for (const given of [number, wrongNumberThan(number)])
      for (const by of ['button', 'answer'] as const)
        await expect(fixture.approve(challengeId, given, { phone: OTHER_PHONE, by })).resolves.toBe('gone');
    await expect(fixture.approve(challengeId, number)).resolves.toBe('approved');
  });

  test('does nothing for a challenge that has expired, was used, replaced or refused', async () => {
    const used = await fixture.openedChallenge();
    await fixture.verify(used.challengeId, used.code);
    const refused = await fixture.openedChallenge();
    await fixture.refuse(refused.challengeId, PHONE, 'r1');
    const replaced = await fixture.openedChallenge();
    await fixture.otp.replaceChallenge(replaced.challengeId);
    await fixture.passTime(60_000);
    const expired = await fixture.openedChallenge();
    await fixture.passTime(300_000);
    for (const { challengeId, number, secret } of [used, refused, replaced, expired]) {
      await expect(fixture.approve(challengeId, number)).resolves.toBe('gone');
      await expect(fixture.exchange(challengeId, secret)).rejects.toMatchObject({ code: 'challenge_gone' });
    }
  });

  test('that was refused is closed for its page, although the link was never opened', async () => {
    const { challengeId, approval } = await fixture.sentChallenge();
    await fixture.approve(challengeId, approval.number, { by: 'answer' });
    await fixture.refuse(challengeId, PHONE, 'r1');
    await expect(statusOf(challengeId)).resolves.toBe('closed');
  });

  test('of a code that erases the shop does not exist', async () => {
    const { challengeId } = await fixture.requestEraseCode();
    await fixture.outbox.delivered((await fixture.claimCode(challengeId))!, { chatId: 7, messageId: 71 });
    for (const by of ['button', 'answer'] as const)
      await expect(fixture.approve(challengeId, '', { by })).resolves.toBe('gone');
    await expect(fixture.exchange(challengeId, '')).rejects.toMatchObject({ code: 'challenge_gone' });
  });

  test('works for a locked phone', async () => {
    const { challengeId, number, secret, code } = await fixture.openedChallenge();
    await fixture.storeWrongCodes(10);
    await expect(fixture.verify(challengeId, code)).rejects.toMatchObject({ code: 'phone_locked' });
    await expect(fixture.approve(challengeId, number)).resolves.toBe('approved');
    await expect(fixture.exchange(challengeId, secret)).resolves.toMatchObject({ phone: PHONE });
  });

  test('locks the phone with its tenth wrong number or code, and notifies the owner', async () => {
    const { challengeId, number } = await fixture.openedChallenge();
    await fixture.storeWrongCodes(9);
    const approval = { ...OWNER, number: wrongNumberThan(number), by: 'button', tryId: '1' } as const;
    for (let repetition = 0; repetition < 2; repetition++)
      await expect(fixture.approvals.approve(challengeId, approval)).resolves.toEqual({
        outcome: 'wrong',
        locks: true,
      });
    expect(await fixture.wrongCodes()).toBe(10);
    const jobs = await fixture.store.client.keys(fixture.store.key('*job:notification:phone_locked*'));
    expect(jobs).toHaveLength(1);
  });

  test('has the same outcome again when the same update of Telegram is handled again', async () => {
    const [right, wrong] = [await fixture.openedChallenge(), await fixture.openedChallenge()];
    for (let repetition = 0; repetition < 2; repetition++) {
      await expect(fixture.approve(right.challengeId, right.number, { tryId: '1' })).resolves.toBe(
        'approved',
      );
      await expect(
        fixture.approve(wrong.challengeId, wrongNumberThan(wrong.number), { tryId: '2' }),
      ).resolves.toBe('wrong');
    }
    await expect(fixture.approve(right.challengeId, right.number)).resolves.toBe('already');
    expect(await fixture.wrongCodes()).toBe(1);
  });

  test('is given back with the attempt when the session could not be stored', async () => {
    const { challengeId, number, secret } = await fixture.openedChallenge();
    await fixture.approve(challengeId, number);
    await fixture.otp.restoreChallenge(await fixture.exchange(challengeId, secret));
    await expect(statusOf(challengeId)).resolves.toBe('approved');
    await expect(fixture.exchange(challengeId, secret)).resolves.toMatchObject({ phone: PHONE });
  });

  test('is published to the page', async () => {
    const [right, wrong] = [await fixture.openedChallenge(), await fixture.openedChallenge()];
    fixture.changed.length = 0;
    await fixture.approve(right.challengeId, right.number);
    await fixture.approve(right.challengeId, right.number);
    await fixture.approve(wrong.challengeId, wrongNumberThan(wrong.number));
    expect(fixture.changed).toEqual([right.challengeId, wrong.challengeId]);
    expect(fixture.ended).toEqual([wrong.challengeId]);
  });

  test('is stored without its secret', async () => {
    const { challengeId, secret } = await fixture.openedChallenge();
    const key = fixture.keys.challenge(fixture.keys.partitionOf(PHONE), challengeId);
    expect(JSON.stringify(await fixture.store.client.hgetall(key))).not.toContain(secret);
  });
});
