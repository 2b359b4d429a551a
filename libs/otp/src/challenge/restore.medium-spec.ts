import { PHONE, useOtp, wrongCodeThan } from '../spec/otp-on-redis';
import { atOnce } from '../spec/outcomes';

describe('the restore of a challenge', () => {
  const fixture = useOtp();

  test('gives the code and the attempt back once', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    const verified = await fixture.verify(challengeId, code);
    await atOnce(50, () => fixture.otp.restoreChallenge(verified));
    await expect(fixture.verify(challengeId, wrongCodeThan(code))).rejects.toMatchObject({
      extras: { attemptsLeft: 2 },
    });
    await expect(fixture.verify(challengeId, code)).resolves.toMatchObject({ challengeId });
  });

  test('requires the receipt of the caller that used the code', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    const verified = await fixture.verify(challengeId, code);
    await fixture.otp.restoreChallenge({ ...verified, receipt: 'guessed' });
    await expect(fixture.verify(challengeId, code)).rejects.toMatchObject({ code: 'challenge_gone' });
  });

  test.each([
    ['refused the challenge', (id: string) => fixture.refuse(id, PHONE, 'r1')],
    ['closed all challenges', () => fixture.bot.closeChallenges(PHONE)],
  ])('is refused once the owner has %s', async (_, close) => {
    const { challengeId, code } = await fixture.sentChallenge();
    const verified = await fixture.verify(challengeId, code);
    await close(challengeId);
    await atOnce(50, () => fixture.otp.restoreChallenge(verified));
    await expect(fixture.verify(challengeId, code)).rejects.toMatchObject({ code: 'challenge_gone' });
  });

  test('leaves the message as it is until the code expires', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    await fixture.otp.restoreChallenge(await fixture.verify(challengeId, code));
    await fixture.passTime(60_000);
    await expect(fixture.outbox.due()).resolves.toEqual([]);
  });
});
