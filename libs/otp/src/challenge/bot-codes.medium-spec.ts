import { Secrets } from '@app/runtime';
import { Codes } from './codes';
import { OtpKeys } from '../keys';
import {
  ORIGIN,
  OTHER_PHONE,
  OtpOnRedis,
  outcomeOf,
  PHONE,
  SECRET,
  tally,
  times,
  wrongCodeThan,
} from '../spec/otp-on-redis';
import { admitBotCode, compareBotCode } from '../scripts';
import { digestsIn, sentScripts } from '../spec/sent-scripts';

describe('a code of the bot', () => {
  const codes = new Codes(new Secrets([SECRET]));
  let fixture: OtpOnRedis;
  beforeEach(async () => (fixture = await OtpOnRedis.open()));
  afterEach(() => fixture.close());

  const miss =
    (phone = PHONE, code = '000000', address?: string) =>
    () =>
      outcomeOf(fixture.verifyBotCode(phone, code, address));

  test('has a digest that is bound to its challenge, so that no table of digests can be built', async () => {
    const digests: string[] = [];
    for (const _ of times(3, () => 0)) {
      const { challengeId, code } = await fixture.botCode();
      const typed = wrongCodeThan(code);
      const sent = digestsIn(await sentScripts(fixture, miss(PHONE, typed)));
      expect(sent).toEqual([codes.digest({ challengeId, channel: 'bot' }, typed)]);
      digests.push(...sent);
    }
    expect(new Set(digests).size).toBe(3);
  });

  test('has no digest in any command where no attempt was admitted', async () => {
    const { challengeId, code } = await fixture.botCode();
    for (const _ of times(3, () => 0)) await miss(PHONE, wrongCodeThan(code))();
    const guesses = times(50, () => miss(PHONE, code));
    const guessesOfNone = times(50, () => miss(OTHER_PHONE, code));
    const sent = digestsIn(
      await sentScripts(fixture, () => Promise.all([...guesses, ...guessesOfNone].map((guess) => guess()))),
    );
    expect(sent).not.toContain(codes.digest({ challengeId, channel: 'bot' }, code));
    // The random text in its place is never the same twice.
    expect(new Set(sent).size).toBe(100);
  });

  test('is not found by its id on the routes of the challenges of a page', async () => {
    const { challengeId, code } = await fixture.botCode();
    const partition = new OtpKeys(fixture.store).partitionOf(PHONE);
    const stored = await fixture.store.client.hget(
      new OtpKeys(fixture.store).challenge(partition, challengeId),
      'digest',
    );
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

  test('is not looked up where the address has used its tries', async () => {
    const { code } = await fixture.botCode();
    for (const _ of times(20, () => 0)) await miss(PHONE, wrongCodeThan(code), 'a stranger')();
    const sent = await sentScripts(fixture, async () => {
      expect(await miss(PHONE, code, 'a stranger')()).toBe('too_many_requests');
    });
    expect(sent).toHaveLength(1);
    expect(digestsIn(sent)).toEqual([]);
  });

  test('is refused by the same commands whether it lives, is used up or never existed', async () => {
    const steps = async (guess: () => Promise<string>): Promise<unknown[]> => {
      const sent = await sentScripts(fixture, async () => expect(await guess()).toBe('code_wrong'));
      return sent.map(([, ...args]) => args.map(({ length }) => length));
    };
    const { code } = await fixture.botCode();
    const living = await steps(miss(PHONE, wrongCodeThan(code), 'address 1'));
    for (const _ of times(2, () => 0)) await miss(PHONE, wrongCodeThan(code))();
    const usedUp = await steps(miss(PHONE, code, 'address 2'));
    const none = await steps(miss(OTHER_PHONE, code, 'address 3'));
    expect(living).toHaveLength(2);
    expect(usedUp).toEqual(living);
    expect(none).toEqual(living);
  });

  test('admits three of fifty attempts at once, whether or not a comparison follows', async () => {
    const { code } = await fixture.botCode();
    const keys = new OtpKeys(fixture.store);
    const partition = keys.partitionOf(PHONE);
    const admit = admitBotCode(fixture.store);
    const replies = await Promise.all(
      times(50, () => admit([keys.tries(partition, ['a'])], [keys.prefix(partition), PHONE, ''])),
    );
    expect(tally(replies.map((reply) => reply.outcome))).toEqual({ admitted: 3, none: 47 });
    await expect(fixture.verifyBotCode(PHONE, code)).rejects.toMatchObject({ code: 'code_wrong' });
  });

  test('is compared three times when fifty guess at once, also under changing secrets', async () => {
    const { code } = await fixture.botCode();
    const rotated = fixture.withSecrets('another secret that came first in a rolling change', SECRET);
    await expect(rotated.verifyBotCode(PHONE, code)).resolves.toMatchObject({ phone: PHONE });
    const second = await fixture.botCode();
    const guesses = [...times(49, () => wrongCodeThan(second.code)), second.code];
    const outcomes = await Promise.all(
      guesses.map((guess) => outcomeOf(fixture.verifyBotCode(PHONE, guess))),
    );
    expect(outcomes.filter((outcome) => outcome === 'ok').length).toBeLessThanOrEqual(1);
    expect(await outcomeOf(fixture.verifyBotCode(PHONE, second.code))).toBe('code_wrong');
  });

  test('never matches a challenge of a page, whatever the command says', async () => {
    const { challengeId, code } = await fixture.sent();
    const keys = new OtpKeys(fixture.store);
    const partition = keys.partitionOf(PHONE);
    const compare = compareBotCode(fixture.store);
    const reply = await compare(
      [keys.challenge(partition, challengeId), keys.tries(partition, ['a'])],
      [
        ...[keys.prefix(partition), challengeId, 'receipt', '', '', '', '', ''],
        ...[codes.keyId, codes.digest({ challengeId, channel: 'bot' }, code)],
      ],
    );
    expect(reply).toEqual({ outcome: 'wrong' });
    await expect(fixture.verify(challengeId, code)).resolves.toMatchObject({ phone: PHONE });
  });
});

test('a typed code costs an attempt at its challenge even while the phone is locked', async () => {
  const fixture = await OtpOnRedis.open();
  try {
    const { challengeId, code } = await fixture.sent();
    await fixture.pretendWrongCodes(10);
    const locked = await Promise.all(times(50, () => outcomeOf(fixture.verify(challengeId, code))));
    expect(tally(locked)).toEqual({ phone_locked: 50 });
    await fixture.admin.unlock(PHONE, { withLimits: false });
    await expect(fixture.verify(challengeId, code)).rejects.toMatchObject({ code: 'attempts_exhausted' });
  } finally {
    fixture.close();
  }
});

test('a typed code costs an attempt while its challenge is used, because that may be restored', async () => {
  const fixture = await OtpOnRedis.open();
  try {
    const { challengeId, code } = await fixture.sent();
    const verified = await fixture.verify(challengeId, code);
    const guesses = await Promise.all(times(3, () => outcomeOf(fixture.verify(challengeId, '000000'))));
    expect(tally(guesses)).toEqual({ challenge_gone: 3 });
    await fixture.otp.restoreChallenge(verified);
    await expect(fixture.verify(challengeId, code)).rejects.toMatchObject({ code: 'attempts_exhausted' });
  } finally {
    fixture.close();
  }
});

test('a right code that is posted twice at once still works where its session could not be stored', async () => {
  const fixture = await OtpOnRedis.open();
  try {
    const { challengeId, code } = await fixture.sent();
    const verified = await fixture.verify(challengeId, code);
    expect(await outcomeOf(fixture.verify(challengeId, code))).toBe('challenge_gone');
    await fixture.otp.restoreChallenge(verified);
    await expect(fixture.verify(challengeId, code)).resolves.toMatchObject({ challengeId });
  } finally {
    fixture.close();
  }
});
