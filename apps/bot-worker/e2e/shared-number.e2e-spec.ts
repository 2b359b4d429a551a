import { type ChatMessage, inlineButtonsOf, type SimulatedPerson } from '@app/simulator';
import { asOwner, linkPhone, signIn } from '@app/testing';
import { Redis } from 'ioredis';
import { botMessages, lastIdOf, textsAfter, useScene } from './scene';

const QUESTION = /просит перенести к нему ваш номер/;
const MOVE_WAITS = /перенос подтвердят в том аккаунте/;
const GREETING = /Здравствуйте/;

const scene = useScene();
let numbers = 0;

/** A mobile number of Russia whose digits are also a Brazilian mobile number without its country code. */
const sharedPhone = (): string => `+7991234${String(5600 + numbers++)}`;

async function holderOf(phone: string): Promise<SimulatedPerson> {
  const holder = scene.stranger('Анна', phone);
  await linkPhone(holder);
  return holder;
}

/** Shares the phone of the holder from another account. */
async function claim(holder: SimulatedPerson, n = 1): Promise<SimulatedPerson> {
  const { phone, id } = holder;
  const next = scene.telegram.person({ firstName: 'Вера', phone, id: id + n });
  await next.waitForMessage(MOVE_WAITS, { after: next.shareContact() });
  return next;
}

/** The data of the button that agrees: an app may send it after the button was removed. */
const agreeDataOf = (question: ChatMessage): string =>
  inlineButtonsOf(question).find(({ text }) => text === 'Да, перенести')!.callback_data!;

const questionsTo = (holder: SimulatedPerson): string[] =>
  holder.messages.map(({ text }) => text).filter((text) => QUESTION.test(text));

const holdersOf = async (phone: string): Promise<number[]> =>
  (await scene.accounts()).filter((row) => row.phone === phone).map((row) => Number(row.telegram_id));

describe('a phone whose digits are also a number of another country', () => {
  it('is linked at once when no account holds it', async () => {
    const person = scene.stranger('Анна', sharedPhone());
    const request = await scene.requestCode(person.phone);
    await linkPhone(person);
    await person.waitForMessage(/ваш код для входа/);
    expect(await scene.verify(request, scene.codesSentTo(person)[0]!)).toBe(200);
  });

  it('moves to another account once its holder agrees', async () => {
    const holder = await holderOf(sharedPhone());
    const { accessToken } = await signIn(scene.product, holder);
    const next = await claim(holder);
    const question = await holder.waitForMessage(QUESTION);
    const answer = next.messages.find(({ text }) => MOVE_WAITS.test(text))!.text;
    expect(answer).not.toMatch(/Анна|\+?7991234/);
    // Both messages name the asking account, so that a person with two accounts can compare. They reveal nothing else.
    expect(answer).toMatch(new RegExp(`ID ${next.id}\\b`));
    expect(question.text).toMatch(new RegExp(`ID этого аккаунта: ${next.id}\\.`));
    expect(question.text).not.toMatch(/Вера/);
    expect(await holdersOf(holder.phone)).toEqual([holder.id]);
    expect(await scene.me(accessToken)).toBe(200);
    const pushed = await scene.receiveCode(holder);

    holder.press('Да, перенести');
    await holder.waitForMessage(/номер перенесён/, { after: question });
    await next.waitForMessage(/номер привязан к этому чату/);
    expect(await holdersOf(holder.phone)).toEqual([next.id]);
    expect(await scene.me(accessToken)).toBe('token_invalid');
    expect(await scene.verify(pushed, pushed.code)).toBe('code_wrong');
    await scene.receiveCode(next);

    holder.press(agreeDataOf(question), question);
    await holder.waitForMessage(/Этот вопрос уже не действует/);
    expect(await holdersOf(holder.phone)).toEqual([next.id]);
  });

  it('moves completely when a press is retried after only the link had moved', async () => {
    const holder = await holderOf(sharedPhone());
    const next = await claim(holder);
    const question = await holder.waitForMessage(QUESTION);
    const pushed = await scene.receiveCode(holder);
    await asOwner(
      scene.product.database.url,
      `select link_telegram_account_held_by(
        ${holder.id}, ${next.id}, '${holder.phone}', ${next.id}, null, 'Вера', 'ru', null)`,
    );
    holder.press('Да, перенести', question);
    await holder.waitForMessage(/номер перенесён/, { after: question });
    await next.waitForMessage(/номер привязан к этому чату/);
    expect(await holdersOf(holder.phone)).toEqual([next.id]);
    expect(await scene.verify(pushed, pushed.code)).toBe('code_wrong');

    holder.press(agreeDataOf(question), question);
    await holder.waitForMessage(/Этот вопрос уже не действует/);
  });

  it('stays with a holder who declines, and the bot does not ask again for that account', async () => {
    const holder = await holderOf(sharedPhone());
    const next = await claim(holder);
    const question = await holder.waitForMessage(QUESTION);
    holder.press('Нет, это не я');
    const kept = await holder.waitForMessage(/остаётся привязан/);
    await next.waitForMessage(MOVE_WAITS, { after: next.shareContact() });
    holder.press(agreeDataOf(question), question);
    await holder.waitForMessage(/Этот вопрос уже не действует/);
    expect(await holdersOf(holder.phone)).toEqual([holder.id]);
    expect(textsAfter(holder, kept).join()).not.toMatch(QUESTION);
  });

  it('causes three questions a day at most, whichever accounts share it', async () => {
    const holder = await holderOf(sharedPhone());
    for (let n = 1; n <= 4; n++) await claim(holder, n);
    await scene.telegram.waitFor(() => questionsTo(holder).length >= 3);
    await scene.allHandled(holder);
    expect(questionsTo(holder)).toHaveLength(3);
    expect(await holdersOf(holder.phone)).toEqual([holder.id]);
  });

  it('cannot be moved by the press of another person', async () => {
    const holder = await holderOf(sharedPhone());
    const next = await claim(holder);
    const question = await holder.waitForMessage(QUESTION);
    const other = await scene.owner();
    for (const thief of [next, other]) {
      const before = lastIdOf(thief);
      thief.press(agreeDataOf(question), { messageId: before });
      await thief.waitForMessage(/Этот вопрос уже не действует/, { after: before });
    }
    expect(await holdersOf(holder.phone)).toEqual([holder.id]);
  });

  it('stays with a holder who has blocked the bot', async () => {
    const holder = await holderOf(sharedPhone());
    holder.block();
    await scene.updatesConfirmed();
    const before = scene.telegram.sentMessages.length;
    await claim(holder);
    const sent = scene.telegram.sentMessages.slice(before).filter(({ chatId }) => chatId === holder.id);
    expect(sent).toEqual([]);
    expect(await holdersOf(holder.phone)).toEqual([holder.id]);
  });
});

describe('a bot whose budget for strangers is used up', () => {
  const HOUR_MS = 3_600_000;

  /** Moves the next slot for strangers an hour ahead, as many answers would. @returns a function that moves it back */
  async function useUp(): Promise<() => Promise<void>> {
    const redis = new Redis(scene.product.redisUrl);
    const key = `${scene.product.namespace}:{budget}:strangers`;
    // The key exists since the last answer to a stranger.
    const before = await redis.set(key, Date.now() + HOUR_MS, 'XX', 'GET');
    expect(Number(before)).toBeGreaterThan(0);
    return async () => {
      await redis.set(key, before!);
      redis.disconnect();
    };
  }

  it('still answers the contact of a phone that another account holds', async () => {
    const holder = await holderOf(sharedPhone());
    const [first, second] = [scene.stranger(), scene.stranger()];
    await first.waitForMessage(GREETING, { after: first.start() });
    const restore = await useUp();
    try {
      second.start();
      await claim(holder);
      await scene.updatesConfirmed();
      expect(botMessages(second)).toEqual([]);
    } finally {
      await restore();
    }
  });
});
