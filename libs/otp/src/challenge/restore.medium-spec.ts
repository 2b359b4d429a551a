import { OtpOnRedis, PHONE, times, wrongCodeThan } from '../spec/otp-on-redis';

describe('a session that could not be stored', () => {
  let fixture: OtpOnRedis;
  beforeEach(async () => (fixture = await OtpOnRedis.open()));
  afterEach(() => fixture.close());

  test('gives the code and the attempt back, once', async () => {
    const { challengeId, code } = await fixture.sent();
    const verified = await fixture.verify(challengeId, code);
    await Promise.all(times(50, () => fixture.otp.restoreChallenge(verified)));
    await expect(fixture.verify(challengeId, wrongCodeThan(code))).rejects.toMatchObject({
      extras: { attemptsLeft: 2 },
    });
    await expect(fixture.verify(challengeId, code)).resolves.toMatchObject({ challengeId });
  });

  test('requires the receipt of the caller that consumed it', async () => {
    const { challengeId, code } = await fixture.sent();
    const verified = await fixture.verify(challengeId, code);
    await fixture.otp.restoreChallenge({ ...verified, receipt: 'guessed' });
    await expect(fixture.verify(challengeId, code)).rejects.toMatchObject({ code: 'challenge_gone' });
  });

  test.each([
    ['refused it', (id: string) => fixture.refuse(id, PHONE, 'r1')],
    ['had all codes closed', () => fixture.bot.closeChallenges(PHONE)],
  ])('is too late once the owner has %s', async (_, closing) => {
    const { challengeId, code } = await fixture.sent();
    const verified = await fixture.verify(challengeId, code);
    await closing(challengeId);
    await Promise.all(times(50, () => fixture.otp.restoreChallenge(verified)));
    await expect(fixture.verify(challengeId, code)).rejects.toMatchObject({ code: 'challenge_gone' });
  });

  test('leaves the message as it is until the code expires', async () => {
    const { challengeId, code } = await fixture.sent();
    await fixture.otp.restoreChallenge(await fixture.verify(challengeId, code));
    await fixture.passTime(60_000);
    await expect(fixture.outbox.due()).resolves.toEqual([]);
  });
});
