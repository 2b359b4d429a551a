import { DomainError } from '@app/contract';
import {
  ERASING_SESSION,
  OTHER_ORIGIN,
  OTHER_PHONE,
  PHONE,
  useOtp,
  wrongCodeThan,
} from '../spec/otp-on-redis';
import { atOnce, inSequence, outcomeOf, tally } from '../spec/outcomes';

const fixture = useOtp();

describe('a code that erases', () => {
  const erase = (challengeId: string, code: string, session = ERASING_SESSION) =>
    fixture.otp.verifyEraseCode(challengeId, session, code, OTHER_ORIGIN);

  async function sentEraseCode(session = ERASING_SESSION) {
    const { challengeId } = await fixture.requestEraseCode(session);
    const task = (await fixture.claimCode(challengeId))!;
    await fixture.outbox.delivered(task, { chatId: 1, messageId: 1 });
    return { challengeId, code: task.code, task };
  }

  test('has its purpose in the task of the worker', async () => {
    const { task } = await sentEraseCode();
    expect(task.purpose).toBe('erase_shop');
  });

  test('is accepted once when it is posted fifty times at once', async () => {
    const { challengeId, code } = await sentEraseCode();
    const outcomes = await atOnce(50, () => outcomeOf(erase(challengeId, code)));
    expect(tally(outcomes)).toEqual({ ok: 1, challenge_gone: 49 });
    await fixture.passTime(10_000);
    await expect(fixture.claimFirstDue()).resolves.toMatchObject({
      why: 'erased',
    });
  });

  test('does not sign in', async () => {
    const { challengeId, code } = await sentEraseCode();
    await expect(fixture.verify(challengeId, code)).rejects.toMatchObject({ code: 'challenge_gone' });
  });

  test('is never a code that signs in', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    await expect(erase(challengeId, code)).rejects.toMatchObject({ code: 'challenge_gone' });
  });

  test('works only for the session that requested it', async () => {
    const { challengeId, code } = await sentEraseCode('s1');
    await expect(erase(challengeId, code, 's2')).rejects.toMatchObject({ code: 'challenge_gone' });
    await expect(erase(challengeId, code, '')).rejects.toMatchObject({ code: 'challenge_gone' });
    await expect(erase(challengeId, code, 's1')).resolves.toMatchObject({ phone: PHONE });
  });

  test('has request limits of its own', async () => {
    await inSequence(3, () => fixture.request());
    await inSequence(3, () => fixture.requestEraseCode());
    await expect(fixture.requestEraseCode()).rejects.toMatchObject({ code: 'too_many_requests' });
    await expect(fixture.request()).rejects.toMatchObject({ code: 'too_many_requests' });
  });

  test('is compared ten times a day at most', async () => {
    let compared = 0;
    for (let round = 0; round < 5; round++) {
      await fixture.passTime(3_600_000);
      const asked = await fixture.requestEraseCode().catch((error: unknown) => error);
      if (asked instanceof DomainError) {
        expect(asked.code).toBe('phone_locked');
        break;
      }
      const { challengeId } = asked as { challengeId: string };
      const { code } = (await fixture.claimCode(challengeId))!;
      const outcomes = await atOnce(20, () => outcomeOf(erase(challengeId, wrongCodeThan(code))));
      compared += outcomes.filter((outcome) => outcome === 'code_wrong').length;
    }
    expect(compared).toBe(10);
    // The lock does not apply to sign-ins.
    const { challengeId, code } = await fixture.sentChallenge();
    await expect(fixture.verify(challengeId, code)).resolves.toMatchObject({ phone: PHONE });
  });

  test('is wrong after the phone has changed hands', async () => {
    const { challengeId } = await fixture.requestEraseCode();
    const { code } = (await fixture.claimCode(challengeId))!;
    await fixture.bot.closeChallenges(PHONE);
    await expect(erase(challengeId, code)).rejects.toMatchObject({ code: 'code_wrong' });
  });

  test('waits for a chat like any other code', async () => {
    const { challengeId } = await fixture.requestEraseCode();
    await fixture.outbox.park((await fixture.claimCode(challengeId))!);
    await expect(fixture.bot.makeParkedDue(PHONE)).resolves.toHaveLength(1);
    await expect(fixture.claimCode(challengeId)).resolves.toMatchObject({ purpose: 'erase_shop' });
  });

  test('names the session that requested it when it is refused', async () => {
    const { challengeId } = await sentEraseCode('s1');
    const refused = { outcome: 'refused', eraseSessionId: 's1' };
    await expect(fixture.bot.refuseChallenge(challengeId, PHONE, 'r1')).resolves.toEqual(refused);
    await expect(fixture.bot.refuseChallenge(challengeId, PHONE, 'r1')).resolves.toEqual(refused);
    const used = await sentEraseCode('s2');
    await erase(used.challengeId, used.code, 's2');
    await expect(fixture.bot.refuseChallenge(used.challengeId, PHONE, 'r3')).resolves.toEqual({
      outcome: 'used',
      eraseSessionId: 's2',
    });
    // Pushed codes are not stopped, because a stranger cannot request a code that erases.
    await expect(fixture.claimCode((await fixture.request()).challengeId)).resolves.toBeDefined();
    const signIn = await fixture.sentChallenge(OTHER_PHONE);
    await expect(fixture.bot.refuseChallenge(signIn.challengeId, OTHER_PHONE, 'r2')).resolves.toEqual({
      outcome: 'refused',
    });
  });

  test('is sent even while pushed codes are stopped', async () => {
    const { challengeId } = await fixture.sentChallenge();
    await fixture.refuse(challengeId, PHONE, 'r1');
    await expect(fixture.claimCode((await fixture.requestEraseCode()).challengeId)).resolves.toBeDefined();
  });
});

describe('a wrong code that locks a phone', () => {
  test('is reported to each caller, but to the owner once a day', async () => {
    const locked: unknown[] = [];
    const guessAfter = async (hours: number): Promise<void> => {
      await fixture.passTime(hours * 3_600_000);
      const { challengeId, code } = await fixture.sentChallenge();
      const errors = await atOnce(50, () =>
        fixture
          .verify(challengeId, wrongCodeThan(code))
          .catch((error: unknown) => error as { lockedPhone?: unknown }),
      );
      locked.push(...errors.flatMap((error) => ('lockedPhone' in error && error.lockedPhone) || []));
    };
    for (let round = 0; round < 4; round++) await guessAfter(1);
    expect(locked).toEqual([PHONE]);
    const tasks = await fixture.claimDue();
    expect(tasks.filter((task) => task?.kind === 'notification')).toMatchObject([
      { type: 'phone_locked', to: { phone: PHONE } },
    ]);

    // Three wrong codes leave the window, three more are compared, and the third one locks the phone again.
    await guessAfter(21.5);
    const locks = await fixture.admin.state(PHONE);
    expect(locks.wrongCodes.count).toBe(10);
    expect(locked).toEqual([PHONE, PHONE]);
    expect(await fixture.store.client.keys(fixture.store.key('*job:notification:*'))).toHaveLength(1);
  });
});
