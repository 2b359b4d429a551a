import { useOtp } from '../spec/otp-on-redis';
import { atOnce, outcomeOf, tally } from '../spec/outcomes';

const fixture = useOtp();

describe('fifty at once', () => {
  test('of the right number approve once, and of the exchange sign in once', async () => {
    const { challengeId, number, secret } = await fixture.openedChallenge();
    const approved = await atOnce(50, () => fixture.approve(challengeId, number));
    expect(tally(approved)).toEqual({ approved: 1, already: 49 });
    const exchanged = await atOnce(50, () => outcomeOf(fixture.exchange(challengeId, secret)));
    expect(tally(exchanged)).toEqual({ ok: 1, challenge_gone: 49 });
  });

  test('of all the offered numbers have one try', async () => {
    const { challengeId, offers, secret } = await fixture.openedChallenge();
    const outcomes = await atOnce(50, (i) => fixture.approve(challengeId, offers[i % 3]!));
    const { approved = 0, wrong = 0 } = tally(outcomes);
    expect(approved + wrong).toBe(1);
    const exchanged = await atOnce(50, () => outcomeOf(fixture.exchange(challengeId, secret)));
    expect(tally(exchanged)).toEqual(approved === 1 ? { ok: 1, challenge_gone: 49 } : { challenge_gone: 50 });
  });

  test('of exchanges and typed codes sign in once', async () => {
    const { challengeId, number, secret, code } = await fixture.openedChallenge();
    await fixture.approve(challengeId, number);
    const outcomes = await atOnce(50, (i) =>
      outcomeOf(i % 2 === 0 ? fixture.exchange(challengeId, secret) : fixture.verify(challengeId, code)),
    );
    expect(tally(outcomes)).toEqual({ ok: 1, challenge_gone: 49 });
  });

  test('of approvals and typed codes sign in once', async () => {
    const { challengeId, number, secret, code } = await fixture.openedChallenge();
    const outcomes = await atOnce(50, (i) =>
      i % 2 === 0 ? fixture.approve(challengeId, number) : outcomeOf(fixture.verify(challengeId, code)),
    );
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
    await expect(fixture.exchange(challengeId, secret)).rejects.toMatchObject({ code: 'challenge_gone' });
  });

  test('of guessed secrets get three attempts', async () => {
    const { challengeId, number, secret } = await fixture.openedChallenge();
    await fixture.approve(challengeId, number);
    const outcomes = await atOnce(50, (i) => outcomeOf(fixture.exchange(challengeId, `${secret}${i}`)));
    expect(tally(outcomes)).toEqual({ code_wrong: 3, attempts_exhausted: 47 });
  });
});
