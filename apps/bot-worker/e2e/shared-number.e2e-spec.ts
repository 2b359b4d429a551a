import type { ChatMessage, SimulatedPerson } from '@app/simulator';
import { asOwner, linkPhone, signIn } from '@app/testing';
import { lastIdOf, Scene, textsAfter } from './scene';

const QUESTION = /просит перенести к нему ваш номер/;
const WAITS = /перенос подтвердят в том аккаунте/;
const GREETING = /Здравствуйте/;

let scene: Scene;
let numbers = 0;

beforeAll(async () => {
  scene = await Scene.start();
});

afterAll(async () => {
  await scene?.stop();
});

/** A mobile number of Russia whose digits are also a Brazilian mobile number without its country code. */
const sharedPhone = (): string => `+7991234${String(5600 + numbers++)}`;

async function holderOf(phone: string, of = scene): Promise<SimulatedPerson> {
  const holder = of.stranger('Анна', phone);
  await linkPhone(holder);
  return holder;
}

/** Another account shares the contact. */
async function claim(holder: SimulatedPerson, n = 1, of = scene): Promise<SimulatedPerson> {
  const { phone, id } = holder;
  const next = of.telegram.person({ firstName: 'Вера', phone, id: id + n });
  await next.waitForMessage(WAITS, { after: next.shareContact() });
  return next;
}

/** The data of the button that agrees, for an app that still shows it. */
function yesOf({ replyMarkup }: ChatMessage): string {
  const rows = replyMarkup && 'inline_keyboard' in replyMarkup ? replyMarkup.inline_keyboard : [];
  return rows.flat().find(({ text }) => text === 'Да, перенести')!.callback_data!;
}

const questionsTo = (holder: SimulatedPerson): string[] =>
  holder.messages.map(({ text }) => text).filter((text) => QUESTION.test(text));

const holdersOf = async (phone: string): Promise<number[]> =>
  (await scene.accounts()).filter((row) => row.phone === phone).map((row) => Number(row.telegram_id));

describe('a phone whose digits another country has too', () => {
  it('is linked at once when nobody has it, and its code is sent', async () => {
    const person = scene.stranger('Анна', sharedPhone());
    const request = await scene.requestCode(person.phone);
    await linkPhone(person);
    await person.waitForMessage(/ваш код для входа/);
    expect(await scene.verify(request, scene.codesSentTo(person)[0]!)).toBe(200);
  });

  it('stays with its holder until the holder agrees, and then moves like any other phone', async () => {
    const holder = await holderOf(sharedPhone());
    const { accessToken } = await signIn(scene.product, holder);
    const next = await claim(holder);
    const question = await holder.waitForMessage(QUESTION);
    const answer = next.messages.find(({ text }) => WAITS.test(text))!.text;
    expect(answer).not.toMatch(/Анна|\+?7991234/);
    // Both messages name the account that asks, so that a person with two accounts can compare. They reveal nothing else.
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

    holder.press(yesOf(question), question);
    await holder.waitForMessage(/Этот вопрос уже не действует/);
    expect(await holdersOf(holder.phone)).toEqual([next.id]);
  });

  it('is moved completely when the work failed after the link and the press is retried', async () => {
    const holder = await holderOf(sharedPhone());
    const next = await claim(holder);
    const question = await holder.waitForMessage(QUESTION);
    const pushed = await scene.receiveCode(holder);
    await asOwner(
      scene.product.database.url,
      `select link_telegram_account_held_by(
        ${holder.id}, ${next.id}, '${holder.phone}', ${next.id}, null, 'Вера', 'ru')`,
    );
    holder.press('Да, перенести', question);
    await holder.waitForMessage(/номер перенесён/, { after: question });
    await next.waitForMessage(/номер привязан к этому чату/);
    expect(await holdersOf(holder.phone)).toEqual([next.id]);
    expect(await scene.verify(pushed, pushed.code)).toBe('code_wrong');

    holder.press(yesOf(question), question);
    await holder.waitForMessage(/Этот вопрос уже не действует/);
  });

  it('stays with its holder at a no, and the same account cannot make the bot ask again', async () => {
    const holder = await holderOf(sharedPhone());
    const next = await claim(holder);
    const question = await holder.waitForMessage(QUESTION);
    holder.press('Нет, это не я');
    const kept = await holder.waitForMessage(/остаётся привязан/);
    await next.waitForMessage(WAITS, { after: next.shareContact() });
    holder.press(yesOf(question), question);
    await holder.waitForMessage(/Этот вопрос уже не действует/);
    expect(await holdersOf(holder.phone)).toEqual([holder.id]);
    expect(textsAfter(holder, kept).join()).not.toMatch(QUESTION);
  });

  it('is asked about three times a day at most, whoever shares it', async () => {
    const holder = await holderOf(sharedPhone());
    for (let n = 1; n <= 4; n++) await claim(holder, n);
    await scene.telegram.waitFor(() => questionsTo(holder).length >= 3);
    await scene.allHandled(holder);
    expect(questionsTo(holder)).toHaveLength(3);
    expect(await holdersOf(holder.phone)).toEqual([holder.id]);
  });

  it('cannot be moved by an answer of anybody else', async () => {
    const holder = await holderOf(sharedPhone());
    const next = await claim(holder);
    const question = await holder.waitForMessage(QUESTION);
    const other = await scene.owner();
    for (const thief of [next, other]) {
      const before = lastIdOf(thief);
      thief.press(yesOf(question), { messageId: before });
      await thief.waitForMessage(/Этот вопрос уже не действует/, { after: before });
    }
    expect(await holdersOf(holder.phone)).toEqual([holder.id]);
  });

  it('whose holder has blocked the bot waits for an operator, with the same text', async () => {
    const holder = await holderOf(sharedPhone());
    holder.block();
    await scene.telegram.waitFor(() => scene.telegram.pendingUpdates.length === 0);
    const before = scene.telegram.sentMessages.length;
    await claim(holder);
    const sent = scene.telegram.sentMessages.slice(before).filter(({ chatId }) => chatId === holder.id);
    expect(sent).toEqual([]);
    expect(await holdersOf(holder.phone)).toEqual([holder.id]);
  });
});

describe('a bot whose budget for strangers is used up', () => {
  let slow: Scene;

  beforeAll(async () => {
    // Strangers get one answer in 12.5 s, or five at once, and an answer waits for 8 s.
    slow = await Scene.start({ env: { TELEGRAM_MESSAGES_PER_SECOND: '1' } });
  });
  afterAll(async () => {
    await slow?.stop();
  });

  it('still answers the contact of a phone that another account holds', async () => {
    const holder = await holderOf(sharedPhone(), slow);
    for (let n = 1; n <= 6; n++) {
      const stranger = slow.stranger();
      await stranger.waitForMessage(GREETING, { after: stranger.start(), timeoutMs: 20_000 });
    }
    await claim(holder, 1, slow);
  });
});
