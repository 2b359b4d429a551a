import { OtpOnRedis, times } from '../spec/otp-on-redis';

describe('the message of a code', () => {
  let fixture: OtpOnRedis;
  beforeEach(async () => (fixture = await OtpOnRedis.open()));
  afterEach(() => fixture.close());

  test('is edited at expiry', async () => {
    const { challengeId } = await fixture.sent();
    await expect(fixture.outbox.due()).resolves.toEqual([]);
    await fixture.passTime(300_000);
    const due = await fixture.outbox.due();
    const edits = await Promise.all(times(50, () => fixture.outbox.claim(due[0]!)));
    const won = edits.filter((task) => task !== undefined);
    expect(won).toMatchObject([{ kind: 'edit', why: 'expired', chatId: 7, messageId: 70 }]);
    await Promise.all(times(50, () => fixture.outbox.delivered(won[0]!)));
    await expect(fixture.outbox.due()).resolves.toEqual([]);
    await expect(fixture.outbox.claim(fixture.outbox.editEntry(challengeId)!)).resolves.toBeUndefined();
  });

  test('is edited on the event after the use of its code, and soon where that event was lost', async () => {
    const used = await fixture.sent();
    await fixture.verify(used.challengeId, used.code);
    await expect(fixture.outbox.due()).resolves.toEqual([]);
    await expect(fixture.outbox.claim(fixture.outbox.editEntry(used.challengeId)!)).resolves.toMatchObject({
      why: 'used',
    });

    const lost = await fixture.sent();
    await fixture.verify(lost.challengeId, lost.code);
    await fixture.passTime(10_000);
    const due = await fixture.outbox.due();
    const whys = await Promise.all(due.map(async (entry) => (await fixture.outbox.claim(entry))?.kind));
    expect(whys).toEqual(['edit']);
  });

  test('is edited at once where its code was used before the send was settled', async () => {
    const { challengeId } = await fixture.request();
    const task = (await fixture.claimCode(challengeId))!;
    await fixture.verify(challengeId, task.code);
    await fixture.outbox.delivered(task, { chatId: 7, messageId: 9 });
    await expect(fixture.outbox.claim((await fixture.outbox.due())[0]!)).resolves.toMatchObject({
      why: 'used',
      messageId: 9,
    });
  });

  test('is edited even where the challenge expired while it was sent', async () => {
    const { challengeId } = await fixture.request();
    const task = (await fixture.claimCode(challengeId))!;
    await fixture.passTime(300_000);
    await fixture.outbox.delivered(task, { chatId: 7, messageId: 9 });
    await expect(fixture.outbox.claim((await fixture.outbox.due())[0]!)).resolves.toMatchObject({
      why: 'expired',
      messageId: 9,
    });
  });

  test('is edited again after a failure, for an hour after the end', async () => {
    await fixture.sent();
    await fixture.passTime(300_000);
    const edit = (await fixture.outbox.claim((await fixture.outbox.due())[0]!))!;
    await fixture.outbox.retry(edit, 5_000, 'passing');
    await fixture.passTime(5_000);
    await expect(fixture.outbox.claim((await fixture.outbox.due())[0]!)).resolves.toMatchObject({
      kind: 'edit',
      tries: 1,
    });
    await fixture.passTime(3_600_000);
    for (const entry of await fixture.outbox.due())
      await expect(fixture.outbox.claim(entry)).resolves.toBeUndefined();
    await expect(fixture.outbox.due()).resolves.toEqual([]);
  });

  test('is left alone where its code works again', async () => {
    const { challengeId, code } = await fixture.sent();
    const verified = await fixture.verify(challengeId, code);
    const edit = (await fixture.outbox.claim(fixture.outbox.editEntry(challengeId)!))!;
    await fixture.otp.restoreChallenge(verified);
    await fixture.outbox.postpone(edit, 0);
    // The code lives on, and its message with it.
    await expect(fixture.outbox.due()).resolves.toEqual([]);
    await expect(fixture.verify(challengeId, code)).resolves.toMatchObject({ chatId: 7 });
  });

  test('is edited again where the subject changed while it was edited', async () => {
    const { challengeId, code } = await fixture.sent();
    const verified = await fixture.verify(challengeId, code);
    const edit = (await fixture.outbox.claim(fixture.outbox.editEntry(challengeId)!))!;
    await fixture.otp.restoreChallenge(verified);
    await fixture.outbox.delivered(edit);
    await fixture.verify(challengeId, code);
    await expect(fixture.outbox.claim(fixture.outbox.editEntry(challengeId)!)).resolves.toMatchObject({
      why: 'used',
    });
  });
});
