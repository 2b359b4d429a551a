import { admitBotCode, compareBotCode } from './bot-code-scripts';
import { ORIGIN, OTHER_PHONE, PHONE, SECRET, useOtp, wrongCodeThan } from '../spec/otp-on-redis';
import { atOnce, inSequence, outcomeOf, tally, times } from '../spec/outcomes';
import { argumentLengths, digestsIn, sentScripts } from '../spec/sent-scripts';

describe('a code of the bot', () => {
  const fixture = useOtp();

  const guess =
    (phone = PHONE, code = '000000', address?: string) =>
    () =>
      outcomeOf(fixture.verifyBotCode(phone, code, address));

  test('has a digest that is bound to its challenge', async () => {
    const digests: string[] = [];
    await inSequence(3, async () => {
      const { challengeId, code } = await fixture.botCode();
      const typed = wrongCodeThan(code);
      const sent = digestsIn(await sentScripts(fixture, guess(PHONE, typed)));
      expect(sent).toEqual([fixture.codes.digest({ challengeId, channel: 'bot' }, typed)]);
      digests.push(...sent);
    });
    expect(new Set(digests).size).toBe(3);
  });

  test('reaches Redis as a digest only in admitted attempts', async () => {
    const { challengeId, code } = await fixture.botCode();
    await inSequence(3, guess(PHONE, wrongCodeThan(code)));
    const guesses = [...times(50, () => guess(PHONE, code)), ...times(50, () => guess(OTHER_PHONE, code))];
    const sent = digestsIn(
      await sentScripts(fixture, () => Promise.all(guesses.map((makeGuess) => makeGuess()))),
    );
    expect(sent).not.toContain(fixture.codes.digest({ challengeId, channel: 'bot' }, code));
    // Each command has a different random text in place of the digest.
    expect(new Set(sent).size).toBe(100);
  });

  test('cannot be verified as the challenge of a page', async () => {
    const { challengeId, code } = await fixture.botCode();
    const { keys, store } = fixture;
    const key = keys.challenge(keys.partitionOf(PHONE), challengeId);
    const stored = await store.client.hget(key, 'digest');
    expect(stored).toMatch(/^[\w-]{43}$/);
    const sent = await sentScripts(fixture, async () => {
      expect(await outcomeOf(fixture.verify(challengeId, code))).toBe('challenge_gone');
      expect(await outcomeOf(fixture.otp.verifyEraseCode(challengeId, 'a session', code, ORIGIN))).toBe(
        'challenge_gone',
      );
    });
    expect(digestsIn(sent)).toHaveLength(2);
    expect(sent.flat()).not.toContain(stored);
    await expect(fixture.verifyBotCode(PHONE, code)).resolves.toMatchObject({ phone: PHONE });
  });

  test('is not looked up after the address has used its tries', async () => {
    const { code } = await fixture.botCode();
    await inSequence(20, guess(PHONE, wrongCodeThan(code), 'a stranger'));
    const sent = await sentScripts(fixture, async () => {
      expect(await guess(PHONE, code, 'a stranger')()).toBe('too_many_requests');
    });
    expect(sent).toHaveLength(1);
    expect(digestsIn(sent)).toEqual([]);
  });

  test('is refused by the same commands whether it is live, used up or missing', async () => {
    const { code } = await fixture.botCode();
    const live = await argumentLengths(fixture, guess(PHONE, wrongCodeThan(code), 'address 1'), 'code_wrong');
    await inSequence(2, guess(PHONE, wrongCodeThan(code)));
    const usedUp = await argumentLengths(fixture, guess(PHONE, code, 'address 2'), 'code_wrong');
    const missing = await argumentLengths(fixture, guess(OTHER_PHONE, code, 'address 3'), 'code_wrong');
    expect(live).toHaveLength(2);
    expect(usedUp).toEqual(live);
    expect(missing).toEqual(live);
  });

  test('admits three of fifty concurrent attempts even when no comparison follows', async () => {
    const { code } = await fixture.botCode();
    const { keys } = fixture;
    const partition = keys.partitionOf(PHONE);
    const admit = admitBotCode(fixture.store);
    const replies = await atOnce(50, () =>
      admit([keys.tries(partition, ['a'])], [keys.prefix(partition), PHONE, '']),
    );
    expect(tally(replies.map((reply) => reply.outcome))).toEqual({ admitted: 3, none: 47 });
    await expect(fixture.verifyBotCode(PHONE, code)).rejects.toMatchObject({ code: 'code_wrong' });
  });

  test('is compared three times when fifty guess at once', async () => {
    const { code } = await fixture.botCode();
    const guesses = [...times(49, () => wrongCodeThan(code)), code];
    const outcomes = await Promise.all(
      guesses.map((typed) => outcomeOf(fixture.verifyBotCode(PHONE, typed))),
    );
    expect(outcomes.filter((outcome) => outcome === 'ok').length).toBeLessThanOrEqual(1);
    expect(await outcomeOf(fixture.verifyBotCode(PHONE, code))).toBe('code_wrong');
  });

  test('still works after the operator adds a newer secret', async () => {
    const { code } = await fixture.botCode();
    const rotated = fixture.withSecrets('another secret that came first in a rolling change', SECRET);
    await expect(rotated.verifyBotCode(PHONE, code)).resolves.toMatchObject({ phone: PHONE });
  });

  test('never matches the challenge of a page, even by a forged command', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    const { codes, keys } = fixture;
    const partition = keys.partitionOf(PHONE);
    const compare = compareBotCode(fixture.store);
    const reply = await compare(
      [keys.challenge(partition, challengeId), keys.tries(partition, ['a'])],
      [
        ...[keys.prefix(partition), challengeId, 'receipt', '', '', '', '', ''],
        ...[codes.keyId, codes.digest({ challengeId, channel: 'bot' }, code)],
      ],
    );
    expect(reply).toMatchObject({ outcome: 'wrong' });
    await expect(fixture.verify(challengeId, code)).resolves.toMatchObject({ phone: PHONE });
  });
});
