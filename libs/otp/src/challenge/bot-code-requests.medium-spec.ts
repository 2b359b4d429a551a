import { OWNER, PHONE, useOtp, wrongCodeThan } from '../spec/otp-on-redis';
import { atOnce, inSequence, outcomeOf, tally } from '../spec/outcomes';

const fixture = useOtp();

const press = async (buttonOf: number) =>
  (await fixture.bot.requestCode({ ...OWNER, language: 'ru', buttonOf })).kind;

describe('the button that requests a code from the bot', () => {
  test('brings one code when it is pressed fifty times at once', async () => {
    expect(tally(await atOnce(50, () => press(7)))).toEqual({ issued: 1, repeated: 49 });
    await expect(fixture.claimDue()).resolves.toHaveLength(1);
  });

  test('brings another code than the button of another message', async () => {
    await press(7);
    expect(await press(8)).toBe('issued');
  });

  test.each([
    ['its code was used', async (code: string) => void (await fixture.verifyBotCode(PHONE, code))],
    [
      'its code was wrong three times',
      async (code: string) =>
        void (await inSequence(3, () => outcomeOf(fixture.verifyBotCode(PHONE, wrongCodeThan(code))))),
    ],
    ['its code has expired', () => fixture.passTime(300_000)],
  ])('brings another code after %s', async (_, end) => {
    await press(7);
    const task = (await fixture.claimFirstDue())!;
    if (task.kind !== 'code') throw new Error('The code could not be claimed');
    await fixture.outbox.delivered(task, { chatId: 7, messageId: 70 });
    await end(task.code);
    expect(await press(7)).toBe('issued');
  });

  test('brings another code after Telegram has rejected the first one', async () => {
    await press(7);
    await fixture.outbox.fail((await fixture.claimFirstDue())!);
    expect(await press(7)).toBe('issued');
  });
});

describe('the first code after a phone was linked', () => {
  test('says that the phone is linked, and no other code does', async () => {
    const parked = [await fixture.parkedChallenge(), await fixture.parkedChallenge()];
    await atOnce(50, () => fixture.bot.makeParkedDue(PHONE));
    const claimed = await Promise.all(parked.map(({ challengeId }) => fixture.claimCode(challengeId)));
    expect(claimed.map((task) => task?.followsLinking)).toEqual([true, false]);
    const next = await fixture.request();
    await expect(fixture.claimCode(next.challengeId)).resolves.toMatchObject({ followsLinking: false });
  });

  test('says so if it is that of the opened link', async () => {
    const { challengeId } = await fixture.parkedChallenge();
    await fixture.bot.openChallenge(challengeId, { ...OWNER, isJustLinked: true });
    await expect(fixture.claimCode(challengeId)).resolves.toMatchObject({ followsLinking: true });
  });
});
