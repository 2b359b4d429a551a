import { Secrets } from '@app/runtime';
import { OtpKeys } from '../keys';
import {
  ORIGIN,
  OTHER_ORIGIN,
  OTHER_PHONE,
  OtpOnRedis,
  outcomeOf,
  PHONE,
  SECRET,
  tally,
  times,
  wrongCodeThan,
} from '../spec/otp-on-redis';
import { digestsIn, sentScripts } from '../spec/sent-scripts';
import { Codes } from './codes';

const WITHOUT_REQUEST_LIMITS = { phonePerMinute: 1000, phonePerHour: 1000, phonePerDay: 1000 };

describe('a code that is typed for a challenge may be the one of the bot', () => {
  let it_: OtpOnRedis;
  beforeEach(async () => (it_ = await OtpOnRedis.open(WITHOUT_REQUEST_LIMITS)));
  afterEach(() => it_.close());

  const attemptsLeft = async (challengeId: string): Promise<number> => {
    const keys = new OtpKeys(it_.store);
    const key = keys.challenge(keys.partitionOfChallenge(challengeId)!, challengeId);
    return Number(await it_.store.client.hget(key, 'attempts_left'));
  };
  const triesOf = (address: string) => it_.store.client.keys(it_.store.key(`*tries:${address}`));
  const exhaust = async (challengeId: string, code: string): Promise<void> => {
    for (const _ of times(3, () => 0)) await outcomeOf(it_.verify(challengeId, code));
  };

  test.each<[string, (challengeId: string, wrong: string) => Promise<unknown>]>([
    ['does not match its own', async () => {}],
    ['comes after its attempts are exhausted', (id, wrong) => exhaust(id, wrong)],
    ['comes while its phone is locked', () => it_.pretendWrongCodes(10)],
    ['comes after its owner refused it', (id) => it_.refuse(id, PHONE, 'r1')],
    ['comes before it was sent to a chat', async () => {}],
  ])('and signs in where it %s', async (name, prepare) => {
    const page = name.includes('before') ? await it_.request() : await it_.sent();
    await prepare(page.challengeId, '000000');
    const bot = await it_.botCode();
    await expect(it_.verify(page.challengeId, bot.code)).resolves.toMatchObject({
      ...{ challengeId: bot.challengeId, channel: 'bot', purpose: 'sign_in', phone: PHONE },
    });
    await expect(it_.verifyBotCode(PHONE, bot.code)).rejects.toMatchObject({ code: 'code_wrong' });
  });

  test('once, whoever posts it fifty times at once, for one challenge or for several', async () => {
    const challenges = [await it_.sent(), await it_.sent()];
    const { code } = await it_.botCode();
    const outcomes = await Promise.all(
      times(50, (i) =>
        i % 3 === 2
          ? outcomeOf(it_.verifyBotCode(PHONE, code))
          : outcomeOf(it_.verify(challenges[i % 3]!.challengeId, code)),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
  });

  test('and is compared three times, whoever posts fifty guesses at once for one challenge', async () => {
    const page = await it_.sent();
    const bot = await it_.botCode();
    const guess = wrongCodeThan(bot.code) === page.code ? '000002' : wrongCodeThan(bot.code);
    const outcomes = await Promise.all(times(50, () => outcomeOf(it_.verify(page.challengeId, guess))));
    expect(tally(outcomes)).toEqual({ code_wrong: 3, attempts_exhausted: 47 });
    await expect(attemptsLeft(bot.challengeId)).resolves.toBe(0);
    await expect(it_.verifyBotCode(PHONE, bot.code)).rejects.toMatchObject({ code: 'code_wrong' });
    await expect(it_.wrongCodes()).resolves.toBe(3);
  });

  test('and is not compared where the right code of the challenge is typed', async () => {
    const page = await it_.sent();
    const bot = await it_.botCode();
    await it_.verify(page.challengeId, page.code, 'the owner');
    await expect(attemptsLeft(bot.challengeId)).resolves.toBe(3);
    await expect(triesOf('the owner')).resolves.toEqual([]);
  });

  test('and is neither a wrong code of the phone nor a try of the address', async () => {
    const page = await it_.sent();
    await it_.pretendWrongCodes(9);
    const { code } = await it_.botCode();
    await it_.verify(page.challengeId, code, 'the owner');
    await expect(it_.wrongCodes()).resolves.toBe(9);
    await expect(triesOf('the owner')).resolves.toEqual([]);
    const { client } = it_.store;
    await expect(client.keys(it_.store.key('*job:notification:phone_locked*'))).resolves.toEqual([]);
    await expect(it_.verify(page.challengeId, page.code)).resolves.toMatchObject({ channel: 'api' });
  });

  test('and works again where its session could not be stored', async () => {
    const page = await it_.sent();
    const { code } = await it_.botCode();
    const verified = await it_.verify(page.challengeId, code);
    await expect(it_.otp.restoreChallenge(verified)).resolves.toBe(true);
    await expect(it_.verify(page.challengeId, code)).resolves.toMatchObject({ channel: 'bot' });
  });

  test('but not of another phone', async () => {
    const page = await it_.sent();
    const { code } = await it_.botCode(OTHER_PHONE);
    if (code === page.code) return;
    await expect(it_.verify(page.challengeId, code)).rejects.toMatchObject({ code: 'code_wrong' });
  });

  test('but not once the challenge is gone', async () => {
    const page = await it_.sent();
    await it_.otp.replaceChallenge(page.challengeId);
    const bot = await it_.botCode();
    await expect(it_.verify(page.challengeId, bot.code)).rejects.toMatchObject({ code: 'challenge_gone' });
    await expect(attemptsLeft(bot.challengeId)).resolves.toBe(3);
  });

  test('but never erases a shop', async () => {
    const request = { phone: PHONE, language: 'ru', origin: ORIGIN } as const;
    const { challengeId } = await it_.otp.requestEraseCode(request, 's1');
    const bot = await it_.botCode();
    await expect(it_.otp.verifyEraseCode(challengeId, 's1', bot.code, OTHER_ORIGIN)).rejects.toMatchObject({
      code: 'code_wrong',
    });
    await expect(attemptsLeft(bot.challengeId)).resolves.toBe(3);
  });

  test('but not beyond twenty tries of an address in an hour, which are counted for both ways together', async () => {
    const guess = async (count: number) => {
      const page = await it_.sent();
      return Promise.all(times(count, () => outcomeOf(it_.verify(page.challengeId, '000000', 'a stranger'))));
    };
    const byPhone = () => outcomeOf(it_.verifyBotCode(PHONE, '000000', 'a stranger'));
    expect(tally(await Promise.all(times(10, byPhone)))).toEqual({ code_wrong: 10 });
    expect(tally(await guess(50))).toEqual({ code_wrong: 3, attempts_exhausted: 47 });
    expect(await byPhone()).toBe('too_many_requests');
    const page = await it_.sent();
    const bot = await it_.botCode();
    // The challenge still answers as ever, and the code of the bot is left alone.
    await expect(it_.verify(page.challengeId, bot.code, 'a stranger')).rejects.toMatchObject({
      ...{ code: 'code_wrong', extras: { attemptsLeft: 2 } },
    });
    await expect(attemptsLeft(bot.challengeId)).resolves.toBe(3);
    await expect(it_.verify(page.challengeId, page.code, 'a stranger')).resolves.toMatchObject({
      channel: 'api',
    });
    await expect(it_.verify(page.challengeId, bot.code, 'the owner')).rejects.toMatchObject({
      code: 'challenge_gone',
    });
    await expect(it_.verifyBotCode(PHONE, bot.code, 'the owner')).resolves.toMatchObject({ channel: 'bot' });
  });

  describe('a miss', () => {
    const codes = new Codes(new Secrets([SECRET]));
    const steps = async (guess: () => Promise<string>, outcome: string): Promise<unknown[]> => {
      const sent = await sentScripts(it_, async () => expect(await guess()).toBe(outcome));
      return sent.map(([, ...args]) => args.map(({ length }) => length));
    };

    test('takes one round trip more than a right code, the same whether or not a code of the bot lives', async () => {
      const [first, second, third] = [await it_.sent(), await it_.sent(), await it_.sent()];
      const miss =
        ({ challengeId, code }: typeof first, address: string) =>
        () =>
          outcomeOf(it_.verify(challengeId, wrongCodeThan(code), address));
      const none = await steps(miss(first, 'address 1'), 'code_wrong');
      const { code } = await it_.botCode();
      const alive = await steps(miss(second, 'address 2'), 'code_wrong');
      for (const _ of times(2, () => 0)) await outcomeOf(it_.verifyBotCode(PHONE, wrongCodeThan(code)));
      const usedUp = await steps(miss(third, 'address 3'), 'code_wrong');
      expect(none).toHaveLength(2);
      expect(alive).toEqual(none);
      expect(usedUp).toEqual(none);
      const right = await steps(() => outcomeOf(it_.verify(first.challengeId, first.code)), 'ok');
      expect(right).toHaveLength(1);
    });

    test('is answered alike whether or not a code of the bot lives', async () => {
      const page = await it_.sent();
      const answer = () =>
        it_.verify(page.challengeId, wrongCodeThan(page.code)).catch((error: unknown) => error);
      const without = await answer();
      await it_.botCode();
      const withOne = await answer();
      expect(without).toMatchObject({ code: 'code_wrong', extras: { attemptsLeft: 2 } });
      expect(withOne).toMatchObject({ code: 'code_wrong', extras: { attemptsLeft: 1 } });
    });

    test('carries a digest of the code of the bot only where its attempt was admitted', async () => {
      const page = await it_.sent();
      const { challengeId, code } = await it_.botCode();
      const typed = wrongCodeThan(code);
      const ofBot = codes.digest({ challengeId, channel: 'bot' }, typed);
      const admitted = await sentScripts(it_, () => exhaust(page.challengeId, typed));
      expect(digestsIn(admitted).filter((digest) => digest === ofBot)).toHaveLength(3);
      const guesses = () => Promise.all(times(50, () => outcomeOf(it_.verify(page.challengeId, typed))));
      const refused = await sentScripts(it_, guesses);
      expect(digestsIn(refused)).not.toContain(ofBot);
      // The digest of the page's own code is the same each time; what stands for that of the bot never is.
      expect(new Set(digestsIn(refused)).size).toBe(51);
    });
  });
});
