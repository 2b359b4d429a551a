import { ORIGIN, OTHER_PHONE, OWNER, PHONE, useOtp } from '../spec/otp-on-redis';
import { atOnce, inSequence, outcomeOf } from '../spec/outcomes';

describe('the outbox', () => {
  const fixture = useOtp();

  test('gives a code to one of fifty workers', async () => {
    const { challengeId } = await fixture.request();
    const claims = await atOnce(50, () => fixture.claimCode(challengeId));
    const won = claims.filter((task) => task !== undefined);
    expect(won).toHaveLength(1);
    expect(won[0]).toMatchObject({
      phone: PHONE,
      origin: ORIGIN,
      language: 'ru',
      channel: 'api',
      failedSends: 0,
    });
    expect(won[0]!.code).toMatch(/^[0-9]{6}$/);
  });

  test('finds an entry whose event was lost', async () => {
    const { challengeId } = await fixture.request();
    const due = await fixture.outbox.due();
    await expect(fixture.outbox.claim(due[0]!)).resolves.toMatchObject({ challengeId });
    await expect(fixture.outbox.due()).resolves.toEqual([]);
  });

  test('gives the code of a dead worker to another worker', async () => {
    const { challengeId } = await fixture.request();
    const first = (await fixture.claimCode(challengeId))!;
    await fixture.passTime(15_000);
    const second = (await fixture.claimFirstDue())!;
    expect(second).toMatchObject({ code: first.code });
    await fixture.outbox.delivered(second, { chatId: 7, messageId: 2 });
  });

  test('keeps a code valid that a dead worker may have sent', async () => {
    const { challengeId } = await fixture.request();
    const { code } = (await fixture.claimCode(challengeId))!;
    await fixture.passTime(15_000);
    await fixture.outbox.postpone((await fixture.claimCode(challengeId))!, 60_000);
    await expect(outcomeOf(fixture.verify(challengeId, code))).resolves.toBe('ok');
  });

  test('edits both messages of a code that two workers have sent', async () => {
    const { challengeId } = await fixture.request();
    const slow = (await fixture.claimCode(challengeId))!;
    await fixture.passTime(15_000);
    const quick = (await fixture.claimCode(challengeId))!;
    await fixture.outbox.delivered(slow, { chatId: 7, messageId: 1 });
    await fixture.outbox.delivered(quick, { chatId: 7, messageId: 2 });
    await fixture.passTime(300_000);
    const edits = await fixture.claimDue();
    expect(edits).toMatchObject([
      { kind: 'edit', why: 'expired', messageId: expect.any(Number) as number },
      { kind: 'edit', why: 'expired', messageId: expect.any(Number) as number },
    ]);
    expect(edits.map((edit) => (edit as { messageId: number }).messageId).sort()).toEqual([1, 2]);
  });

  test('counts failed sends but not postponed ones', async () => {
    const { challengeId } = await fixture.request();
    await inSequence(5, async () => fixture.outbox.postpone((await fixture.claimCode(challengeId))!, 0));
    await fixture.outbox.retry((await fixture.claimCode(challengeId))!, 0, 'passing');
    await expect(fixture.claimCode(challengeId)).resolves.toMatchObject({ failedSends: 1 });
  });

  test('reports since when a code waits', async () => {
    const { challengeId } = await fixture.request();
    await fixture.passTime(60_000);
    const task = (await fixture.claimCode(challengeId))!;
    expect(Date.now() - task.dueAt.getTime()).toBeGreaterThanOrEqual(60_000);
    await fixture.outbox.park(task);
    await fixture.bot.makeParkedDue(PHONE);
    const dueAgain = (await fixture.claimCode(challengeId))!;
    expect(Date.now() - dueAgain.dueAt.getTime()).toBeLessThan(60_000);
  });

  test('reports how many entries it has and how long they have waited', async () => {
    await expect(fixture.outbox.depth()).resolves.toEqual({
      ...{ entries: 0, due: 0, oldestDueSeconds: 0, untakenSeconds: 0 },
    });
    await fixture.request();
    await fixture.sentChallenge(OTHER_PHONE);
    await fixture.passTime(20_000);
    const depth = await fixture.outbox.depth();
    expect(depth).toMatchObject({ entries: 2, due: 1 });
    expect(depth.oldestDueSeconds).toBeGreaterThanOrEqual(20);
    expect(depth.untakenSeconds).toBeGreaterThanOrEqual(20);
  });

  test('ignores the settlement of a worker that lost its lease', async () => {
    const { challengeId } = await fixture.request();
    const first = (await fixture.claimCode(challengeId))!;
    await fixture.passTime(15_000);
    const second = (await fixture.claimCode(challengeId))!;
    await fixture.outbox.fail(first);
    await fixture.outbox.delivered(second, { chatId: 7, messageId: 2 });
    await expect(fixture.verify(challengeId, second.code)).resolves.toMatchObject({ phone: PHONE });
  });

  test('settles an entry once when a worker repeats the call', async () => {
    const { challengeId } = await fixture.request();
    const task = (await fixture.claimCode(challengeId))!;
    await atOnce(50, () => fixture.outbox.delivered(task, { chatId: 7, messageId: 70 }));
    await expect(fixture.outbox.due()).resolves.toEqual([]);
    await expect(fixture.claimCode(challengeId)).resolves.toBeUndefined();
    await fixture.passTime(300_000);
    await expect(fixture.outbox.due()).resolves.toHaveLength(1);
  });

  test('retries at the given time', async () => {
    const { challengeId } = await fixture.request();
    await fixture.outbox.retry((await fixture.claimCode(challengeId))!, 30_000, 'passing');
    await expect(fixture.claimCode(challengeId)).resolves.toBeUndefined();
    await fixture.passTime(30_000);
    await expect(fixture.claimCode(challengeId)).resolves.toMatchObject({ failedSends: 1 });
  });

  test('never gives out a code that expired or was used', async () => {
    const expired = await fixture.request();
    await fixture.passTime(300_000);
    const claims = await atOnce(50, () => fixture.claimCode(expired.challengeId));
    expect(claims.filter(Boolean)).toEqual([]);
    const used = await fixture.request();
    const { code } = (await fixture.claimCode(used.challengeId))!;
    await fixture.verify(used.challengeId, code);
    await fixture.passTime(15_000);
    await expect(fixture.claimCode(used.challengeId)).resolves.toBeUndefined();
    await expect(fixture.outbox.due()).resolves.toEqual([]);
  });

  test('keeps a code for a worker that has its secret', async () => {
    const { challengeId } = await fixture.request();
    const otherWorker = fixture.withSecrets('a secret of a worker whose configuration is older');
    await expect(otherWorker.claimCode(challengeId)).resolves.toBeUndefined();
    await fixture.passTime(1_000);
    await expect(fixture.claimCode(challengeId)).resolves.toBeDefined();
  });

  test('keeps fifty notifications apart', async () => {
    await atOnce(50, (i) => fixture.notify(String(i), { chatId: i }));
    const tasks = await fixture.claimDue();
    expect(
      new Set(tasks.map((task) => task?.kind === 'notification' && 'chatId' in task.to && task.to.chatId))
        .size,
    ).toBe(50);
  });

  test('takes the notification of a sign-in once, also if its shop has another phone meanwhile', async () => {
    const { challengeId } = await fixture.sentChallenge();
    const facts = { origin: ORIGIN, at: new Date(1_790_000_000_000), timeZone: 'Asia/Almaty' };
    expect(fixture.keys.partitionOf(OTHER_PHONE)).not.toBe(fixture.keys.partitionOf(PHONE));
    for (const phone of [PHONE, OTHER_PHONE])
      await fixture.notifications.enqueueSignIn({ phone, ownerId: 7 }, challengeId, facts);
    const due = await fixture.outbox.due();
    expect(due.map(({ member }) => member)).toEqual([`notification:signed_in:${challengeId}`]);
  });

  test('takes a notification once a day, from fifty callers at once and after it was sent', async () => {
    const { origin, at, timeZone } = {
      origin: ORIGIN,
      at: new Date(1_790_000_000_000),
      timeZone: 'Asia/Almaty',
    };
    const enqueue = () =>
      fixture.notifications.enqueueSignIn({ phone: PHONE, ownerId: 7 }, 'c1', { origin, at, timeZone });
    await atOnce(50, enqueue);
    const tasks = await fixture.claimDue();
    expect(tasks).toMatchObject([
      {
        kind: 'notification',
        type: 'signed_in',
        id: 'c1',
        to: { ownerId: 7 },
        signIn: { origin, at, timeZone },
      },
    ]);
    await enqueue();
    await fixture.outbox.delivered(tasks[0]!);
    await enqueue();
    await fixture.passTime(86_000_000);
    await enqueue();
    await expect(fixture.outbox.due()).resolves.toEqual([]);
  });

  test('makes a code verifiable only after a send that may have arrived', async () => {
    const { challengeId } = await fixture.request();
    const task = (await fixture.claimCode(challengeId))!;
    await fixture.outbox.postpone(task, 0);
    await expect(outcomeOf(fixture.verify(challengeId, task.code))).resolves.toBe('code_wrong');

    const other = await fixture.request(OTHER_PHONE);
    const sent = (await fixture.claimCode(other.challengeId))!;
    await fixture.outbox.retry(sent, 0, 'passing');
    await fixture.outbox.postpone((await fixture.claimCode(other.challengeId))!, 0);
    await expect(outcomeOf(fixture.verify(other.challengeId, sent.code))).resolves.toBe('ok');
  });

  test('keeps a code that became due again while its send failed for good', async () => {
    const { challengeId } = await fixture.request();
    const task = (await fixture.claimCode(challengeId))!;
    await expect(fixture.openChallenge(challengeId, OWNER)).resolves.toBe('due');
    await fixture.outbox.fail(task);
    await expect(fixture.claimCode(challengeId)).resolves.toBeDefined();
  });
});
