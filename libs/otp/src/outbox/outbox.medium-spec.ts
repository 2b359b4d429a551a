import { ORIGIN, OTHER_PHONE, OtpOnRedis, outcomeOf, PHONE, times } from '../spec/otp-on-redis';

describe('the outbox', () => {
  let it_: OtpOnRedis;
  beforeEach(async () => (it_ = await OtpOnRedis.open()));
  afterEach(() => it_.close());

  test('gives a code to one of fifty workers', async () => {
    const { challengeId } = await it_.request();
    const claims = await Promise.all(times(50, () => it_.claimCode(challengeId)));
    const won = claims.filter((task) => task !== undefined);
    expect(won).toHaveLength(1);
    expect(won[0]).toMatchObject({
      phone: PHONE,
      origin: ORIGIN,
      language: 'ru',
      channel: 'api',
      tries: 0,
    });
    expect(won[0]!.code).toMatch(/^[0-9]{6}$/);
  });

  test('finds by a sweep what no event named', async () => {
    const { challengeId } = await it_.request();
    const due = await it_.outbox.due();
    await expect(it_.outbox.claim(due[0]!)).resolves.toMatchObject({ challengeId });
    await expect(it_.outbox.due()).resolves.toEqual([]);
  });

  test('gives the work of a dead worker to another, with the same code', async () => {
    const { challengeId } = await it_.request();
    const first = (await it_.claimCode(challengeId))!;
    await it_.passTime(15_000);
    const second = (await it_.outbox.claim((await it_.outbox.due())[0]!))!;
    expect(second).toMatchObject({ code: first.code });
    await it_.outbox.delivered(second, { chatId: 7, messageId: 2 });
  });

  test('keeps a code right that a dead worker may have sent, also where the next one has to wait', async () => {
    const { challengeId } = await it_.request();
    const { code } = (await it_.claimCode(challengeId))!;
    await it_.passTime(15_000);
    await it_.outbox.postpone((await it_.claimCode(challengeId))!, 60_000);
    await expect(outcomeOf(it_.verify(challengeId, code))).resolves.toBe('ok');
  });

  test('edits the message of a worker that lost its lease, too', async () => {
    const { challengeId } = await it_.request();
    const slow = (await it_.claimCode(challengeId))!;
    await it_.passTime(15_000);
    const quick = (await it_.claimCode(challengeId))!;
    await it_.outbox.delivered(slow, { chatId: 7, messageId: 1 });
    await it_.outbox.delivered(quick, { chatId: 7, messageId: 2 });
    await it_.passTime(300_000);
    const edits = await Promise.all((await it_.outbox.due()).map((entry) => it_.outbox.claim(entry)));
    expect(edits).toMatchObject([
      { kind: 'edit', why: 'expired', messageId: expect.any(Number) as number },
      { kind: 'edit', why: 'expired', messageId: expect.any(Number) as number },
    ]);
    expect(edits.map((edit) => (edit as { messageId: number }).messageId).sort()).toEqual([1, 2]);
  });

  test('counts failed sends, and no postponed ones', async () => {
    const { challengeId } = await it_.request();
    for (let i = 0; i < 5; i++) await it_.outbox.postpone((await it_.claimCode(challengeId))!, 0);
    await it_.outbox.retry((await it_.claimCode(challengeId))!, 0, 'passing');
    await expect(it_.claimCode(challengeId)).resolves.toMatchObject({ tries: 1 });
  });

  test('knows since when a code waits: since its request, or since its phone has a chat', async () => {
    const { challengeId } = await it_.request();
    await it_.passTime(60_000);
    const task = (await it_.claimCode(challengeId))!;
    expect(Date.now() - task.dueAt.getTime()).toBeGreaterThanOrEqual(60_000);
    await it_.outbox.park(task);
    await it_.bot.makeParkedDue(PHONE);
    const woken = (await it_.claimCode(challengeId))!;
    expect(Date.now() - woken.dueAt.getTime()).toBeLessThan(60_000);
  });

  test('reports its depth', async () => {
    await expect(it_.outbox.depth()).resolves.toEqual({
      ...{ entries: 0, due: 0, oldestDueSeconds: 0, untakenSeconds: 0 },
    });
    await it_.request();
    await it_.sent(OTHER_PHONE);
    await it_.passTime(20_000);
    const depth = await it_.outbox.depth();
    expect(depth).toMatchObject({ entries: 2, due: 1 });
    expect(depth.oldestDueSeconds).toBeGreaterThanOrEqual(20);
    expect(depth.untakenSeconds).toBeGreaterThanOrEqual(20);
  });

  describe('the age of the oldest work', () => {
    const oldest = async (): Promise<number> => (await it_.outbox.depth()).oldestDueSeconds;
    const near = (seconds: number) => ({ atLeast: seconds, below: seconds + 10 });
    const expectOldest = async ({ atLeast, below }: ReturnType<typeof near>): Promise<void> => {
      const seconds = await oldest();
      expect(seconds).toBeGreaterThanOrEqual(atLeast);
      expect(seconds).toBeLessThan(below);
    };

    test('counts a code from the time when it was first due, whatever was tried since', async () => {
      const { challengeId } = await it_.request();
      await it_.passTime(20_000);
      await it_.outbox.retry((await it_.claimCode(challengeId))!, 30_000, 'passing');
      await expectOldest(near(20));
      await it_.passTime(30_000);
      const task = (await it_.claimCode(challengeId))!;
      await expectOldest(near(50));
      // A worker has it.
      expect((await it_.outbox.depth()).untakenSeconds).toBe(0);
      await it_.outbox.postpone(task, 60_000);
      await expectOldest(near(50));
      await it_.passTime(60_000);
      await it_.outbox.delivered((await it_.claimCode(challengeId))!, { chatId: 7, messageId: 1 });
      // What is left is an edit of a later time.
      await expect(oldest()).resolves.toBe(0);
    });

    test('counts an edit and a notification in the same way', async () => {
      await it_.sent();
      await it_.passTime(300_000);
      const edit = (await it_.outbox.claim((await it_.outbox.due())[0]!))!;
      await it_.outbox.retry(edit, 30_000, 'passing');
      await it_.passTime(20_000);
      await expectOldest(near(20));

      await it_.notifications.enqueue({ id: '1', type: 'relinked', phone: OTHER_PHONE });
      await it_.passTime(40_000);
      for (const entry of await it_.outbox.due()) {
        const task = (await it_.outbox.claim(entry))!;
        if (task.kind === 'edit') await it_.outbox.delivered(task);
        else await it_.outbox.retry(task, 30_000, 'bad_token');
      }
      await it_.passTime(10_000);
      await expectOldest(near(50));
    });

    test('starts again for an edit whose subject and time changed', async () => {
      const { challengeId, code } = await it_.sent();
      const verified = await it_.verify(challengeId, code);
      const edit = (await it_.outbox.claim(it_.outbox.editEntry(challengeId)!))!;
      await it_.outbox.retry(edit, 1_000, 'passing');
      await it_.passTime(20_000);
      await expectOldest(near(20));
      await it_.otp.restoreChallenge(verified);
      await expect(oldest()).resolves.toBe(0);
    });

    test('leaves out a parked code, and what waits for its chat until that wait is over', async () => {
      const { challengeId } = await it_.request();
      await it_.passTime(20_000);
      await it_.outbox.park((await it_.claimCode(challengeId))!);
      await it_.passTime(20_000);
      await expect(oldest()).resolves.toBe(0);

      await it_.bot.makeParkedDue(PHONE);
      await it_.outbox.hold((await it_.claimCode(challengeId))!, 60_000, 'flood');
      await it_.notifications.enqueue({ id: '1', type: 'relinked', phone: OTHER_PHONE });
      const notification = (await it_.outbox.claim((await it_.outbox.due())[0]!))!;
      await it_.outbox.hold(notification, 60_000, 'unreachable');
      await it_.passTime(50_000);
      await expect(oldest()).resolves.toBe(0);
      await it_.passTime(20_000);
      await expectOldest(near(10));
    });

    test('still counts a code that expired while no worker ran, until one finds it', async () => {
      const { challengeId } = await it_.request();
      await it_.passTime(300_000);
      await expectOldest(near(300));
      await expect(it_.claimCode(challengeId)).resolves.toBeUndefined();
      await expect(oldest()).resolves.toBe(0);
    });
  });

  test('ignores a worker that lost its lease', async () => {
    const { challengeId } = await it_.request();
    const first = (await it_.claimCode(challengeId))!;
    await it_.passTime(15_000);
    const second = (await it_.claimCode(challengeId))!;
    await it_.outbox.fail(first);
    await it_.outbox.delivered(second, { chatId: 7, messageId: 2 });
    await expect(it_.verify(challengeId, second.code)).resolves.toMatchObject({ phone: PHONE });
  });

  test('settles once, however often a worker repeats it', async () => {
    const { challengeId } = await it_.request();
    const task = (await it_.claimCode(challengeId))!;
    await Promise.all(times(50, () => it_.outbox.delivered(task, { chatId: 7, messageId: 70 })));
    await expect(it_.outbox.due()).resolves.toEqual([]);
    await expect(it_.claimCode(challengeId)).resolves.toBeUndefined();
    await it_.passTime(300_000);
    await expect(it_.outbox.due()).resolves.toHaveLength(1);
  });

  test('retries at the given time, not before', async () => {
    const { challengeId } = await it_.request();
    await it_.outbox.retry((await it_.claimCode(challengeId))!, 30_000, 'passing');
    await expect(it_.claimCode(challengeId)).resolves.toBeUndefined();
    await it_.passTime(30_000);
    await expect(it_.claimCode(challengeId)).resolves.toMatchObject({ tries: 1 });
  });

  test('never gives out a code that expired or was used', async () => {
    const expired = await it_.request();
    await it_.passTime(300_000);
    const claims = await Promise.all(times(50, () => it_.claimCode(expired.challengeId)));
    expect(claims.filter(Boolean)).toEqual([]);
    await expect(it_.outbox.due()).resolves.toEqual([]);
  });

  test('keeps a code for a worker that has the secret that made it', async () => {
    const { challengeId } = await it_.request();
    const otherWorker = it_.withSecrets('a secret of a worker whose configuration is older');
    await expect(otherWorker.claimCode(challengeId)).resolves.toBeUndefined();
    await it_.passTime(1_000);
    await expect(it_.claimCode(challengeId)).resolves.toBeDefined();
  });

  test('has the message edited at expiry', async () => {
    const { challengeId } = await it_.sent();
    await expect(it_.outbox.due()).resolves.toEqual([]);
    await it_.passTime(300_000);
    const due = await it_.outbox.due();
    const edits = await Promise.all(times(50, () => it_.outbox.claim(due[0]!)));
    const won = edits.filter((task) => task !== undefined);
    expect(won).toMatchObject([{ kind: 'edit', why: 'expired', chatId: 7, messageId: 70 }]);
    await Promise.all(times(50, () => it_.outbox.delivered(won[0]!)));
    await expect(it_.outbox.due()).resolves.toEqual([]);
    await expect(it_.outbox.claim(it_.outbox.editEntry(challengeId)!)).resolves.toBeUndefined();
  });

  test('has it edited on the event after its use, and soon where that event was lost', async () => {
    const used = await it_.sent();
    await it_.verify(used.challengeId, used.code);
    await expect(it_.outbox.due()).resolves.toEqual([]);
    await expect(it_.outbox.claim(it_.outbox.editEntry(used.challengeId)!)).resolves.toMatchObject({
      why: 'used',
    });

    const lost = await it_.sent();
    await it_.verify(lost.challengeId, lost.code);
    await it_.passTime(10_000);
    const due = await it_.outbox.due();
    const whys = await Promise.all(due.map(async (entry) => (await it_.outbox.claim(entry))?.kind));
    expect(whys).toEqual(['edit']);
  });

  test('has it edited at once where the code was used before its sending was settled', async () => {
    const { challengeId } = await it_.request();
    const task = (await it_.claimCode(challengeId))!;
    await it_.verify(challengeId, task.code);
    await it_.outbox.delivered(task, { chatId: 7, messageId: 9 });
    await expect(it_.outbox.claim((await it_.outbox.due())[0]!)).resolves.toMatchObject({
      why: 'used',
      messageId: 9,
    });
  });

  test('has it edited even where the challenge died while it was sent', async () => {
    const { challengeId } = await it_.request();
    const task = (await it_.claimCode(challengeId))!;
    await it_.passTime(300_000);
    await it_.outbox.delivered(task, { chatId: 7, messageId: 9 });
    await expect(it_.outbox.claim((await it_.outbox.due())[0]!)).resolves.toMatchObject({
      why: 'expired',
      messageId: 9,
    });
  });

  test('retries an edit, and gives it up an hour after the end', async () => {
    await it_.sent();
    await it_.passTime(300_000);
    const edit = (await it_.outbox.claim((await it_.outbox.due())[0]!))!;
    await it_.outbox.retry(edit, 5_000, 'passing');
    await it_.passTime(5_000);
    await expect(it_.outbox.claim((await it_.outbox.due())[0]!)).resolves.toMatchObject({
      kind: 'edit',
      tries: 1,
    });
    await it_.passTime(3_600_000);
    for (const entry of await it_.outbox.due())
      await expect(it_.outbox.claim(entry)).resolves.toBeUndefined();
    await expect(it_.outbox.due()).resolves.toEqual([]);
  });

  test('does not edit a message whose code works again', async () => {
    const { challengeId, code } = await it_.sent();
    const verified = await it_.verify(challengeId, code);
    const edit = (await it_.outbox.claim(it_.outbox.editEntry(challengeId)!))!;
    await it_.otp.restoreChallenge(verified);
    await it_.outbox.postpone(edit, 0);
    // The code lives on, and its message with it.
    await expect(it_.outbox.due()).resolves.toEqual([]);
    await expect(it_.verify(challengeId, code)).resolves.toMatchObject({ chatId: 7 });
  });

  test('does not lose an edit whose subject changed while it was done', async () => {
    const { challengeId, code } = await it_.sent();
    const verified = await it_.verify(challengeId, code);
    const edit = (await it_.outbox.claim(it_.outbox.editEntry(challengeId)!))!;
    await it_.otp.restoreChallenge(verified);
    await it_.outbox.delivered(edit);
    await it_.verify(challengeId, code);
    await expect(it_.outbox.claim(it_.outbox.editEntry(challengeId)!)).resolves.toMatchObject({
      why: 'used',
    });
  });

  test('keeps fifty notifications apart', async () => {
    await Promise.all(
      times(50, (i) =>
        it_.notifications.enqueue({
          id: String(i),
          type: 'relinked',
          phone: PHONE,
          to: { chatId: i, language: 'ru' },
        }),
      ),
    );
    const tasks = await Promise.all((await it_.outbox.due()).map((entry) => it_.outbox.claim(entry)));
    expect(
      new Set(tasks.map((task) => task?.kind === 'notification' && 'chatId' in task.to && task.to.chatId))
        .size,
    ).toBe(50);
  });

  test('makes a code verifiable only by a send that may have arrived', async () => {
    const { challengeId } = await it_.request();
    const task = (await it_.claimCode(challengeId))!;
    await it_.outbox.postpone(task, 0);
    await expect(outcomeOf(it_.verify(challengeId, task.code))).resolves.toBe('code_wrong');

    const other = await it_.request(OTHER_PHONE);
    const sent = (await it_.claimCode(other.challengeId))!;
    await it_.outbox.retry(sent, 0, 'passing');
    await it_.outbox.postpone((await it_.claimCode(other.challengeId))!, 0);
    await expect(outcomeOf(it_.verify(other.challengeId, sent.code))).resolves.toBe('ok');
  });

  test('keeps a code due that became due while its send failed for good', async () => {
    const { challengeId } = await it_.request();
    const task = (await it_.claimCode(challengeId))!;
    await expect(it_.bot.openChallenge(challengeId, { telegramId: 1, phone: PHONE })).resolves.toBe('due');
    await it_.outbox.fail(task);
    await expect(it_.claimCode(challengeId)).resolves.toBeDefined();
  });
});
