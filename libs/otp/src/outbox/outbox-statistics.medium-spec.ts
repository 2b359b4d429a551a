import { OTHER_PHONE, PHONE, useOtp } from '../spec/otp-on-redis';

describe('the age of the oldest entry in the outbox', () => {
  const fixture = useOtp();

  const oldest = async (): Promise<number> => (await fixture.outbox.depth()).oldestDueSeconds;
  const near = (seconds: number) => ({ atLeast: seconds, below: seconds + 10 });
  const expectOldest = async ({ atLeast, below }: ReturnType<typeof near>): Promise<void> => {
    const seconds = await oldest();
    expect(seconds).toBeGreaterThanOrEqual(atLeast);
    expect(seconds).toBeLessThan(below);
  };

  test('counts from the time at which a code was first due', async () => {
    const { challengeId } = await fixture.request();
    await fixture.passTime(20_000);
    await fixture.outbox.retry((await fixture.claimCode(challengeId))!, 30_000, 'passing');
    await expectOldest(near(20));
    await fixture.passTime(30_000);
    const task = (await fixture.claimCode(challengeId))!;
    await expectOldest(near(50));
    // A worker has claimed the code.
    expect((await fixture.outbox.depth()).untakenSeconds).toBe(0);
    await fixture.outbox.postpone(task, 60_000);
    await expectOldest(near(50));
    await fixture.passTime(60_000);
    await fixture.outbox.delivered((await fixture.claimCode(challengeId))!, { chatId: 7, messageId: 1 });
    // Only an edit that is due later remains.
    await expect(oldest()).resolves.toBe(0);
  });

  test('counts edits and notifications like codes', async () => {
    await fixture.sentChallenge();
    await fixture.passTime(300_000);
    const edit = (await fixture.claimFirstDue())!;
    await fixture.outbox.retry(edit, 30_000, 'passing');
    await fixture.passTime(20_000);
    await expectOldest(near(20));

    await fixture.notify('1', { phone: OTHER_PHONE });
    await fixture.passTime(40_000);
    for (const entry of await fixture.outbox.due()) {
      const task = (await fixture.outbox.claim(entry))!;
      if (task.kind === 'edit') await fixture.outbox.delivered(task);
      else await fixture.outbox.retry(task, 30_000, 'bad_token');
    }
    await fixture.passTime(10_000);
    await expectOldest(near(50));
  });

  test('starts again when an edit gets another time', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    const verified = await fixture.verify(challengeId, code);
    const edit = (await fixture.claimEdit(challengeId))!;
    await fixture.outbox.retry(edit, 1_000, 'passing');
    await fixture.passTime(20_000);
    await expectOldest(near(20));
    await fixture.otp.restoreChallenge(verified);
    await expect(oldest()).resolves.toBe(0);
  });

  test('leaves out parked codes and pauses of a chat', async () => {
    const { challengeId } = await fixture.request();
    await fixture.passTime(20_000);
    await fixture.outbox.park((await fixture.claimCode(challengeId))!);
    await fixture.passTime(20_000);
    await expect(oldest()).resolves.toBe(0);

    await fixture.bot.makeParkedDue(PHONE);
    await fixture.outbox.hold((await fixture.claimCode(challengeId))!, 60_000, 'flood');
    await fixture.notify('1', { phone: OTHER_PHONE });
    const notification = (await fixture.claimFirstDue())!;
    await fixture.outbox.hold(notification, 60_000, 'unreachable');
    await fixture.passTime(50_000);
    await expect(oldest()).resolves.toBe(0);
    await fixture.passTime(20_000);
    await expectOldest(near(10));
  });

  test('counts an expired code until a worker finds it', async () => {
    const { challengeId } = await fixture.request();
    await fixture.passTime(300_000);
    await expectOldest(near(300));
    await expect(fixture.claimCode(challengeId)).resolves.toBeUndefined();
    await expect(oldest()).resolves.toBe(0);
  });
});
