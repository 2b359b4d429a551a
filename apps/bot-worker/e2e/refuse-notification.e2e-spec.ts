import type { Tokens } from '@app/contract';
import { type ChatMessage, inlineButtonsOf, type SimulatedPerson } from '@app/simulator';
import { lastIdOf, type SignedIn, withoutButtons, useScene } from './scene';
import { inEachLanguage, type Speaker } from './speaker';

const FIREFOX = {
  'User-Agent': 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0',
};

const scene = useScene({ workers: 3, env: { OTP_FAILURES_PER_DAY: '4' } });

const copiesOf = (person: SimulatedPerson, { text }: ChatMessage): ChatMessage[] =>
  person.messages.filter((message) => message.text === text);

const buttonOf = (message: ChatMessage): string => inlineButtonsOf(message)[0]!.callback_data!;

/** Uses the first refresh token of a session again after two rotations. */
async function reuseToken({ refreshToken }: SignedIn): Promise<void> {
  let newest = refreshToken;
  for (const _ of [1, 2]) {
    const rotated = await scene.product.post<Tokens>('/api/auth/refresh', { refreshToken: newest });
    newest = rotated.body.refreshToken!;
  }
  const uses = Array.from({ length: 5 }, () => scene.product.post('/api/auth/refresh', { refreshToken }));
  for (const { status } of await Promise.all(uses)) expect(status).toBe(401);
}

describe('"it was not me" under the notification of a token that was used twice', () => {
  it(
    'ends all sessions of then, says what else to do, and does nothing when it is pressed again later',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      const [stolen, other] = [await scene.signIn(owner), await scene.signIn(owner)];
      await reuseToken(stolen);
      const notification = await speaker.reads(owner, 0, 'bot.notification.token_reused');
      expect(inlineButtonsOf(notification).map(({ text }) => text)).toEqual([
        speaker.text('bot.button.notMe'),
      ]);
      expect(await scene.me(other.accessToken)).toBe(200);

      const button = buttonOf(notification);
      expect(await speaker.presses(owner, 'bot.button.notMe', notification)).toBe(
        speaker.text('bot.sessions.endedToast'),
      );
      const answer = await speaker.reads(owner, notification, 'bot.refusedKey');
      await withoutButtons(owner, notification);
      expect(await scene.me(other.accessToken)).toBe('token_invalid');

      const since = await scene.signIn(owner);
      const again = await owner.press(button, notification).answered();
      expect(again.text).toBe(speaker.text('bot.sessions.goneToast'));
      await speaker.reads(owner, answer, 'bot.refusedKeyOver');
      expect(await scene.me(since.accessToken)).toBe(200);
      expect(copiesOf(owner, notification)).toHaveLength(1);
    }),
  );

  it('ends nothing when another account sends it, and asks an account without a phone to share it', async () => {
    const [owner, other, stranger] = [await scene.owner(), await scene.owner(), scene.stranger()];
    const [stolen, kept, theirs] = [
      await scene.signIn(owner),
      await scene.signIn(owner),
      await scene.signIn(other),
    ];
    await reuseToken(stolen);
    const notification = await owner.waitForMessage(/ключом входа воспользовались дважды/);
    const before = lastIdOf(other);
    other.press(buttonOf(notification), other.messages.at(-1));
    await other.waitForMessage(/Завершать нечего/, { after: before });
    const greeted = await stranger.waitForMessage(/Здравствуйте/, { after: stranger.start() });
    stranger.press(buttonOf(notification), greeted);
    await stranger.waitForMessage(/Сначала поделитесь/, { after: greeted });
    expect([await scene.me(kept.accessToken), await scene.me(theirs.accessToken)]).toEqual([200, 200]);
  });

  it('ends the sessions once when it is pressed twice at once', async () => {
    const owner = await scene.owner();
    const [stolen, other] = [await scene.signIn(owner), await scene.signIn(owner)];
    await reuseToken(stolen);
    const notification = await owner.waitForMessage(/ключом входа воспользовались дважды/);
    const presses = [1, 2].map(() => owner.press(buttonOf(notification), notification).answered());
    await Promise.all(presses);
    await owner.waitForMessage(/Обновите браузер/, { after: notification });
    expect(await scene.me(other.accessToken)).toBe('token_invalid');
    const ended = (await scene.activityOf(owner)).filter((event) => event === 'session_ended');
    expect(ended).toHaveLength(1);
  });
});

describe('"it was not me" under the notification of a relink', () => {
  /** Another account takes the phone and signs in. */
  async function relinked(speaker: Speaker) {
    const former = await speaker.owner();
    await scene.signIn(former);
    const next = speaker.otherAccountOf(former);
    await speaker.reads(next, next.shareContact(), 'bot.moved');
    const notification = await speaker.reads(former, 0, 'bot.notification.relinked');
    return { former, next, notification, session: await scene.signIn(next) };
  }

  it(
    'ends what was opened since, says what else to do, and does nothing when it is pressed again later',
    inEachLanguage(scene, async (speaker) => {
      const { former, next, notification, session } = await relinked(speaker);
      const button = buttonOf(notification);
      const pending = await scene.receiveCode(next);
      expect(await speaker.presses(former, 'bot.button.notMe', notification)).toBe(
        speaker.text('bot.sessions.endedToast'),
      );
      const answer = await speaker.reads(former, notification, 'bot.refusedRelink');
      expect(answer.replyMarkup).toMatchObject({ keyboard: [[{ request_contact: true }]] });
      await withoutButtons(former, notification);
      expect(await scene.me(session.accessToken)).toBe('token_invalid');
      expect(await scene.verify(pending, pending.code)).toBe('code_wrong');

      const since = await scene.signIn(next);
      const again = await former.press(button, notification).answered();
      expect(again.text).toBe(speaker.text('bot.oldButtonToast'));
      await speaker.reads(former, answer, 'bot.refusedRelinkOver');
      expect(await scene.me(since.accessToken)).toBe(200);
      expect(copiesOf(former, notification)).toHaveLength(1);
    }),
  );

  it(
    'ends nothing after the former account has taken the phone back',
    inEachLanguage(scene, async (speaker) => {
      const { former, notification } = await relinked(speaker);
      await speaker.reads(former, former.shareContact(), 'bot.moved');
      const own = await scene.signIn(former);
      await speaker.presses(former, 'bot.button.notMe', notification);
      await speaker.reads(former, notification, 'bot.refusedRelinkBack');
      expect(await scene.me(own.accessToken)).toBe(200);
    }),
  );

  it('ends nothing when the new holder or somebody else sends it', async () => {
    const former = await scene.owner();
    const next = scene.otherAccountOf(former);
    await next.waitForMessage(/номер привязан/, { after: next.shareContact() });
    const notification = await former.waitForMessage(/Ваш номер привязали к другому аккаунту/);
    const session = await scene.signIn(next);
    for (const other of [next, await scene.owner()]) {
      const before = lastIdOf(other);
      other.press(buttonOf(notification), other.messages.at(-1));
      await other.waitForMessage(/один раз, в течение суток/, { after: before });
    }
    expect(await scene.me(session.accessToken)).toBe(200);
  });
});

describe('the notification of a locked phone', () => {
  it(
    'offers a code, which still signs in, because nothing is to be ended',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      for (const _ of [1, 2]) {
        const { challengeId, code } = await scene.receiveCode(owner);
        const wrong = code === '111111' ? '222222' : '111111';
        for (const __ of [1, 2, 3]) await scene.verify({ challengeId }, wrong);
      }
      const notification = await speaker.reads(owner, 0, 'bot.notification.phone_locked');
      expect(inlineButtonsOf(notification).map(({ text }) => text)).toEqual([
        speaker.text('bot.button.getCode'),
      ]);
      const sent = scene.codesSentTo(owner).length;
      await speaker.presses(owner, 'bot.button.getCode', notification);
      await scene.telegram.waitFor(() => scene.codesSentTo(owner).length > sent);
      expect(await speaker.presses(owner, 'bot.button.getCode', notification)).toBe(
        speaker.text('bot.codeSentToast'),
      );
      expect(await scene.verify({ phone: owner.phone }, scene.codesSentTo(owner).at(-1)!)).toBe(200);
    }),
  );
});

it('a browser whose session its owner has ended in the bot is reported again', async () => {
  const owner = await scene.owner();
  await scene.signIn(owner);
  const isReport = ({ text }: ChatMessage): boolean => text.startsWith('🔔');
  await scene.signIn(owner, FIREFOX);
  const first = await owner.waitForMessage(isReport);
  const question = await owner.waitForMessage(/Выйти на всех устройствах/, {
    after: owner.say('/logout_all'),
  });
  owner.press('Да, выйти везде', question);
  const done = await owner.waitForMessage(/вы вышли на 2 устройствах/, { after: question });
  await scene.signIn(owner, FIREFOX);
  const second = await owner.waitForMessage(isReport, { after: done });
  expect(second.messageId).toBeGreaterThan(first.messageId);
});
