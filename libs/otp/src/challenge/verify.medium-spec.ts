import { DomainError } from '@app/contract';
import {
  OTHER_PHONE,
  OtpOnRedis,
  outcomeOf,
  PHONE,
  SECRET,
  tally,
  times,
  wrongCodeThan,
} from '../spec/otp-on-redis';

describe('a typed code', () => {
  let it_: OtpOnRedis;
  beforeEach(async () => (it_ = await OtpOnRedis.open()));
  afterEach(() => it_.close());

  test('signs in once, whoever posts it fifty times at once', async () => {
    const { challengeId, code } = await it_.sent();
    const outcomes = await Promise.all(times(50, () => outcomeOf(it_.verify(challengeId, code))));
    expect(tally(outcomes)).toEqual({ ok: 1, challenge_gone: 49 });
  });

  test('may be wrong three times, whoever posts fifty guesses at once', async () => {
    const { challengeId, code } = await it_.sent();
    const failures = await Promise.all(
      times(50, () =>
        it_.verify(challengeId, wrongCodeThan(code)).catch((error: unknown) => error as DomainError),
      ),
    );
    const errors = failures.filter((failure) => failure instanceof DomainError);
    expect(tally(errors.map((error) => error.code))).toEqual({ code_wrong: 3, attempts_exhausted: 47 });
    expect(
      errors
        .map((error) => error.extras.attemptsLeft)
        .filter((left) => left !== undefined)
        .sort(),
    ).toEqual([0, 1, 2]);
    await expect(it_.verify(challengeId, code)).rejects.toMatchObject({ code: 'attempts_exhausted' });
  });

  test('is wrong for another challenge', async () => {
    const first = await it_.sent();
    const second = await it_.sent();
    if (first.code === second.code) return;
    await expect(it_.verify(first.challengeId, second.code)).rejects.toMatchObject({
      code: 'code_wrong',
    });
    await expect(it_.verify(second.challengeId, second.code)).resolves.toMatchObject({ phone: PHONE });
  });

  test('is gone with its challenge: expired, unknown, nonsense', async () => {
    const { challengeId, code } = await it_.sent();
    await it_.passTime(300_000);
    const ids = [challengeId, `00${'0'.repeat(32)}`, 'nonsense', '', `ff${'0'.repeat(32)}`, 'x'.repeat(1000)];
    for (const id of ids)
      await expect(it_.verify(id, code)).rejects.toMatchObject({ code: 'challenge_gone' });
  });

  test('cannot be right before it was sent', async () => {
    const { challengeId } = await it_.request();
    const code = await it_.unclaimedCode(challengeId);
    await expect(it_.verify(challengeId, code)).rejects.toMatchObject({ code: 'code_wrong' });
    await expect(it_.claimCode(challengeId)).resolves.toMatchObject({ code });
    await expect(it_.verify(challengeId, code)).resolves.toMatchObject({ phone: PHONE });
  });

  test.each(['park', 'fail'] as const)('is wrong where its delivery ended in %s', async (end) => {
    const { challengeId } = await it_.request();
    const task = (await it_.claimCode(challengeId))!;
    await it_.outbox[end](task);
    await expect(it_.verify(challengeId, task.code)).rejects.toMatchObject({ code: 'code_wrong' });
  });

  test('is refused for a locked phone, the right one too, until a day has passed', async () => {
    for (let i = 0; i < 10; i++) {
      const { challengeId, code } = await it_.sent();
      await outcomeOf(it_.verify(challengeId, wrongCodeThan(code)));
      if (i === 0) continue;
      await it_.passTime(400_000);
    }
    await it_.passTime(86_400_000 - 9 * 400_000 - 200_000);
    // The first wrong code is about to leave the window, so one more request is possible just before it does.
    await expect(it_.request()).rejects.toMatchObject({ code: 'phone_locked' });
    await it_.passTime(200_000);
    await expect(it_.sent()).resolves.toBeDefined();
  });

  test('of a phone that was locked meanwhile is not compared', async () => {
    const good = await it_.sent();
    const bad = await it_.sent();
    for (let i = 0; i < 3; i++) await outcomeOf(it_.verify(bad.challengeId, wrongCodeThan(bad.code)));
    await it_.pretendWrongCodes(7);
    await expect(it_.verify(good.challengeId, good.code)).rejects.toMatchObject({ code: 'phone_locked' });
  });

  test('works under a secret that is not the first any more', async () => {
    const { challengeId, code } = await it_.sent();
    const rotated = it_.withSecrets('another secret that came first in a rolling change', SECRET);
    await expect(rotated.verify(challengeId, code)).resolves.toMatchObject({ phone: PHONE });
  });

  test('is neither stored nor derivable from what is stored', async () => {
    const { code } = await it_.sent();
    const { client } = it_.store;
    for (const key of await client.keys(it_.store.key('*'))) {
      const type = await client.type(key);
      const text =
        type === 'hash'
          ? JSON.stringify(await client.hgetall(key))
          : type === 'zset'
            ? (await client.zrange(key, 0, -1)).join()
            : await client.get(key);
      expect(`${key} ${text}`).not.toMatch(new RegExp(`(?<![0-9])${code}(?![0-9])`));
    }
  });
});

describe('a session that could not be stored', () => {
  let it_: OtpOnRedis;
  beforeEach(async () => (it_ = await OtpOnRedis.open()));
  afterEach(() => it_.close());

  test('gives the code and the attempt back, once', async () => {
    const { challengeId, code } = await it_.sent();
    const verified = await it_.verify(challengeId, code);
    await Promise.all(times(50, () => it_.otp.restoreChallenge(verified)));
    await expect(it_.verify(challengeId, wrongCodeThan(code))).rejects.toMatchObject({
      extras: { attemptsLeft: 2 },
    });
    await expect(it_.verify(challengeId, code)).resolves.toMatchObject({ challengeId });
  });

  test('requires the receipt of the caller that consumed it', async () => {
    const { challengeId, code } = await it_.sent();
    const verified = await it_.verify(challengeId, code);
    await it_.otp.restoreChallenge({ ...verified, receipt: 'guessed' });
    await expect(it_.verify(challengeId, code)).rejects.toMatchObject({ code: 'challenge_gone' });
  });

  test.each([
    ['refused it', (id: string) => it_.refuse(id, PHONE, 'r1')],
    ['had all codes closed', () => it_.bot.closeChallenges(PHONE)],
  ])('is too late once the owner has %s', async (_, closing) => {
    const { challengeId, code } = await it_.sent();
    const verified = await it_.verify(challengeId, code);
    await closing(challengeId);
    await Promise.all(times(50, () => it_.otp.restoreChallenge(verified)));
    await expect(it_.verify(challengeId, code)).rejects.toMatchObject({ code: 'challenge_gone' });
  });

  test('leaves the message as it is until the code expires', async () => {
    const { challengeId, code } = await it_.sent();
    await it_.otp.restoreChallenge(await it_.verify(challengeId, code));
    await it_.passTime(60_000);
    await expect(it_.outbox.due()).resolves.toEqual([]);
  });
});

test('a right code names the chat that it was sent to, once a worker has recorded it', async () => {
  const it_ = await OtpOnRedis.open();
  try {
    const sent = await it_.sent();
    await expect(it_.verify(sent.challengeId, sent.code)).resolves.toMatchObject({ chatId: 7 });
    const { challengeId } = await it_.request(OTHER_PHONE);
    const { code } = (await it_.claimCode(challengeId))!;
    await expect(it_.verify(challengeId, code)).resolves.toMatchObject({ chatId: undefined });
  } finally {
    it_.close();
  }
});

describe('a code of the bot that is typed with the phone', () => {
  let it_: OtpOnRedis;
  beforeEach(async () => (it_ = await OtpOnRedis.open()));
  afterEach(() => it_.close());

  test('signs in with the phone, once, whoever posts it fifty times at once', async () => {
    const { code } = await it_.botCode();
    const outcomes = await Promise.all(times(50, () => outcomeOf(it_.verifyBotCode(PHONE, code))));
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'code_wrong')).toHaveLength(49);
  });

  test('refuses a miss alike whether or not it lives', async () => {
    const { code } = await it_.botCode();
    const misses = await Promise.all([
      it_.verifyBotCode(PHONE, wrongCodeThan(code)).catch((error: unknown) => error as DomainError),
      it_.verifyBotCode(OTHER_PHONE, code).catch((error: unknown) => error as DomainError),
    ]);
    expect(misses).toMatchObject([
      { code: 'code_wrong', extras: {} },
      { code: 'code_wrong', extras: {} },
    ]);
  });

  test('has three attempts and never locks the phone, nor does the lock stop it', async () => {
    const first = await it_.botCode();
    for (let i = 0; i < 3; i++) await outcomeOf(it_.verifyBotCode(PHONE, wrongCodeThan(first.code)));
    await expect(it_.verifyBotCode(PHONE, first.code)).rejects.toMatchObject({ code: 'code_wrong' });
    expect(await it_.wrongCodes()).toBe(0);

    const { challengeId, code } = await it_.sent();
    await outcomeOf(it_.verify(challengeId, wrongCodeThan(code)));
    await it_.pretendWrongCodes(9);
    const second = await it_.botCode();
    await expect(it_.verifyBotCode(PHONE, second.code)).resolves.toMatchObject({
      phone: PHONE,
      channel: 'bot',
    });
  });

  test('is one per phone: a new one replaces it, and three a minute is all', async () => {
    const first = await it_.botCode();
    const second = await it_.botCode();
    await expect(it_.verifyBotCode(PHONE, first.code)).rejects.toMatchObject({ code: 'code_wrong' });
    await expect(it_.verifyBotCode(PHONE, second.code)).resolves.toMatchObject({ phone: PHONE });
  });

  test('is granted three times a minute, whoever asks fifty times at once', async () => {
    const answers = await Promise.all(
      times(50, () => it_.bot.requestCode({ phone: PHONE, telegramId: 1, language: 'ru' })),
    );
    expect(tally(answers.map(({ kind }) => kind))).toEqual({ issued: 3, limited: 47 });
    const claimed = await Promise.all((await it_.outbox.due()).map((entry) => it_.outbox.claim(entry)));
    expect(claimed.filter(Boolean)).toHaveLength(1);
  });

  test('is not spent by a stranger who never stops: an address has twenty tries an hour for a phone', async () => {
    const guess = (phone = PHONE) => outcomeOf(it_.verifyBotCode(phone, '000000', 'the stranger'));
    const outcomes = await Promise.all(times(50, () => guess()));
    expect(tally(outcomes)).toEqual({ code_wrong: 20, too_many_requests: 30 });
    const { code } = await it_.botCode();
    if (code === '000000') return;
    for (let i = 0; i < 9; i++) await expect(guess()).resolves.toBe('too_many_requests');
    await expect(guess(OTHER_PHONE)).resolves.toBe('code_wrong');
    await expect(it_.verifyBotCode(PHONE, code, 'the owner')).resolves.toMatchObject({ phone: PHONE });
    // A right code was no guess.
    expect(await it_.store.client.keys(it_.store.key('*tries:the owner'))).toEqual([]);
    expect(await it_.store.client.keys(it_.store.key('*tries:the stranger'))).toHaveLength(2);
    await it_.passTime(3_600_000);
    await expect(guess()).resolves.toBe('code_wrong');
  });

  test('cannot be verified by its challenge id', async () => {
    const { challengeId, code } = await it_.botCode();
    await expect(it_.verify(challengeId, code)).rejects.toMatchObject({ code: 'challenge_gone' });
  });
});
