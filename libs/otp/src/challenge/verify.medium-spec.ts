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
  let fixture: OtpOnRedis;
  beforeEach(async () => (fixture = await OtpOnRedis.open()));
  afterEach(() => fixture.close());

  test('signs in once, whoever posts it fifty times at once', async () => {
    const { challengeId, code } = await fixture.sent();
    const outcomes = await Promise.all(times(50, () => outcomeOf(fixture.verify(challengeId, code))));
    expect(tally(outcomes)).toEqual({ ok: 1, challenge_gone: 49 });
  });

  test('may be wrong three times, whoever posts fifty guesses at once', async () => {
    const { challengeId, code } = await fixture.sent();
    const failures = await Promise.all(
      times(50, () =>
        fixture.verify(challengeId, wrongCodeThan(code)).catch((error: unknown) => error as DomainError),
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
    await expect(fixture.verify(challengeId, code)).rejects.toMatchObject({ code: 'attempts_exhausted' });
  });

  test('is wrong for another challenge', async () => {
    const first = await fixture.sent();
    const second = await fixture.sent();
    if (first.code === second.code) return;
    await expect(fixture.verify(first.challengeId, second.code)).rejects.toMatchObject({
      code: 'code_wrong',
    });
    await expect(fixture.verify(second.challengeId, second.code)).resolves.toMatchObject({ phone: PHONE });
  });

  test('is gone with its challenge: expired, unknown, nonsense', async () => {
    const { challengeId, code } = await fixture.sent();
    await fixture.passTime(300_000);
    const ids = [challengeId, `00${'0'.repeat(32)}`, 'nonsense', '', `ff${'0'.repeat(32)}`, 'x'.repeat(1000)];
    for (const id of ids)
      await expect(fixture.verify(id, code)).rejects.toMatchObject({ code: 'challenge_gone' });
  });

  test('cannot be right before it was sent', async () => {
    const { challengeId } = await fixture.request();
    const code = await fixture.unclaimedCode(challengeId);
    await expect(fixture.verify(challengeId, code)).rejects.toMatchObject({ code: 'code_wrong' });
    await expect(fixture.claimCode(challengeId)).resolves.toMatchObject({ code });
    await expect(fixture.verify(challengeId, code)).resolves.toMatchObject({ phone: PHONE });
  });

  test.each(['park', 'fail'] as const)('is wrong where its delivery ended in %s', async (end) => {
    const { challengeId } = await fixture.request();
    const task = (await fixture.claimCode(challengeId))!;
    await fixture.outbox[end](task);
    await expect(fixture.verify(challengeId, task.code)).rejects.toMatchObject({ code: 'code_wrong' });
  });

  test('is refused for a locked phone, the right one too, until a day has passed', async () => {
    for (let i = 0; i < 10; i++) {
      const { challengeId, code } = await fixture.sent();
      await outcomeOf(fixture.verify(challengeId, wrongCodeThan(code)));
      if (i === 0) continue;
      await fixture.passTime(400_000);
    }
    await fixture.passTime(86_400_000 - 9 * 400_000 - 200_000);
    // The first wrong code is about to leave the window, so one more request is possible just before it does.
    await expect(fixture.request()).rejects.toMatchObject({ code: 'phone_locked' });
    await fixture.passTime(200_000);
    await expect(fixture.sent()).resolves.toBeDefined();
  });

  test('of a phone that was locked meanwhile is not compared', async () => {
    const good = await fixture.sent();
    const bad = await fixture.sent();
    for (let i = 0; i < 3; i++) await outcomeOf(fixture.verify(bad.challengeId, wrongCodeThan(bad.code)));
    await fixture.pretendWrongCodes(7);
    await expect(fixture.verify(good.challengeId, good.code)).rejects.toMatchObject({ code: 'phone_locked' });
  });

  test('works under a secret that is not the first any more', async () => {
    const { challengeId, code } = await fixture.sent();
    const rotated = fixture.withSecrets('another secret that came first in a rolling change', SECRET);
    await expect(rotated.verify(challengeId, code)).resolves.toMatchObject({ phone: PHONE });
  });

  test('is neither stored nor derivable from what is stored', async () => {
    const { code } = await fixture.sent();
    const { client } = fixture.store;
    for (const key of await client.keys(fixture.store.key('*'))) {
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

test('a right code names the chat that it was sent to, once a worker has recorded it', async () => {
  const fixture = await OtpOnRedis.open();
  try {
    const sent = await fixture.sent();
    await expect(fixture.verify(sent.challengeId, sent.code)).resolves.toMatchObject({ chatId: 7 });
    const { challengeId } = await fixture.request(OTHER_PHONE);
    const { code } = (await fixture.claimCode(challengeId))!;
    await expect(fixture.verify(challengeId, code)).resolves.toMatchObject({ chatId: undefined });
  } finally {
    fixture.close();
  }
});

describe('a code of the bot that is typed with the phone', () => {
  let fixture: OtpOnRedis;
  beforeEach(async () => (fixture = await OtpOnRedis.open()));
  afterEach(() => fixture.close());

  test('signs in with the phone, once, whoever posts it fifty times at once', async () => {
    const { code } = await fixture.botCode();
    const outcomes = await Promise.all(times(50, () => outcomeOf(fixture.verifyBotCode(PHONE, code))));
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'code_wrong')).toHaveLength(49);
  });

  test('refuses a miss alike whether or not it lives', async () => {
    const { code } = await fixture.botCode();
    const misses = await Promise.all([
      fixture.verifyBotCode(PHONE, wrongCodeThan(code)).catch((error: unknown) => error as DomainError),
      fixture.verifyBotCode(OTHER_PHONE, code).catch((error: unknown) => error as DomainError),
    ]);
    expect(misses).toMatchObject([
      { code: 'code_wrong', extras: {} },
      { code: 'code_wrong', extras: {} },
    ]);
  });

  test('has three attempts and never locks the phone, nor does the lock stop it', async () => {
    const first = await fixture.botCode();
    for (let i = 0; i < 3; i++) await outcomeOf(fixture.verifyBotCode(PHONE, wrongCodeThan(first.code)));
    await expect(fixture.verifyBotCode(PHONE, first.code)).rejects.toMatchObject({ code: 'code_wrong' });
    expect(await fixture.wrongCodes()).toBe(0);

    const { challengeId, code } = await fixture.sent();
    await outcomeOf(fixture.verify(challengeId, wrongCodeThan(code)));
    await fixture.pretendWrongCodes(9);
    const second = await fixture.botCode();
    await expect(fixture.verifyBotCode(PHONE, second.code)).resolves.toMatchObject({
      phone: PHONE,
      channel: 'bot',
    });
  });

  test('is one per phone: a new one replaces it, and three a minute is all', async () => {
    const first = await fixture.botCode();
    const second = await fixture.botCode();
    await expect(fixture.verifyBotCode(PHONE, first.code)).rejects.toMatchObject({ code: 'code_wrong' });
    await expect(fixture.verifyBotCode(PHONE, second.code)).resolves.toMatchObject({ phone: PHONE });
  });

  test('is granted three times a minute, whoever asks fifty times at once', async () => {
    const answers = await Promise.all(
      times(50, () => fixture.bot.requestCode({ phone: PHONE, telegramId: 1, language: 'ru' })),
    );
    expect(tally(answers.map(({ kind }) => kind))).toEqual({ issued: 3, limited: 47 });
    const claimed = await Promise.all(
      (await fixture.outbox.due()).map((entry) => fixture.outbox.claim(entry)),
    );
    expect(claimed.filter(Boolean)).toHaveLength(1);
  });

  test('is not spent by a stranger who never stops: an address has twenty tries an hour for a phone', async () => {
    const guess = (phone = PHONE) => outcomeOf(fixture.verifyBotCode(phone, '000000', 'the stranger'));
    const outcomes = await Promise.all(times(50, () => guess()));
    expect(tally(outcomes)).toEqual({ code_wrong: 20, too_many_requests: 30 });
    const { code } = await fixture.botCode();
    if (code === '000000') return;
    for (let i = 0; i < 9; i++) await expect(guess()).resolves.toBe('too_many_requests');
    await expect(guess(OTHER_PHONE)).resolves.toBe('code_wrong');
    await expect(fixture.verifyBotCode(PHONE, code, 'the owner')).resolves.toMatchObject({ phone: PHONE });
    // A right code was no guess.
    expect(await fixture.store.client.keys(fixture.store.key('*tries:the owner'))).toEqual([]);
    expect(await fixture.store.client.keys(fixture.store.key('*tries:the stranger'))).toHaveLength(2);
    await fixture.passTime(3_600_000);
    await expect(guess()).resolves.toBe('code_wrong');
  });

  test('cannot be verified by its challenge id', async () => {
    const { challengeId, code } = await fixture.botCode();
    await expect(fixture.verify(challengeId, code)).rejects.toMatchObject({ code: 'challenge_gone' });
  });
});
