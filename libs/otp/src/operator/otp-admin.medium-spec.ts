import { RedisMonitor, testRedisUrl, until } from '@app/testing';
import { OtpAdmin } from './otp-admin';
import {
  ORIGIN,
  OTHER_PHONE,
  OtpOnRedis,
  outcomeOf,
  PHONE,
  tally,
  times,
  wrongCodeThan,
} from '../spec/otp-on-redis';

const LIMITS = { phonePerMinute: 1000, phonePerHour: 1000, phonePerDay: 1000 };
const DAY_MS = 86_400_000;

describe('the phone commands of an operator', () => {
  let fixture: OtpOnRedis;
  let admin: OtpAdmin;
  const open = async (overrides: Parameters<typeof OtpOnRedis.open>[0] = {}) => {
    fixture = await OtpOnRedis.open(overrides);
    admin = fixture.admin;
  };
  afterEach(() => fixture.close());

  /** Types wrong codes, three for each challenge. */
  async function guess(count: number): Promise<void> {
    for (let left = count; left > 0;) {
      const { challengeId, code } = await fixture.sent();
      for (let tries = 0; tries < 3 && left > 0; tries++, left--) {
        await outcomeOf(fixture.verify(challengeId, wrongCodeThan(code)));
      }
    }
  }

  describe('as it is', () => {
    test('shows nothing for a phone that was never seen', async () => {
      await open();
      await expect(admin.state(PHONE, 7)).resolves.toMatchObject({
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

    test('shows the lock and its end, which agrees with Retry-After', async () => {
      await open(LIMITS);
      await guess(10);
      const { lockedUntil, wrongCodes, at } = await admin.state(PHONE);
      expect(wrongCodes.count).toBe(10);
      const extras = await fixture
        .request()
        .catch((error: { extras: { retryAfter: number } }) => error.extras);
      const untilMs = lockedUntil!.getTime() - at.getTime();
      expect(Math.abs(untilMs / 1000 - (extras as { retryAfter: number }).retryAfter)).toBeLessThan(5);
      expect((await admin.state(OTHER_PHONE)).lockedUntil).toBeUndefined();
    });

    test('shows which windows are full', async () => {
      await open();
      for (const _ of times(3, () => 0)) await fixture.request();
      const full = (await admin.state(PHONE)).windows.filter(({ fullUntil }) => fullUntil !== undefined);
      expect(full).toMatchObject([{ name: 'minute', count: 3 }]);
      await fixture.passTime(60_000);
      const later = await admin.state(PHONE);
      expect(later.windows.map(({ count, fullUntil }) => [count, fullUntil])).toEqual([
        [0, undefined],
        [3, undefined],
        [3, undefined],
      ]);
    });

    test('shows each challenge from its request to its end', async () => {
      await open(LIMITS);
      const state = async () => (await admin.state(PHONE)).challenges.at(-1);
      const { challengeId } = await fixture.request();
      expect(await state()).toMatchObject({
        ...{ channel: 'api', state: 'live', delivery: 'due', attemptsLeft: 3, isOpened: false, tries: 0 },
        ...{ origin: ORIGIN, dueSince: expect.any(Date) as Date },
      });
      const task = (await fixture.claimCode(challengeId))!;
      expect(await state()).toMatchObject({ delivery: 'claimed' });
      await fixture.outbox.park(task);
      expect(await state()).toMatchObject({ delivery: 'parked', dueSince: undefined });
      await fixture.bot.openChallenge(challengeId, { telegramId: 7, phone: PHONE });
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

    test('shows the code of the bot last', async () => {
      await open();
      await fixture.request();
      await fixture.bot.requestCode({ phone: PHONE, telegramId: 7, language: 'ru' });
      const { challenges } = await admin.state(PHONE);
      expect(challenges.map(({ channel }) => channel)).toEqual(['api', 'bot']);
    });

    test('shows the quiet period and whose link was refused', async () => {
      await open();
      const { challengeId } = await fixture.sent();
      await fixture.refuse(challengeId, PHONE, 'r1');
      await fixture.request();
      const { quietUntil, at, challenges } = await admin.state(PHONE);
      expect(quietUntil!.getTime() - at.getTime()).toBeGreaterThan(DAY_MS - 60_000);
      expect(challenges).toMatchObject([{ state: 'refused' }, { state: 'live', delivery: 'parked' }]);
    });

    test('shows what should have gone to its chat, and of no other', async () => {
      await open();
      const notification = { phone: PHONE, type: 'relinked' } as const;
      await fixture.notifications.enqueue({ ...notification, id: '1', to: { chatId: 7, language: 'ru' } });
      await fixture.notifications.enqueue({ ...notification, id: '2', to: { chatId: 8, language: 'ru' } });
      const { challengeId, code } = await fixture.sent();
      await fixture.verify(challengeId, code);
      await fixture.passTime(20_000);
      const { overdue } = await admin.state(PHONE, 7);
      expect(overdue.map(({ kind, why }) => [kind, why])).toEqual([
        ['notification', 'relinked'],
        ['edit', 'used'],
      ]);
      expect((await admin.state(PHONE)).overdue).toEqual([]);
    });

    test('reveals nothing that helps to sign in, and changes nothing', async () => {
      await open();
      const { challengeId, linkToken, code } = await fixture.sent();
      const { client } = fixture.store;
      const dump = async () =>
        Promise.all((await client.keys(fixture.store.key('*'))).sort().map((key) => client.dump(key)));
      const before = await dump();
      const state = JSON.stringify(await admin.state(PHONE, 7));
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

  describe('that is unlocked', () => {
    test('signs in again; of fifty operators at once, one unlocked it', async () => {
      await open(LIMITS);
      const { challengeId, code } = await fixture.sent();
      await guess(10);
      expect(await outcomeOf(fixture.verify(challengeId, code))).toBe('phone_locked');
      const unlocked = await Promise.all(times(50, () => admin.unlock(PHONE, { withLimits: false })));
      expect(tally(unlocked.map(({ wrongCodes }) => String(wrongCodes)))).toEqual({ '10': 1, '0': 49 });
      expect(await outcomeOf(fixture.verify(challengeId, code))).toBe('ok');
    });

    test('keeps its limits and its quiet period, unless they are named', async () => {
      await open();
      const { challengeId } = await fixture.sent();
      await fixture.refuse(challengeId, PHONE, 'r1');
      for (const _ of times(2, () => 0)) await fixture.request();
      const nothing = { wrongCodes: 0, requests: 0, wasQuiet: false, closedChallenges: 0 };
      await expect(admin.unlock(PHONE, { withLimits: false })).resolves.toEqual(nothing);
      expect(await outcomeOf(fixture.request())).toBe('too_many_requests');

      const unlocked = await Promise.all(times(50, () => admin.unlock(PHONE, { withLimits: true })));
      expect(unlocked.filter(({ requests }) => requests > 0)).toEqual([
        { wrongCodes: 0, requests: 3, wasQuiet: true, closedChallenges: 2 },
      ]);
      const { challengeId: fresh } = await fixture.request();
      await expect(fixture.claimCode(fresh)).resolves.toBeDefined();
    });

    test('with its limits closes every live challenge of a page', async () => {
      await open();
      const { challengeId, code } = await fixture.sent();
      const asked = await fixture.bot.requestCode({ phone: PHONE, telegramId: 7, language: 'ru' });
      await admin.unlock(PHONE, { withLimits: true });
      expect(await outcomeOf(fixture.verify(challengeId, code))).toBe('challenge_gone');
      await expect(fixture.outbox.claim(fixture.outbox.editEntry(challengeId)!)).resolves.toMatchObject({
        why: 'closed',
      });
      // One that was asked of the bot is found by itself, and stays.
      await expect(asked.kind === 'issued' && fixture.outbox.claim(asked.entry)).resolves.toBeDefined();
    });

    test('never passes its limits, whoever unlocks while fifty ask at once', async () => {
      await open();
      const outcomes = await Promise.all(
        times(50, (index) =>
          index === 25
            ? admin.unlock(PHONE, { withLimits: true }).then(() => 'unlocked')
            : outcomeOf(fixture.request()),
        ),
      );
      expect(tally(outcomes)).toEqual({ ok: 6, too_many_requests: 43, unlocked: 1 });
    });

    test('with its limits publishes the change of each challenge that it closes, and of no other', async () => {
      await open();
      const [first, second] = [await fixture.sent(), await fixture.request()];
      await fixture.botCode();
      fixture.changed.length = 0;
      await admin.unlock(PHONE, { withLimits: false });
      expect(fixture.changed).toEqual([]);
      await Promise.all(times(50, () => admin.unlock(PHONE, { withLimits: true })));
      expect(fixture.changed.sort()).toEqual([first.challengeId, second.challengeId].sort());
    });

    test('has published by the time it is done, for the process ends right after', async () => {
      await open();
      const { challengeId } = await fixture.sent();
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

    test('leaves other phones as they are', async () => {
      await open();
      for (const _ of times(3, () => 0)) await fixture.request(OTHER_PHONE);
      await admin.unlock(PHONE, { withLimits: true });
      expect(await outcomeOf(fixture.request(OTHER_PHONE))).toBe('too_many_requests');
    });
  });
});
