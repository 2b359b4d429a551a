import { RedisMonitor, testRedisUrl, until } from '@app/testing';
import { OtpAdmin } from './otp-admin';
import { ORIGIN, OTHER_PHONE, PHONE, useOtp, wrongCodeThan } from '../spec/otp-on-redis';
import { atOnce, inSequence, outcomeOf, tally } from '../spec/outcomes';

const DAY_MS = 86_400_000;

const fixture = useOtp();

describe('the state of a phone for an operator', () => {
  test('is empty for an unknown phone', async () => {
    await expect(fixture.admin.state(PHONE, 7)).resolves.toMatchObject({
      wrongCodes: { count: 0, limit: 10 },
      lockedUntil: undefined,
      quietUntil: undefined,
      windows: [
        { name: 'minute', count: 0, limit: 3, fullUntil: undefined },
        { name: 'hour', count: 0, limit: 10, fullUntil: undefined },
        { name: 'day', count: 0, limit: 20, fullUntil: undefined },
      ],
      challenges: [],
      overdue: [],
    });
  });

  test('has the end of a lock, as Retry-After has', async () => {
    await fixture.storeWrongCodes(10);
    const { lockedUntil, wrongCodes, at } = await fixture.admin.state(PHONE);
    expect(wrongCodes.count).toBe(10);
    const extras = await fixture.request().catch((error: { extras: { retryAfter: number } }) => error.extras);
    const untilMs = lockedUntil!.getTime() - at.getTime();
    expect(Math.abs(untilMs / 1000 - (extras as { retryAfter: number }).retryAfter)).toBeLessThan(5);
    expect((await fixture.admin.state(OTHER_PHONE)).lockedUntil).toBeUndefined();
  });

  test('has the windows that are full', async () => {
    await inSequence(3, () => fixture.request());
    const full = (await fixture.admin.state(PHONE)).windows.filter(
      ({ fullUntil }) => fullUntil !== undefined,
    );
    expect(full).toMatchObject([{ name: 'minute', count: 3 }]);
    await fixture.passTime(60_000);
    const later = await fixture.admin.state(PHONE);
    expect(later.windows.map(({ count, fullUntil }) => [count, fullUntil])).toEqual([
      [0, undefined],
      [3, undefined],
      [3, undefined],
    ]);
  });

  test('has each challenge from its request to its end', async () => {
    const state = async () => (await fixture.admin.state(PHONE)).challenges.at(-1);
    const { challengeId } = await fixture.request();
    expect(await state()).toMatchObject({
      ...{ channel: 'api', state: 'live', delivery: 'due', attemptsLeft: 3, isOpened: false, tries: 0 },
      ...{ origin: ORIGIN, dueSince: expect.any(Date) as Date },
    });
    const task = (await fixture.claimCode(challengeId))!;
    expect(await state()).toMatchObject({ delivery: 'claimed' });
    await fixture.outbox.park(task);
    expect(await state()).toMatchObject({ delivery: 'parked', dueSince: undefined });
    await fixture.openChallenge(challengeId, { telegramId: 7, phone: PHONE });
    expect(await state()).toMatchObject({ delivery: 'due', isOpened: true });
    await fixture.outbox.retry((await fixture.claimCode(challengeId))!, 0, 'passing');
    expect(await state()).toMatchObject({ delivery: 'due', tries: 1, lastProblem: 'passing' });
    const again = (await fixture.claimCode(challengeId))!;
    await fixture.outbox.delivered(again, { chatId: 7, messageId: 70 });
    expect(await state()).toMatchObject({ delivery: 'sent' });
    await outcomeOf(fixture.verify(challengeId, wrongCodeThan(again.code)));
    expect(await state()).toMatchObject({ attemptsLeft: 2 });
    await fixture.verify(challengeId, again.code);
    expect(await state()).toMatchObject({ state: 'used' });
    await fixture.passTime(300_000);
    expect(await state()).toBeUndefined();
  });

  test('lists the code of the bot last', async () => {
    await fixture.request();
    await fixture.requestBotCode();
    const { challenges } = await fixture.admin.state(PHONE);
    expect(challenges.map(({ channel }) => channel)).toEqual(['api', 'bot']);
  });

  test('has the quiet period and the refused challenge', async () => {
    const { challengeId } = await fixture.sentChallenge();
    await fixture.refuse(challengeId, PHONE, 'r1');
    await fixture.request();
    const { quietUntil, at, challenges } = await fixture.admin.state(PHONE);
    expect(quietUntil!.getTime() - at.getTime()).toBeGreaterThan(DAY_MS - 60_000);
    expect(challenges).toMatchObject([{ state: 'refused' }, { state: 'live', delivery: 'parked' }]);
  });

  test('has the overdue jobs of its own chat', async () => {
    await fixture.notify('1', { chatId: 7 });
    await fixture.notify('2', { chatId: 8 });
    const { challengeId, code } = await fixture.sentChallenge();
    await fixture.verify(challengeId, code);
    await fixture.passTime(20_000);
    const { overdue } = await fixture.admin.state(PHONE, 7);
    expect(overdue.map(({ kind, why }) => [kind, why])).toEqual([
      ['notification', 'relinked'],
      ['edit', 'used'],
    ]);
    expect((await fixture.admin.state(PHONE)).overdue).toEqual([]);
  });

  test('contains no secret and is read without a write', async () => {
    const { challengeId, linkToken, code } = await fixture.sentChallenge();
    const { client } = fixture.store;
    const dump = async () =>
      Promise.all((await client.keys(fixture.store.key('*'))).sort().map((key) => client.dump(key)));
    const before = await dump();
    const state = JSON.stringify(await fixture.admin.state(PHONE, 7));
    expect(await dump()).toEqual(before);
    const stored = (await client.hgetall((await client.keys(fixture.store.key('*challenge:*')))[0]!)) as {
      nonce: string;
      digest: string;
      lease: string;
    };
    for (const secret of [challengeId, linkToken, stored.nonce, stored.digest]) {
      expect(state).not.toContain(secret);
    }
    expect(state).not.toMatch(new RegExp(`(?<!\\d)${code}(?!\\d)`));
  });
});

describe('the unlock of a phone', () => {
  test('makes the code of a locked phone valid again', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    await fixture.storeWrongCodes(10);
    expect(await outcomeOf(fixture.verify(challengeId, code))).toBe('phone_locked');
    const unlocked = await atOnce(50, () => fixture.admin.unlock(PHONE, { withLimits: false }));
    expect(tally(unlocked.map(({ wrongCodes }) => String(wrongCodes)))).toEqual({ '10': 1, '0': 49 });
    expect(await outcomeOf(fixture.verify(challengeId, code))).toBe('ok');
  });

  test('removes the limits and the quiet period only on request', async () => {
    const { challengeId } = await fixture.sentChallenge();
    await fixture.refuse(challengeId, PHONE, 'r1');
    await inSequence(2, () => fixture.request());
    const nothing = { wrongCodes: 0, requests: 0, wasQuiet: false, closedChallenges: 0 };
    await expect(fixture.admin.unlock(PHONE, { withLimits: false })).resolves.toEqual(nothing);
    expect(await outcomeOf(fixture.request())).toBe('too_many_requests');

    const unlocked = await atOnce(50, () => fixture.admin.unlock(PHONE, { withLimits: true }));
    expect(unlocked.filter(({ requests }) => requests > 0)).toEqual([
      { wrongCodes: 0, requests: 3, wasQuiet: true, closedChallenges: 2 },
    ]);
    const { challengeId: fresh } = await fixture.request();
    await expect(fixture.claimCode(fresh)).resolves.toBeDefined();
  });

  test('closes the live challenges of pages when it removes the limits', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    const botEntry = await fixture.requestBotCode();
    await fixture.admin.unlock(PHONE, { withLimits: true });
    expect(await outcomeOf(fixture.verify(challengeId, code))).toBe('challenge_gone');
    await expect(fixture.claimEdit(challengeId)).resolves.toMatchObject({
      why: 'closed',
    });
    // The code of the bot stays.
    await expect(fixture.outbox.claim(botEntry)).resolves.toBeDefined();
  });

  test('grants the limits once more while fifty requests come at once', async () => {
    const outcomes = await atOnce(50, (index) =>
      index === 25
        ? fixture.admin.unlock(PHONE, { withLimits: true }).then(() => 'unlocked')
        : outcomeOf(fixture.request()),
    );
    expect(tally(outcomes)).toEqual({ ok: 6, too_many_requests: 43, unlocked: 1 });
  });

  test('publishes the change of exactly the challenges that it closes', async () => {
    const [first, second] = [await fixture.sentChallenge(), await fixture.request()];
    await fixture.botCode();
    fixture.changed.length = 0;
    await fixture.admin.unlock(PHONE, { withLimits: false });
    expect(fixture.changed).toEqual([]);
    await atOnce(50, () => fixture.admin.unlock(PHONE, { withLimits: true }));
    expect(fixture.changed.sort()).toEqual([first.challengeId, second.challengeId].sort());
  });

  test('has published before it returns', async () => {
    const { challengeId } = await fixture.sentChallenge();
    const { store } = fixture;
    const monitor = await RedisMonitor.on(testRedisUrl());
    try {
      await new OtpAdmin(store, fixture.config).unlock(PHONE, { withLimits: true });
      store.client.disconnect();
      const channel = `${store.namespace}.challenge.changed`;
      const event = await until(() => monitor.seen.find(({ args }) => args[0] === channel));
      expect(event.args[1]).toContain(challengeId);
    } finally {
      monitor.close();
    }
  });

  test('leaves other phones unchanged', async () => {
    await inSequence(3, () => fixture.request(OTHER_PHONE));
    await fixture.admin.unlock(PHONE, { withLimits: true });
    expect(await outcomeOf(fixture.request(OTHER_PHONE))).toBe('too_many_requests');
  });
});
