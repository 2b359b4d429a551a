import { AddressReader, type AddressWindowState } from './address-reader';
import { OutboxReader } from './outbox-reader';
import { ERASING_SESSION, OTHER_PHONE, PHONE, useOtp, wrongCodeThan } from '../spec/otp-on-redis';
import { atOnce, inSequence, outcomeOf } from '../spec/outcomes';

const NETWORKS = ['2001:db8:1:2::/64', '2001:db8:1::/56', '2001:db8:1::/48'];

const fixture = useOtp();

describe('the limits of an address for an operator', () => {
  const read = (networks = NETWORKS, phone = PHONE) =>
    new AddressReader(fixture.store, fixture.config).read(networks, phone);
  const countsOf = (windows: readonly AddressWindowState[], counts: AddressWindowState['counts']) =>
    windows
      .filter((each) => each.counts === counts)
      .map(({ network, count, limit }) => [network, count, limit]);

  test('are those that a request counts, and reading them counts nothing', async () => {
    await atOnce(10, () => fixture.otp.admitAddress(NETWORKS));
    await atOnce(50, () => read());
    const { isLimited, windows } = await read();
    expect(isLimited).toBe(true);
    const [minute, hour] = [windows.slice(0, 3), windows.slice(3, 6)];
    expect(minute).toMatchObject([
      { counts: 'requests', window: 'minute', network: NETWORKS[0], count: 10, limit: 10 },
      { network: NETWORKS[1], count: 10, limit: 30, fullUntil: undefined },
      { network: NETWORKS[2], count: 10, limit: 100, fullUntil: undefined },
    ]);
    expect(hour.map(({ window, count }) => [window, count])).toEqual(Array(3).fill(['hour', 10]));
    const refused = await fixture.otp
      .admitAddress(NETWORKS)
      .catch((error: { extras: { retryAfter: number } }) => error.extras);
    const waitMs = minute[0]!.fullUntil!.getTime() - (await fixture.store.now());
    expect(Math.abs(waitMs / 1000 - (refused as { retryAfter: number }).retryAfter)).toBeLessThan(5);
    await fixture.passTime(66_000);
    expect((await read()).windows[0]).toMatchObject({ count: 0, fullUntil: undefined });
  });

  test('include typed codes, and tries at the bot code of this phone', async () => {
    await inSequence(4, () => fixture.otp.admitAttempt(NETWORKS));
    const by = { ip: '', browser: '', system: '' };
    await inSequence(3, () => outcomeOf(fixture.otp.verifyBotCode(PHONE, '000000', by, NETWORKS)));
    const { windows } = await read();
    expect(countsOf(windows, 'typed_codes')).toEqual([
      [NETWORKS[0], 4, 300],
      [NETWORKS[1], 4, 900],
      [NETWORKS[2], 4, 3_000],
    ]);
    expect(countsOf(windows, 'tries')).toEqual([
      [NETWORKS[0], 3, 20],
      [NETWORKS[1], 3, 60],
      [NETWORKS[2], 3, 200],
    ]);
    const other = await read(['203.0.113.9'], OTHER_PHONE);
    expect(other.windows.map(({ count }) => count)).toEqual([0, 0, 0, 0]);
  });

  test('are none where the configuration turns them off', async () => {
    const { store, config } = fixture.withConfig({ addressPerMinute: 0 });
    await expect(new AddressReader(store, config).read(NETWORKS, PHONE)).resolves.toEqual({
      ...{ isLimited: false, windows: [] },
    });
  });
});

describe('the limits of codes that erase the shop', () => {
  test('are shown apart from those of codes that sign in', async () => {
    const erase = () =>
      fixture.otp.requestEraseCode(
        { phone: PHONE, language: 'ru', origin: { ip: '', browser: '', system: '' }, requestId: '' },
        ERASING_SESSION,
      );
    for (let challenges = 0; challenges < 3; challenges++) {
      const { challengeId } = await erase();
      const { code } = (await fixture.claimCode(challengeId))! as { code: string };
      await inSequence(3, () =>
        outcomeOf(
          fixture.otp.verifyEraseCode(challengeId, ERASING_SESSION, wrongCodeThan(code), {
            ...{ ip: '', browser: '', system: '' },
          }),
        ),
      );
    }
    const before = await fixture.admin.state(PHONE);
    expect(before.wrongCodes.count).toBe(0);
    expect(before.erase).toMatchObject({
      wrongCodes: { count: 9, limit: 10 },
      requests: 3,
      lockedUntil: undefined,
    });
    expect(before.erase.fullUntil!.getTime()).toBeGreaterThan(before.at.getTime());
    await fixture.passTime(61_000);
    const { challengeId } = await erase();
    const { code } = (await fixture.claimCode(challengeId))! as { code: string };
    const by = { ip: '', browser: '', system: '' };
    await outcomeOf(fixture.otp.verifyEraseCode(challengeId, ERASING_SESSION, wrongCodeThan(code), by));
    const { erase: locked, lockedUntil, at } = await fixture.admin.state(PHONE);
    expect(locked.lockedUntil!.getTime()).toBeGreaterThan(at.getTime());
    expect(lockedUntil).toBeUndefined();
  });
});

describe('the messages that wait', () => {
  const waiting = (limit = 10) => new OutboxReader(fixture.store).waiting(limit);

  test('are listed from the time at which they were first due, the oldest first', async () => {
    const { challengeId } = await fixture.request();
    await expect(waiting()).resolves.toMatchObject([
      { kind: 'code', subject: 'sign_in', phone: PHONE, isClaimed: false, failedSends: 0 },
    ]);
    await fixture.passTime(20_000);
    const task = (await fixture.claimCode(challengeId))!;
    await fixture.notify('1', { chatId: 7 });
    const [code, notification] = await waiting();
    expect(code).toMatchObject({ kind: 'code', isClaimed: true });
    expect(notification).toMatchObject({ kind: 'notification', subject: 'relinked', chatId: 7 });
    expect(notification!.dueSince.getTime() - code!.dueSince.getTime()).toBeGreaterThanOrEqual(20_000);
    await fixture.outbox.retry(task, 30_000, 'passing');
    const [retried] = await waiting();
    expect(retried).toMatchObject({
      isClaimed: false,
      failedSends: 1,
      lastProblem: 'passing',
      dueSince: code!.dueSince,
    });
    expect(retried!.dueAt.getTime()).toBeGreaterThan(await fixture.store.now());
    expect(await waiting(1)).toHaveLength(1);
  });

  test('leave out what is due later, and are read without a write and without ids', async () => {
    // The edit of a code that is still valid.
    const { challengeId } = await fixture.sentChallenge();
    await expect(waiting()).resolves.toEqual([]);
    await fixture.request(OTHER_PHONE);
    const { client } = fixture.store;
    const dump = async () =>
      Promise.all((await client.keys(fixture.store.key('*'))).sort().map((key) => client.dump(key)));
    const before = await dump();
    const listed = JSON.stringify(await waiting());
    expect(await dump()).toEqual(before);
    expect(listed).not.toMatch(/[0-9a-f]{32}/);
    expect(listed).not.toContain(challengeId);
  });
});
