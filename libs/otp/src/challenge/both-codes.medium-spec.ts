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
  let fixture: OtpOnRedis;
  beforeEach(async () => (fixture = await OtpOnRedis.open(WITHOUT_REQUEST_LIMITS)));
  afterEach(() => fixture.close());

  const attemptsLeft = async (challengeId: string): Promise<number> => {
    const keys = new OtpKeys(fixture.store);
    const key = keys.challenge(keys.partitionOfChallenge(challengeId)!, challengeId);
    return Number(await fixture.store.client.hget(key, 'attempts_left'));
  };
  const triesOf = (address: string) => fixture.store.client.keys(fixture.store.key(`*tries:${address}`));
  const exhaust = async (challengeId: string, code: string): Promise<void> => {
    for (const _ of times(3, () => 0)) await outcomeOf(fixture.verify(challengeId, code));
  };

  test.each<[string, (challengeId: string, wrong: string) => Promise<unknown>]>([
    ['does not match its own', async () => {}],
    ['comes after its attempts are exhausted', (id, wrong) => exhaust(id, wrong)],
    ['comes while its phone is locked', () => fixture.pretendWrongCodes(10)],
    ['comes after its owner refused it', (id) => fixture.refuse(id, PHONE, 'r1')],
    ['comes before it was sent to a chat', async () => {}],
  ])('and signs in where it %s', async (name, prepare) => {
    const page = name.includes('before') ? await fixture.request() : await fixture.sent();
    await prepare(page.challengeId, '000000');
    const bot = await fixture.botCode();
    await expect(fixture.verify(page.challengeId, bot.code)).resolves.toMatchObject({
      ...{ challengeId: bot.challengeId, channel: 'bot', purpose: 'sign_in', phone: PHONE },
    });
    await expect(fixture.verifyBotCode(PHONE, bot.code)).rejects.toMatchObject({ code: 'code_wrong' });
  });

  test('once, whoever posts it fifty times at once, for one challenge or for several', async () => {
    const challenges = [await fixture.sent(), await fixture.sent()];
    const { code } = await fixture.botCode();
    const outcomes = await Promise.all(
      times(50, (i) =>
        i % 3 === 2
          ? outcomeOf(fixture.verifyBotCode(PHONE, code))
          : outcomeOf(fixture.verify(challenges[i % 3]!.challengeId, code)),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
  });

  test('and is compared three times, whoever posts fifty guesses at once for one challenge', async () => {
    const page = await fixture.sent();
    const bot = await fixture.botCode();
    const guess = wrongCodeThan(bot.code) === page.code ? '000002' : wrongCodeThan(bot.code);
    const outcomes = await Promise.all(times(50, () => outcomeOf(fixture.verify(page.challengeId, guess))));
    expect(tally(outcomes)).toEqual({ code_wrong: 3, attempts_exhausted: 47 });
    await expect(attemptsLeft(bot.challengeId)).resolves.toBe(0);
    await expect(fixture.verifyBotCode(PHONE, bot.code)).rejects.toMatchObject({ code: 'code_wrong' });
    await expect(fixture.wrongCodes()).resolves.toBe(3);
  });

  test('and is not compared where the right code of the challenge is typed', async () => {
    const page = await fixture.sent();
    const bot = await fixture.botCode();
    await fixture.verify(page.challengeId, page.code, 'the owner');
    await expect(attemptsLeft(bot.challengeId)).resolves.toBe(3);
    await expect(triesOf('the owner')).resolves.toEqual([]);
  });

  test('and is neither a wrong code of the phone nor a try of the address', async () => {
    const page = await fixture.sent();
    await fixture.pretendWrongCodes(9);
    const { code } = await fixture.botCode();
    await fixture.verify(page.challengeId, code, 'the owner');
    await expect(fixture.wrongCodes()).resolves.toBe(9);
    await expect(triesOf('the owner')).resolves.toEqual([]);
    const { client } = fixture.store;
    await expect(client.keys(fixture.store.key('*job:notification:phone_locked*'))).resolves.toEqual([]);
    await expect(fixture.verify(page.challengeId, page.code)).resolves.toMatchObject({ channel: 'api' });
  });

  test('and works again where its session could not be stored', async () => {
    const page = await fixture.sent();
    const { code } = await fixture.botCode();
    const verified = await fixture.verify(page.challengeId, code);
    await expect(fixture.otp.restoreChallenge(verified)).resolves.toBe(true);
    await expect(fixture.verify(page.challengeId, code)).resolves.toMatchObject({ channel: 'bot' });
  });

  test('but not of another phone', async () => {
    const page = await fixture.sent();
    const { code } = await fixture.botCode(OTHER_PHONE);
    if (code === page.code) return;
    await expect(fixture.verify(page.challengeId, code)).rejects.toMatchObject({ code: 'code_wrong' });
  });

  test('but not once the challenge is gone', async () => {
    const page = await fixture.sent();
    await fixture.otp.replaceChallenge(page.challengeId);
    const bot = await fixture.botCode();
    await expect(fixture.verify(page.challengeId, bot.code)).rejects.toMatchObject({
      code: 'challenge_gone',
    });
    await expect(attemptsLeft(bot.challengeId)).resolves.toBe(3);
  });

  test('but never erases a shop', async () => {
    const request = { phone: PHONE, language: 'ru', origin: ORIGIN } as const;
    const { challengeId } = await fixture.otp.requestEraseCode(request, 's1');
    const bot = await fixture.botCode();
    await expect(
      fixture.otp.verifyEraseCode(challengeId, 's1', bot.code, OTHER_ORIGIN),
    ).rejects.toMatchObject({
      code: 'code_wrong',
    });
    await expect(attemptsLeft(bot.challengeId)).resolves.toBe(3);
  });

  test('but not beyond twenty tries of an address in an hour, which are counted for both ways together', async () => {
    const guess = async (count: number) => {
      const page = await fixture.sent();
      return Promise.all(
        times(count, () => outcomeOf(fixture.verify(page.challengeId, '000000', 'a stranger'))),
      );
    };
    const byPhone = () => outcomeOf(fixture.verifyBotCode(PHONE, '000000', 'a stranger'));
    expect(tally(await Promise.all(times(10, byPhone)))).toEqual({ code_wrong: 10 });
    expect(tally(await guess(50))).toEqual({ code_wrong: 3, attempts_exhausted: 47 });
    expect(await byPhone()).toBe('too_many_requests');
    const page = await fixture.sent();
    const bot = await fixture.botCode();
    // The challenge still answers as ever, and the code of the bot is left alone.
    await expect(fixture.verify(page.challengeId, bot.code, 'a stranger')).rejects.toMatchObject({
      ...{ code: 'code_wrong', extras: { attemptsLeft: 2 } },
    });
    await expect(attemptsLeft(bot.challengeId)).resolves.toBe(3);
    await expect(fixture.verify(page.challengeId, page.code, 'a stranger')).resolves.toMatchObject({
      channel: 'api',
    });
    await expect(fixture.verify(page.challengeId, bot.code, 'the owner')).rejects.toMatchObject({
      code: 'challenge_gone',
    });
    await expect(fixture.verifyBotCode(PHONE, bot.code, 'the owner')).resolves.toMatchObject({
      channel: 'bot',
    });
  });

  describe('a miss', () => {
    const codes = new Codes(new Secrets([SECRET]));
    const steps = async (guess: () => Promise<string>, outcome: string): Promise<unknown[]> => {
      const sent = await sentScripts(fixture, async () => expect(await guess()).toBe(outcome));
      return sent.map(([, ...args]) => args.map(({ length }) => length));
    };

    test('takes one round trip more than a right code, the same whether or not a code of the bot lives', async () => {
      const [first, second, third] = [await fixture.sent(), await fixture.sent(), await fixture.sent()];
      const miss =
        ({ challengeId, code }: typeof first, address: string) =>
        () =>
          outcomeOf(fixture.verify(challengeId, wrongCodeThan(code), address));
      const none = await steps(miss(first, 'address 1'), 'code_wrong');
      const { code } = await fixture.botCode();
      const alive = await steps(miss(second, 'address 2'), 'code_wrong');
      for (const _ of times(2, () => 0)) await outcomeOf(fixture.verifyBotCode(PHONE, wrongCodeThan(code)));
      const usedUp = await steps(miss(third, 'address 3'), 'code_wrong');
      expect(none).toHaveLength(2);
      expect(alive).toEqual(none);
      expect(usedUp).toEqual(none);
      const right = await steps(() => outcomeOf(fixture.verify(first.challengeId, first.code)), 'ok');
      expect(right).toHaveLength(1);
    });

    test('is answered alike whether or not a code of the bot lives', async () => {
      const page = await fixture.sent();
      const answer = () =>
        fixture.verify(page.challengeId, wrongCodeThan(page.code)).catch((error: unknown) => error);
      const without = await answer();
      await fixture.botCode();
      const withOne = await answer();
      expect(without).toMatchObject({ code: 'code_wrong', extras: { attemptsLeft: 2 } });
      expect(withOne).toMatchObject({ code: 'code_wrong', extras: { attemptsLeft: 1 } });
    });

    test('carries a digest of the code of the bot only where its attempt was admitted', async () => {
      const page = await fixture.sent();
      const { challengeId, code } = await fixture.botCode();
      const typed = wrongCodeThan(code);
      const ofBot = codes.digest({ challengeId, channel: 'bot' }, typed);
      const admitted = await sentScripts(fixture, () => exhaust(page.challengeId, typed));
      expect(digestsIn(admitted).filter((digest) => digest === ofBot)).toHaveLength(3);
      const guesses = () => Promise.all(times(50, () => outcomeOf(fixture.verify(page.challengeId, typed))));
      const refused = await sentScripts(fixture, guesses);
      expect(digestsIn(refused)).not.toContain(ofBot);
      // The digest of the page's own code is the same each time; what stands for that of the bot never is.
      expect(new Set(digestsIn(refused)).size).toBe(51);
    });
  });
});
