import {
  ERASING_SESSION,
  OTHER_ORIGIN,
  OTHER_PHONE,
  PHONE,
  useOtp,
  WITHOUT_REQUEST_LIMITS,
  wrongCodeThan,
} from '../spec/otp-on-redis';
import { atOnce, inSequence, outcomeOf, tally } from '../spec/outcomes';
import { argumentLengths, digestsIn, sentScripts } from '../spec/sent-scripts';

const fixture = useOtp(WITHOUT_REQUEST_LIMITS);

const attemptsLeft = async (challengeId: string): Promise<number> => {
  const { keys, store } = fixture;
  const key = keys.challenge(keys.partitionOfChallenge(challengeId)!, challengeId);
  return Number(await store.client.hget(key, 'attempts_left'));
};
const exhaust = (challengeId: string, wrongCode: string): Promise<unknown> =>
  inSequence(3, () => outcomeOf(fixture.verify(challengeId, wrongCode)));

describe('a code of the bot that is typed on a page', () => {
  const triesOf = (address: string) => fixture.store.client.keys(fixture.store.key(`*tries:${address}`));

  const requested = () => fixture.request();
  const sent = () => fixture.sentChallenge();
  test.each<[string, () => Promise<{ challengeId: string }>, (challengeId: string) => Promise<unknown>]>([
    ['the page has a code of its own', sent, async () => {}],
    ['the attempts of the page are exhausted', sent, (id) => exhaust(id, '000000')],
    ['the phone is locked', sent, () => fixture.storeWrongCodes(10)],
    ['the owner has refused the challenge of the page', sent, (id) => fixture.refuse(id, PHONE, 'r1')],
    ['the code of the page was never sent', requested, async () => {}],
  ])('signs in when %s', async (_, openPage, prepare) => {
    const page = await openPage();
    await prepare(page.challengeId);
    const bot = await fixture.botCode();
    await expect(fixture.verify(page.challengeId, bot.code)).resolves.toMatchObject({
      ...{ challengeId: bot.challengeId, channel: 'bot', purpose: 'sign_in', phone: PHONE },
    });
    await expect(fixture.verifyBotCode(PHONE, bot.code)).rejects.toMatchObject({ code: 'code_wrong' });
  });

  test('signs in once when it is posted fifty times at once', async () => {
    const pages = [await fixture.sentChallenge(), await fixture.sentChallenge()];
    const { code } = await fixture.botCode();
    const outcomes = await atOnce(50, (i) => {
      const page = pages[i % 3];
      return outcomeOf(page ? fixture.verify(page.challengeId, code) : fixture.verifyBotCode(PHONE, code));
    });
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
  });

  test('is compared three times when fifty guess at once', async () => {
    const page = await fixture.sentChallenge();
    const bot = await fixture.botCode();
    const guess = wrongCodeThan(bot.code) === page.code ? '000002' : wrongCodeThan(bot.code);
    const outcomes = await atOnce(50, () => outcomeOf(fixture.verify(page.challengeId, guess)));
    expect(tally(outcomes)).toEqual({ code_wrong: 3, attempts_exhausted: 47 });
    await expect(attemptsLeft(bot.challengeId)).resolves.toBe(0);
    await expect(fixture.verifyBotCode(PHONE, bot.code)).rejects.toMatchObject({ code: 'code_wrong' });
    await expect(fixture.wrongCodes()).resolves.toBe(3);
  });

  test('keeps its attempts when the code of the page is typed', async () => {
    const page = await fixture.sentChallenge();
    const bot = await fixture.botCode();
    await fixture.verify(page.challengeId, page.code, 'the owner');
    await expect(attemptsLeft(bot.challengeId)).resolves.toBe(3);
    await expect(triesOf('the owner')).resolves.toEqual([]);
  });

  test('counts neither as a wrong code of the phone nor as a try of the address', async () => {
    const page = await fixture.sentChallenge();
    await fixture.storeWrongCodes(9);
    const { code } = await fixture.botCode();
    await fixture.verify(page.challengeId, code, 'the owner');
    await expect(fixture.wrongCodes()).resolves.toBe(9);
    await expect(triesOf('the owner')).resolves.toEqual([]);
    const { client } = fixture.store;
    await expect(client.keys(fixture.store.key('*job:notification:phone_locked*'))).resolves.toEqual([]);
    await expect(fixture.verify(page.challengeId, page.code)).resolves.toMatchObject({ channel: 'api' });
  });

  test('works again after its session could not be stored', async () => {
    const page = await fixture.sentChallenge();
    const { code } = await fixture.botCode();
    const verified = await fixture.verify(page.challengeId, code);
    await expect(fixture.otp.restoreChallenge(verified)).resolves.toBe(true);
    await expect(fixture.verify(page.challengeId, code)).resolves.toMatchObject({ channel: 'bot' });
  });

  test('is wrong on the page of another phone', async () => {
    const page = await fixture.sentChallenge();
    const { code } = await fixture.botCode(OTHER_PHONE);
    if (code === page.code) return;
    await expect(fixture.verify(page.challengeId, code)).rejects.toMatchObject({ code: 'code_wrong' });
  });

  test('is refused when the challenge of the page is gone', async () => {
    const page = await fixture.sentChallenge();
    await fixture.otp.replaceChallenge(page.challengeId);
    const bot = await fixture.botCode();
    await expect(fixture.verify(page.challengeId, bot.code)).rejects.toMatchObject({
      code: 'challenge_gone',
    });
    await expect(attemptsLeft(bot.challengeId)).resolves.toBe(3);
  });

  test('never erases a shop', async () => {
    const { challengeId } = await fixture.requestEraseCode();
    const bot = await fixture.botCode();
    await expect(
      fixture.otp.verifyEraseCode(challengeId, ERASING_SESSION, bot.code, OTHER_ORIGIN),
    ).rejects.toMatchObject({ code: 'code_wrong' });
    await expect(attemptsLeft(bot.challengeId)).resolves.toBe(3);
  });

  test('shares the twenty tries of an address with codes that are typed with the phone', async () => {
    const guessOnPage = async (count: number) => {
      const page = await fixture.sentChallenge();
      return atOnce(count, () => outcomeOf(fixture.verify(page.challengeId, '000000', 'a stranger')));
    };
    const guessWithPhone = () => outcomeOf(fixture.verifyBotCode(PHONE, '000000', 'a stranger'));
    expect(tally(await atOnce(10, guessWithPhone))).toEqual({ code_wrong: 10 });
    expect(tally(await guessOnPage(50))).toEqual({ code_wrong: 3, attempts_exhausted: 47 });
    expect(await guessWithPhone()).toBe('too_many_requests');
    const page = await fixture.sentChallenge();
    const bot = await fixture.botCode();
    // The page answers as before, but the code of the bot is not compared.
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
});

describe('a wrong code on a page', () => {
  test('takes two round trips whether a code of the bot is live, used up or missing', async () => {
    const [first, second, third] = [
      await fixture.sentChallenge(),
      await fixture.sentChallenge(),
      await fixture.sentChallenge(),
    ];
    const guess =
      ({ challengeId, code }: typeof first, address: string) =>
      () =>
        outcomeOf(fixture.verify(challengeId, wrongCodeThan(code), address));
    const missing = await argumentLengths(fixture, guess(first, 'address 1'), 'code_wrong');
    const { code } = await fixture.botCode();
    const live = await argumentLengths(fixture, guess(second, 'address 2'), 'code_wrong');
    await inSequence(2, () => outcomeOf(fixture.verifyBotCode(PHONE, wrongCodeThan(code))));
    const usedUp = await argumentLengths(fixture, guess(third, 'address 3'), 'code_wrong');
    expect(missing).toHaveLength(2);
    expect(live).toEqual(missing);
    expect(usedUp).toEqual(missing);
    const typeRightCode = () => outcomeOf(fixture.verify(first.challengeId, first.code));
    await expect(argumentLengths(fixture, typeRightCode, 'ok')).resolves.toHaveLength(1);
  });

  test('is answered the same whether or not a code of the bot is live', async () => {
    const page = await fixture.sentChallenge();
    const answer = () =>
      fixture.verify(page.challengeId, wrongCodeThan(page.code)).catch((error: unknown) => error);
    const without = await answer();
    await fixture.botCode();
    const withOne = await answer();
    expect(without).toMatchObject({ code: 'code_wrong', extras: { attemptsLeft: 2 } });
    expect(withOne).toMatchObject({ code: 'code_wrong', extras: { attemptsLeft: 1 } });
  });

  test('is digested for the code of the bot only after an admitted attempt', async () => {
    const page = await fixture.sentChallenge();
    const { challengeId, code } = await fixture.botCode();
    const typed = wrongCodeThan(code);
    const botDigest = fixture.codes.digest({ challengeId, channel: 'bot' }, typed);
    const admitted = await sentScripts(fixture, () => exhaust(page.challengeId, typed));
    expect(digestsIn(admitted).filter((digest) => digest === botDigest)).toHaveLength(3);
    const guesses = () => atOnce(50, () => outcomeOf(fixture.verify(page.challengeId, typed)));
    const refused = await sentScripts(fixture, guesses);
    expect(digestsIn(refused)).not.toContain(botDigest);
    // All commands have the same digest for the page, and each has another random text for the bot.
    expect(new Set(digestsIn(refused)).size).toBe(51);
  });
});
