import { OWNER, useOtp, wrongCodeThan, wrongNumberThan } from '../spec/otp-on-redis';
import { atOnce, inSequence, outcomeOf, tally } from '../spec/outcomes';

const fixture = useOtp();

describe('a number that is typed as an answer', () => {
  let tries = 0;
  const type = (number: string, messageId?: number, chatId = 7) =>
    fixture.approvals.approveByAnswer(
      { ...OWNER, number, by: 'answer', tryId: `typed ${++tries}` },
      { chatId, messageId },
    );

  test('approves the only code in the chat, once', async () => {
    const { challengeId, number } = await fixture.openedChallenge();
    const results = await atOnce(50, () => type(number));
    expect(tally(results.map(({ outcome }) => outcome))).toEqual({ approved: 1, already: 49 });
    expect(results.every((result) => 'challengeId' in result && result.challengeId === challengeId)).toBe(
      true,
    );
  });

  test('closes the only code in the chat if it is wrong', async () => {
    const { challengeId, number } = await fixture.openedChallenge();
    const results = await atOnce(50, () => type(wrongNumberThan(number)));
    expect(tally(results.map(({ outcome }) => outcome))).toEqual({ wrong: 1, gone: 49 });
    expect(fixture.ended).toEqual([challengeId]);
  });

  test('belongs to the code in the answered message, or to the only code in the chat', async () => {
    const first = await fixture.openedChallenge();
    const second = await fixture.request();
    const task = (await fixture.claimCode(second.challengeId))!;
    await fixture.outbox.delivered(task, { chatId: 7, messageId: 71 });
    await expect(type(first.number)).resolves.toEqual({ outcome: 'several' });
    await expect(type(first.number, 72)).resolves.toEqual({ outcome: 'gone' });
    await expect(type(first.number, 70, 8)).resolves.toEqual({ outcome: 'gone' });
    await expect(type(first.number, 70)).resolves.toEqual({
      outcome: 'approved',
      challengeId: first.challengeId,
    });
    await fixture.verify(first.challengeId, first.code);
    await expect(type(second.approval.number)).resolves.toEqual({
      outcome: 'approved',
      challengeId: second.challengeId,
    });
    await expect(fixture.exchange(second.challengeId, second.approval.secret)).resolves.toBeDefined();
  });

  test('never belongs to a code of the bot or to a code that erases the shop', async () => {
    await fixture.outbox.delivered(await fixture.botCode(), { chatId: 7, messageId: 72 });
    const erase = await fixture.requestEraseCode();
    await fixture.outbox.delivered((await fixture.claimCode(erase.challengeId))!, {
      chatId: 7,
      messageId: 73,
    });
    await expect(type('00')).resolves.toEqual({ outcome: 'gone' });
  });

  test('belongs to no code that has expired', async () => {
    const { number } = await fixture.openedChallenge();
    await fixture.passTime(300_000);
    await expect(type(number)).resolves.toEqual({ outcome: 'gone' });
  });

  test('approves a code that wrong guesses have not used up', async () => {
    const { challengeId, number, code } = await fixture.openedChallenge();
    await inSequence(2, () => outcomeOf(fixture.verify(challengeId, wrongCodeThan(code))));
    await expect(fixture.approve(challengeId, number, { by: 'answer' })).resolves.toBe('approved');
    await outcomeOf(fixture.verify(challengeId, wrongCodeThan(code)));
    expect((await fixture.otp.status(challengeId))?.status).toBe('closed');
  });
});
