import { useOtp } from '../spec/otp-on-redis';
import { atOnce } from '../spec/outcomes';

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
});
