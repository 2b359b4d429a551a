import { OTHER_PHONE, OtpOnRedis, PHONE } from '../spec/otp-on-redis';

describe('the age of the oldest work in the outbox', () => {
  let fixture: OtpOnRedis;
  beforeEach(async () => (fixture = await OtpOnRedis.open()));
  afterEach(() => fixture.close());

  const oldest = async (): Promise<number> => (await fixture.outbox.depth()).oldestDueSeconds;
  const near = (seconds: number) => ({ atLeast: seconds, below: seconds + 10 });
  const expectOldest = async ({ atLeast, below }: ReturnType<typeof near>): Promise<void> => {
    const seconds = await oldest();
    expect(seconds).toBeGreaterThanOrEqual(atLeast);
    expect(seconds).toBeLessThan(below);
  };

  test('counts a code from the time when it was first due, whatever was tried since', async () => {
    const { challengeId } = await fixture.request();
    await fixture.passTime(20_000);
    await fixture.outbox.retry((await fixture.claimCode(challengeId))!, 30_000, 'passing');
    await expectOldest(near(20));
    await fixture.passTime(30_000);
    const task = (await fixture.claimCode(challengeId))!;
    await expectOldest(near(50));
    // A worker has it.
    expect((await fixture.outbox.depth()).untakenSeconds).toBe(0);
    await fixture.outbox.postpone(task, 60_000);
    await expectOldest(near(50));
    await fixture.passTime(60_000);
    await fixture.outbox.delivered((await fixture.claimCode(challengeId))!, { chatId: 7, messageId: 1 });
    // What is left is an edit of a later time.
    await expect(oldest()).resolves.toBe(0);
  });

  test('counts an edit and a notification in the same way', async () => {
    await fixture.sent();
    await fixture.passTime(300_000);
    const edit = (await fixture.outbox.claim((await fixture.outbox.due())[0]!))!;
    await fixture.outbox.retry(edit, 30_000, 'passing');
    await fixture.passTime(20_000);
    await expectOldest(near(20));

    await fixture.notifications.enqueue({ id: '1', type: 'relinked', phone: OTHER_PHONE });
    await fixture.passTime(40_000);
    for (const entry of await fixture.outbox.due()) {
      const task = (await fixture.outbox.claim(entry))!;
      if (task.kind === 'edit') await fixture.outbox.delivered(task);
      else await fixture.outbox.retry(task, 30_000, 'bad_token');
    }
    await fixture.passTime(10_000);
    await expectOldest(near(50));
  });

  test('starts again for an edit whose subject and time changed', async () => {
    const { challengeId, code } = await fixture.sent();
    const verified = await fixture.verify(challengeId, code);
    const edit = (await fixture.outbox.claim(fixture.outbox.editEntry(challengeId)!))!;
    await fixture.outbox.retry(edit, 1_000, 'passing');
    await fixture.passTime(20_000);
    await expectOldest(near(20));
    await fixture.otp.restoreChallenge(verified);
    await expect(oldest()).resolves.toBe(0);
  });

  test('leaves out a parked code, and what waits for its chat until that wait is over', async () => {
    const { challengeId } = await fixture.request();
    await fixture.passTime(20_000);
    await fixture.outbox.park((await fixture.claimCode(challengeId))!);
    await fixture.passTime(20_000);
    await expect(oldest()).resolves.toBe(0);

    await fixture.bot.makeParkedDue(PHONE);
    await fixture.outbox.hold((await fixture.claimCode(challengeId))!, 60_000, 'flood');
    await fixture.notifications.enqueue({ id: '1', type: 'relinked', phone: OTHER_PHONE });
    const notification = (await fixture.outbox.claim((await fixture.outbox.due())[0]!))!;
    await fixture.outbox.hold(notification, 60_000, 'unreachable');
    await fixture.passTime(50_000);
    await expect(oldest()).resolves.toBe(0);
    await fixture.passTime(20_000);
    await expectOldest(near(10));
  });

  test('still counts a code that expired while no worker ran, until one finds it', async () => {
    const { challengeId } = await fixture.request();
    await fixture.passTime(300_000);
    await expectOldest(near(300));
    await expect(fixture.claimCode(challengeId)).resolves.toBeUndefined();
    await expect(oldest()).resolves.toBe(0);
  });
});
