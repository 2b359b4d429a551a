import { DomainError } from '@app/contract';
import {
  ORIGIN,
  OTHER_PHONE,
  OTHER_ORIGIN,
  OtpOnRedis,
  outcomeOf,
  PHONE,
  tally,
  times,
  wrongCodeThan,
} from '../spec/otp-on-redis';

describe('a code that erases', () => {
  let fixture: OtpOnRedis;

  beforeEach(async () => {
    fixture = await OtpOnRedis.open();
  });
  afterEach(() => fixture.close());

  const ask = (session = 's1') =>
    fixture.otp.requestEraseCode({ phone: PHONE, language: 'ru', origin: ORIGIN }, session);
  const erase = (challengeId: string, code: string, session = 's1') =>
    fixture.otp.verifyEraseCode(challengeId, session, code, OTHER_ORIGIN);

  async function sent(session = 's1') {
    const { challengeId } = await ask(session);
    const task = (await fixture.claimCode(challengeId))!;
    await fixture.outbox.delivered(task, { chatId: 1, messageId: 1 });
    return { challengeId, code: task.code, task };
  }

  test('names its purpose to the worker, and is right once of fifty times at once', async () => {
    const { challengeId, code, task } = await sent();
    expect(task.purpose).toBe('erase_shop');
    const outcomes = await Promise.all(times(50, () => outcomeOf(erase(challengeId, code))));
    expect(tally(outcomes)).toEqual({ ok: 1, challenge_gone: 49 });
    await fixture.passTime(10_000);
    await expect(fixture.outbox.claim((await fixture.outbox.due())[0]!)).resolves.toMatchObject({
      why: 'erased',
    });
  });

  test('does not sign in, and a code that signs in does not erase', async () => {
    const erasing = await sent();
    await expect(fixture.verify(erasing.challengeId, erasing.code)).rejects.toMatchObject({
      code: 'challenge_gone',
    });
    const signingIn = await fixture.sent();
    await expect(erase(signingIn.challengeId, signingIn.code)).rejects.toMatchObject({
      code: 'challenge_gone',
    });
  });

  test('works only for the session that requested it', async () => {
    const { challengeId, code } = await sent('s1');
    await expect(erase(challengeId, code, 's2')).rejects.toMatchObject({ code: 'challenge_gone' });
    await expect(erase(challengeId, code, '')).rejects.toMatchObject({ code: 'challenge_gone' });
    await expect(erase(challengeId, code, 's1')).resolves.toMatchObject({ phone: PHONE });
  });

  test('has limits of its own: neither side spends the other’s', async () => {
    for (let i = 0; i < 3; i++) await fixture.request();
    for (let i = 0; i < 3; i++) await ask();
    await expect(ask()).rejects.toMatchObject({ code: 'too_many_requests' });
    await expect(fixture.request()).rejects.toMatchObject({ code: 'too_many_requests' });
  });

  test('is compared ten times a day at most, and its lock does not lock the sign-in', async () => {
    let compared = 0;
    for (let round = 0; round < 5; round++) {
      await fixture.passTime(3_600_000);
      const asked = await ask().catch((error: unknown) => error);
      if (asked instanceof DomainError) {
        expect(asked.code).toBe('phone_locked');
        break;
      }
      const { challengeId } = asked as { challengeId: string };
      const { code } = (await fixture.claimCode(challengeId))!;
      const outcomes = await Promise.all(times(20, () => outcomeOf(erase(challengeId, wrongCodeThan(code)))));
      compared += outcomes.filter((outcome) => outcome === 'code_wrong').length;
    }
    expect(compared).toBe(10);
    const { challengeId, code } = await fixture.sent();
    await expect(fixture.verify(challengeId, code)).resolves.toMatchObject({ phone: PHONE });
  });

  test('waits for a chat like any other, and is over when the phone changes hands', async () => {
    const { challengeId } = await ask();
    await fixture.outbox.park((await fixture.claimCode(challengeId))!);
    await expect(fixture.bot.makeParkedDue(PHONE)).resolves.toHaveLength(1);
    const { code } = (await fixture.claimCode(challengeId))!;
    await fixture.bot.closeChallenges(PHONE);
    await expect(erase(challengeId, code)).rejects.toMatchObject({ code: 'code_wrong' });
  });

  test('names the session that requested it when it is refused', async () => {
    const { challengeId } = await sent('s1');
    const refused = { outcome: 'refused', erasedBy: 's1' };
    await expect(fixture.bot.refuseChallenge(challengeId, PHONE, 'r1')).resolves.toEqual(refused);
    await expect(fixture.bot.refuseChallenge(challengeId, PHONE, 'r1')).resolves.toEqual(refused);
    const used = await sent('s2');
    await erase(used.challengeId, used.code, 's2');
    await expect(fixture.bot.refuseChallenge(used.challengeId, PHONE, 'r3')).resolves.toEqual({
      outcome: 'used',
      erasedBy: 's2',
    });
    // Strangers cannot ask for such codes, so those that pages ask for come as ever.
    await expect(fixture.claimCode((await fixture.request()).challengeId)).resolves.toBeDefined();
    const signIn = await fixture.sent(OTHER_PHONE);
    await expect(fixture.bot.refuseChallenge(signIn.challengeId, OTHER_PHONE, 'r2')).resolves.toEqual({
      outcome: 'refused',
    });
  });

  test('is sent even while pushed codes are stopped', async () => {
    const { challengeId } = await fixture.sent();
    await fixture.refuse(challengeId, PHONE, 'r1');
    await expect(fixture.claimCode((await ask()).challengeId)).resolves.toBeDefined();
  });
});

describe('a wrong code that locks a phone', () => {
  test('is reported to the caller each time, and to the owner once a day', async () => {
    const fixture = await OtpOnRedis.open();
    try {
      const locked: unknown[] = [];
      const guessAfter = async (hours: number): Promise<void> => {
        await fixture.passTime(hours * 3_600_000);
        const { challengeId, code } = await fixture.sent();
        const errors = await Promise.all(
          times(50, () =>
            fixture
              .verify(challengeId, wrongCodeThan(code))
              .catch((error: unknown) => error as { phoneLocked?: unknown }),
          ),
        );
        locked.push(...errors.flatMap((error) => ('phoneLocked' in error && error.phoneLocked) || []));
      };
      for (let round = 0; round < 4; round++) await guessAfter(1);
      expect(locked).toEqual([PHONE]);
      const tasks = await Promise.all(
        (await fixture.outbox.due()).map((entry) => fixture.outbox.claim(entry)),
      );
      expect(tasks.filter((task) => task?.kind === 'notification')).toMatchObject([
        { type: 'phone_locked', to: { phone: PHONE } },
      ]);

      // The first three leave the window, three more are compared, and the third locks again.
      await guessAfter(21.5);
      const locks = await fixture.admin.state(PHONE);
      expect(locks.wrongCodes.count).toBe(10);
      expect(locked).toEqual([PHONE, PHONE]);
      expect(await fixture.store.client.keys(fixture.store.key('*job:notification:*'))).toHaveLength(1);
    } finally {
      fixture.close();
    }
  });
});
