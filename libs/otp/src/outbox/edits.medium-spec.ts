import { admitBotCode } from '../challenge/bot-code-scripts';
import { OTHER_ORIGIN, PHONE, useOtp, wrongCodeThan } from '../spec/otp-on-redis';
import { atOnce, inSequence, outcomeOf } from '../spec/outcomes';

describe('the message of a code', () => {
  const fixture = useOtp();

  test('is edited at expiry', async () => {
    const { challengeId } = await fixture.sentChallenge();
    await expect(fixture.outbox.due()).resolves.toEqual([]);
    await fixture.passTime(300_000);
    const due = await fixture.outbox.due();
    const edits = await atOnce(50, () => fixture.outbox.claim(due[0]!));
    const won = edits.filter((task) => task !== undefined);
    expect(won).toMatchObject([{ kind: 'edit', why: 'expired', chatId: 7, messageId: 70 }]);
    await atOnce(50, () => fixture.outbox.delivered(won[0]!));
    await expect(fixture.outbox.due()).resolves.toEqual([]);
    await expect(fixture.claimEdit(challengeId)).resolves.toBeUndefined();
  });

  test('is edited on the event after the use of its code', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    await fixture.verify(challengeId, code);
    await expect(fixture.outbox.due()).resolves.toEqual([]);
    await expect(fixture.claimEdit(challengeId)).resolves.toMatchObject({
      why: 'used',
    });
  });

  test('is edited ten seconds after the use of its code when the event was lost', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    await fixture.verify(challengeId, code);
    await fixture.passTime(10_000);
    await expect(fixture.claimDue()).resolves.toMatchObject([{ kind: 'edit', why: 'used' }]);
  });

  test('is edited at once when its code was used before the send was settled', async () => {
    const { challengeId } = await fixture.request();
    const task = (await fixture.claimCode(challengeId))!;
    await fixture.verify(challengeId, task.code);
    await fixture.outbox.delivered(task, { chatId: 7, messageId: 9 });
    await expect(fixture.claimFirstDue()).resolves.toMatchObject({
      why: 'used',
      messageId: 9,
    });
  });

  test('is edited even when the challenge expired during the send', async () => {
    const { challengeId } = await fixture.request();
    const task = (await fixture.claimCode(challengeId))!;
    await fixture.passTime(300_000);
    await fixture.outbox.delivered(task, { chatId: 7, messageId: 9 });
    await expect(fixture.claimFirstDue()).resolves.toMatchObject({
      why: 'expired',
      messageId: 9,
    });
  });

  test('is edited again after a failure, until an hour after the expiry', async () => {
    await fixture.sentChallenge();
    await fixture.passTime(300_000);
    const edit = (await fixture.claimFirstDue())!;
    await fixture.outbox.retry(edit, 5_000, 'passing');
    await fixture.passTime(5_000);
    await expect(fixture.claimFirstDue()).resolves.toMatchObject({
      kind: 'edit',
      failedSends: 1,
    });
    await fixture.passTime(3_600_000);
    for (const entry of await fixture.outbox.due())
      await expect(fixture.outbox.claim(entry)).resolves.toBeUndefined();
    await expect(fixture.outbox.due()).resolves.toEqual([]);
  });

  test('is left as it is when its code becomes valid again', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    const verified = await fixture.verify(challengeId, code);
    const edit = (await fixture.claimEdit(challengeId))!;
    await fixture.otp.restoreChallenge(verified);
    await fixture.outbox.postpone(edit, 0);
    await expect(fixture.outbox.due()).resolves.toEqual([]);
    await expect(fixture.verify(challengeId, code)).resolves.toMatchObject({ chatId: 7 });
  });

  test('is edited again when its reason changed during the edit', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    const verified = await fixture.verify(challengeId, code);
    const edit = (await fixture.claimEdit(challengeId))!;
    await fixture.otp.restoreChallenge(verified);
    await fixture.outbox.delivered(edit);
    await fixture.verify(challengeId, code);
    await expect(fixture.claimEdit(challengeId)).resolves.toMatchObject({
      why: 'used',
    });
  });

  test('is edited at once after the last wrong code, and the change is published', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    const guess = () => outcomeOf(fixture.verify(challengeId, wrongCodeThan(code)));
    await inSequence(2, guess);
    await expect(fixture.outbox.due()).resolves.toEqual([]);
    fixture.changed.length = 0;
    await atOnce(50, guess);
    await expect(fixture.claimFirstDue()).resolves.toMatchObject({ why: 'exhausted', messageId: 70 });
    expect([fixture.changed, fixture.ended]).toEqual([[challengeId], [challengeId]]);
  });

  test('is edited at once when the attempts end while the phone is locked', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    await fixture.storeWrongCodes(10);
    await atOnce(50, () => outcomeOf(fixture.verify(challengeId, code)));
    await expect(fixture.claimFirstDue()).resolves.toMatchObject({ why: 'exhausted', messageId: 70 });
  });

  test('is edited at once when the attempts ended before the send was settled', async () => {
    const { challengeId } = await fixture.request();
    const task = (await fixture.claimCode(challengeId))!;
    await inSequence(3, () => outcomeOf(fixture.verify(challengeId, wrongCodeThan(task.code))));
    fixture.ended.length = 0;
    await fixture.outbox.delivered(task, { chatId: 7, messageId: 9 });
    expect(fixture.ended).toEqual([challengeId]);
    await expect(fixture.claimFirstDue()).resolves.toMatchObject({ why: 'exhausted', messageId: 9 });
  });

  test('keeps the reason of a refusal when wrong codes follow', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    await fixture.refuse(challengeId, PHONE, 'r1');
    await inSequence(3, () => outcomeOf(fixture.verify(challengeId, wrongCodeThan(code))));
    await expect(fixture.claimFirstDue()).resolves.toMatchObject({ why: 'refused' });
  });

  test('is edited at once when its code becomes valid again after its attempts ended', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    const verified = await fixture.verify(challengeId, code);
    await atOnce(3, () => outcomeOf(fixture.verify(challengeId, code)));
    await fixture.otp.restoreChallenge(verified);
    await expect(fixture.claimFirstDue()).resolves.toMatchObject({ why: 'exhausted' });
  });

  test.each([
    ['is wrong three times', 'erase_exhausted'],
    ['expires', 'erase_expired'],
  ] as const)('says that the shop is not deleted when a code that erases %s', async (end, why) => {
    const { challengeId } = await fixture.requestEraseCode();
    const task = (await fixture.claimCode(challengeId))!;
    await fixture.outbox.delivered(task, { chatId: 7, messageId: 70 });
    const guess = () =>
      fixture.otp.verifyEraseCode(challengeId, 's1', wrongCodeThan(task.code), OTHER_ORIGIN);
    if (end === 'expires') await fixture.passTime(300_000);
    else await inSequence(3, () => outcomeOf(guess()));
    await expect(fixture.claimFirstDue()).resolves.toMatchObject({ why });
  });
});

describe('the message of a code that was requested from the bot', () => {
  const fixture = useOtp();

  async function sentBotCode() {
    const task = await fixture.botCode();
    await fixture.outbox.delivered(task, { chatId: 7, messageId: 70 });
    fixture.changed.length = 0;
    return task;
  }

  test.each([
    ['typed with the phone', (wrong: string) => fixture.verifyBotCode(PHONE, wrong)],
    ['typed on pages', async (wrong: string) => fixture.verify((await fixture.request()).challengeId, wrong)],
  ])('is edited at once after the last wrong code that is %s', async (_, guess) => {
    const { challengeId, code } = await sentBotCode();
    const wrong = wrongCodeThan(code);
    await inSequence(2, () => outcomeOf(guess(wrong)));
    expect(fixture.ended).toEqual([]);
    await outcomeOf(guess(wrong));
    expect(fixture.ended).toEqual([challengeId]);
    await expect(fixture.claimEdit(challengeId)).resolves.toMatchObject({ why: 'exhausted', messageId: 70 });
    await outcomeOf(guess(wrong));
    expect([fixture.changed, fixture.ended]).toEqual([[challengeId], [challengeId]]);
  });

  test('is edited ten seconds after the last attempt when no comparison follows', async () => {
    const { challengeId } = await sentBotCode();
    const { keys } = fixture;
    const partition = keys.partitionOf(PHONE);
    const admit = admitBotCode(fixture.store);
    await atOnce(3, () => admit([keys.tries(partition, ['a'])], [keys.prefix(partition), PHONE, '']));
    await fixture.passTime(10_000);
    await expect(fixture.claimFirstDue()).resolves.toMatchObject({ challengeId, why: 'exhausted' });
  });

  test('names the use of its code when the last attempt was right', async () => {
    const { challengeId, code } = await sentBotCode();
    await inSequence(2, () => outcomeOf(fixture.verifyBotCode(PHONE, wrongCodeThan(code))));
    await fixture.verifyBotCode(PHONE, code);
    await expect(fixture.claimEdit(challengeId)).resolves.toMatchObject({ why: 'used' });
  });

  test('is edited at once when a newer code replaces it', async () => {
    const { challengeId } = await sentBotCode();
    await fixture.requestBotCode();
    expect([fixture.changed, fixture.ended]).toEqual([[challengeId], [challengeId]]);
    await expect(fixture.claimEdit(challengeId)).resolves.toMatchObject({ why: 'replaced', messageId: 70 });
  });
});
