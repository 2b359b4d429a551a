import { DomainError } from '@app/contract';
import { OTHER_PHONE, OWNER, PHONE, SECRET, useOtp, wrongCodeThan } from '../spec/otp-on-redis';
import { atOnce, inSequence, outcomeOf, tally } from '../spec/outcomes';

const fixture = useOtp();

describe('a typed code', () => {
  test('signs in once when it is posted fifty times at once', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    const outcomes = await atOnce(50, () => outcomeOf(fixture.verify(challengeId, code)));
    expect(tally(outcomes)).toEqual({ ok: 1, challenge_gone: 49 });
  });

  test('may be wrong three times when fifty guesses are posted at once', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    const failures = await atOnce(50, () =>
      fixture.verify(challengeId, wrongCodeThan(code)).catch((error: unknown) => error as DomainError),
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
    const first = await fixture.sentChallenge();
    const second = await fixture.sentChallenge();
    if (first.code === second.code) return;
    await expect(fixture.verify(first.challengeId, second.code)).rejects.toMatchObject({
      code: 'code_wrong',
    });
    await expect(fixture.verify(second.challengeId, second.code)).resolves.toMatchObject({ phone: PHONE });
  });

  test('is refused with challenge_gone when its challenge has expired or never existed', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
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

  test.each(['park', 'fail'] as const)('is wrong after its delivery ended with %s', async (end) => {
    const { challengeId } = await fixture.request();
    const task = (await fixture.claimCode(challengeId))!;
    await fixture.outbox[end](task);
    await expect(fixture.verify(challengeId, task.code)).rejects.toMatchObject({ code: 'code_wrong' });
  });

  test('locks the phone for a day when it is the tenth wrong one', async () => {
    for (let i = 0; i < 10; i++) {
      const { challengeId, code } = await fixture.sentChallenge();
      await outcomeOf(fixture.verify(challengeId, wrongCodeThan(code)));
      if (i === 0) continue;
      await fixture.passTime(400_000);
    }
    await fixture.passTime(86_400_000 - 9 * 400_000 - 200_000);
    await expect(fixture.request()).rejects.toMatchObject({ code: 'phone_locked' });
    // The first wrong code leaves the window.
    await fixture.passTime(200_000);
    await expect(fixture.sentChallenge()).resolves.toBeDefined();
  });

  test('is not compared while the phone is locked', async () => {
    const [first, second] = [await fixture.sentChallenge(), await fixture.sentChallenge()];
    await inSequence(3, () => outcomeOf(fixture.verify(second.challengeId, wrongCodeThan(second.code))));
    await fixture.storeWrongCodes(7);
    await expect(fixture.verify(first.challengeId, first.code)).rejects.toMatchObject({
      code: 'phone_locked',
    });
  });

  test('costs an attempt while the phone is locked', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    await fixture.storeWrongCodes(10);
    const locked = await atOnce(50, () => outcomeOf(fixture.verify(challengeId, code)));
    expect(tally(locked)).toEqual({ phone_locked: 50 });
    await fixture.admin.unlock(PHONE, { withLimits: false });
    await expect(fixture.verify(challengeId, code)).rejects.toMatchObject({ code: 'attempts_exhausted' });
  });

  test('costs an attempt while its challenge is used', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    const verified = await fixture.verify(challengeId, code);
    const guesses = await atOnce(3, () => outcomeOf(fixture.verify(challengeId, '000000')));
    expect(tally(guesses)).toEqual({ challenge_gone: 3 });
    await fixture.otp.restoreChallenge(verified);
    await expect(fixture.verify(challengeId, code)).rejects.toMatchObject({ code: 'attempts_exhausted' });
  });

  test('works after a restore even when it was posted twice', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    const verified = await fixture.verify(challengeId, code);
    expect(await outcomeOf(fixture.verify(challengeId, code))).toBe('challenge_gone');
    await fixture.otp.restoreChallenge(verified);
    await expect(fixture.verify(challengeId, code)).resolves.toMatchObject({ challengeId });
  });

  test('still works after the operator adds a newer secret', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    const rotated = fixture.withSecrets('another secret that came first in a rolling change', SECRET);
    await expect(rotated.verify(challengeId, code)).resolves.toMatchObject({ phone: PHONE });
  });

  test('is stored in no key of Redis', async () => {
    const { code } = await fixture.sentChallenge();
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

  test('names the chat that received it once a worker has recorded the chat', async () => {
    const sent = await fixture.sentChallenge();
    await expect(fixture.verify(sent.challengeId, sent.code)).resolves.toMatchObject({ chatId: 7 });
    const { challengeId } = await fixture.request(OTHER_PHONE);
    const { code } = (await fixture.claimCode(challengeId))!;
    await expect(fixture.verify(challengeId, code)).resolves.toMatchObject({ chatId: undefined });
  });
});

describe('the language of a right code', () => {
  test('is that of its message, or of the request until a worker has recorded one', async () => {
    const { challengeId } = await fixture.request();
    const task = (await fixture.claimCode(challengeId))!;
    await expect(fixture.verify(challengeId, task.code)).resolves.toMatchObject({ language: 'ru' });

    const sent = await fixture.request(OTHER_PHONE);
    const other = (await fixture.claimCode(sent.challengeId))!;
    await fixture.outbox.delivered(other, { chatId: 7, messageId: 1, language: 'kk' });
    await expect(fixture.verify(sent.challengeId, other.code)).resolves.toMatchObject({ language: 'kk' });
  });

  test('is unknown if neither the request nor the message has one', async () => {
    const { challengeId } = await fixture.otp.requestCode({
      ...{ phone: PHONE, language: undefined, origin: { ip: '203.0.113.7', browser: '', system: '' } },
      requestId: '',
    });
    const task = (await fixture.claimCode(challengeId))!;
    expect(task.language).toBeUndefined();
    await fixture.outbox.delivered(task, { chatId: 7, messageId: 1 });
    await expect(fixture.verify(challengeId, task.code)).resolves.toMatchObject({ language: undefined });
  });

  test('of the bot is that of its message', async () => {
    const task = await fixture.botCode();
    await fixture.outbox.delivered(task, { chatId: 7, messageId: 1, language: 'uz' });
    await expect(fixture.verifyBotCode(PHONE, task.code)).resolves.toMatchObject({ language: 'uz' });
  });
});

describe('a code of the bot that is typed with the phone', () => {
  test('signs in once when it is posted fifty times at once', async () => {
    const { code } = await fixture.botCode();
    const outcomes = await atOnce(50, () => outcomeOf(fixture.verifyBotCode(PHONE, code)));
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'code_wrong')).toHaveLength(49);
  });

  test('is refused with the same error whether it is wrong or missing', async () => {
    const { code } = await fixture.botCode();
    const errors = await Promise.all([
      fixture.verifyBotCode(PHONE, wrongCodeThan(code)).catch((error: unknown) => error as DomainError),
      fixture.verifyBotCode(OTHER_PHONE, code).catch((error: unknown) => error as DomainError),
    ]);
    expect(errors).toMatchObject([
      { code: 'code_wrong', extras: {} },
      { code: 'code_wrong', extras: {} },
    ]);
  });

  test('has three attempts, which never lock the phone', async () => {
    const first = await fixture.botCode();
    await inSequence(3, () => outcomeOf(fixture.verifyBotCode(PHONE, wrongCodeThan(first.code))));
    await expect(fixture.verifyBotCode(PHONE, first.code)).rejects.toMatchObject({ code: 'code_wrong' });
    expect(await fixture.wrongCodes()).toBe(0);
  });

  test('signs in while the phone is locked', async () => {
    const { challengeId, code } = await fixture.sentChallenge();
    await outcomeOf(fixture.verify(challengeId, wrongCodeThan(code)));
    await fixture.storeWrongCodes(9);
    const bot = await fixture.botCode();
    await expect(fixture.verifyBotCode(PHONE, bot.code)).resolves.toMatchObject({
      phone: PHONE,
      channel: 'bot',
    });
  });

  test('is replaced by a newer one', async () => {
    const first = await fixture.botCode();
    const second = await fixture.botCode();
    await expect(fixture.verifyBotCode(PHONE, first.code)).rejects.toMatchObject({ code: 'code_wrong' });
    await expect(fixture.verifyBotCode(PHONE, second.code)).resolves.toMatchObject({ phone: PHONE });
  });

  test('is issued three times a minute when fifty requests come at once', async () => {
    const answers = await atOnce(50, () => fixture.bot.requestCode({ ...OWNER, language: 'ru' }));
    expect(tally(answers.map(({ kind }) => kind))).toEqual({ issued: 3, limited: 47 });
    const claimed = await fixture.claimDue();
    expect(claimed.filter(Boolean)).toHaveLength(1);
  });

  test('keeps its attempts while a stranger keeps guessing', async () => {
    const guess = (phone = PHONE) => outcomeOf(fixture.verifyBotCode(phone, '000000', 'the stranger'));
    const outcomes = await atOnce(50, () => guess());
    expect(tally(outcomes)).toEqual({ code_wrong: 20, too_many_requests: 30 });
    const { code } = await fixture.botCode();
    if (code === '000000') return;
    await inSequence(9, () => expect(guess()).resolves.toBe('too_many_requests'));
    await expect(guess(OTHER_PHONE)).resolves.toBe('code_wrong');
    await expect(fixture.verifyBotCode(PHONE, code, 'the owner')).resolves.toMatchObject({ phone: PHONE });
    // A right code does not count as a try of the address.
    expect(await fixture.store.client.keys(fixture.store.key('*tries:the owner'))).toEqual([]);
    expect(await fixture.store.client.keys(fixture.store.key('*tries:the stranger'))).toHaveLength(2);
    await fixture.passTime(3_600_000);
    await expect(guess()).resolves.toBe('code_wrong');
  });
});
