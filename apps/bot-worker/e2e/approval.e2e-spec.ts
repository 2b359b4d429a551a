import { type ChatMessage, inlineButtonsOf, type SimulatedPerson } from '@app/simulator';
import { untilParked } from '@app/testing';
import { type CodeRequest, edited, offeredNumbers, reply, type Scene, useScene } from './scene';
import { speakEach } from './speaker';

const scene = useScene();

type Page = Awaited<ReturnType<Scene['receiveCode']>>;

/** A page whose link its owner has opened in Telegram, and the message that offers the numbers. */
async function openedPage(): Promise<{ owner: SimulatedPerson; page: Page; offer: ChatMessage }> {
  const owner = await scene.owner();
  const page = await scene.receiveCode(owner);
  const opened = owner.openLink(page.telegram.link);
  const offer = await owner.waitForMessage(/нажмите здесь это число/, { after: opened });
  return { owner, page, offer };
}

const wrongNumber = (offer: ChatMessage, { approval }: CodeRequest): string =>
  offeredNumbers(offer).find((number) => number !== approval.number)!;

/** The `callback_data` of a number, which an app sends again if it shows an old state of the message. */
function dataOf(number: string, message: ChatMessage): string {
  const button = inlineButtonsOf(message).find(({ text }) => text === number);
  return button && 'callback_data' in button ? button.callback_data : '';
}

const toast = async (person: SimulatedPerson, number: string, on: ChatMessage) =>
  (await person.press(number, on).answered()).text;

describe('the number of the page', () => {
  it('signs a new person in under the code that the link brings', async () => {
    const person = scene.stranger();
    const page = await scene.requestCode(person.phone);
    person.openLink(page.telegram.link);
    await person.waitForMessage(/Поделиться номером/);
    // A code that is being sent when the link is opened has no numbers; they are then offered apart.
    await untilParked(scene.product, page.challengeId);
    const message = await person.waitForMessage(/код для входа/, { after: person.shareContact() });
    expect(offeredNumbers(message)).toHaveLength(3);
    expect(inlineButtonsOf(message).slice(-2)).toMatchObject([
      { text: 'Скопировать код' },
      { text: 'Это не я' },
    ]);
    expect(await scene.exchange(page)).toBe('code_wrong');
    expect(await toast(person, page.approval.number, message)).toMatch(/^Вход подтверждён/);
    const approved = await edited(person, message, /Вернитесь на страницу/);
    expect(offeredNumbers(approved)).toEqual([]);
    expect(await scene.exchange(page)).toBe(200);
    await edited(person, message, /Вход выполнен, код/);
    expect(await toast(person, dataOf(page.approval.number, message), message)).toBe(
      'Этот вход уже завершён или отменён',
    );
  });

  it('signs an owner in from a message of its own if the code is in the chat already', async () => {
    const { owner, page, offer } = await openedPage();
    expect(offer.text).toMatch(/Откуда запрос/);
    expect(offeredNumbers(offer)).toHaveLength(3);
    expect(await toast(owner, page.approval.number, offer)).toMatch(/^Вход подтверждён/);
    await edited(owner, offer, /Вход подтверждён/);
    expect(await scene.exchange(page)).toBe(200);
    const late = await toast(owner, dataOf(page.approval.number, offer), offer);
    expect(late).toBe('Этот вход уже завершён или отменён');
    expect(owner.messages.find(({ messageId }) => messageId === offer.messageId)!.text).toMatch(/Вернитесь/);
  });

  it('is offered in any case, also if the link is opened while the code is being sent', async () => {
    const owners = await Promise.all(Array.from({ length: 8 }, () => scene.owner()));
    await Promise.all(
      owners.map(async (owner) => {
        const page = await scene.requestCode(owner.phone);
        const opened = owner.openLink(page.telegram.link);
        await owner.waitForMessage((message) => offeredNumbers(message).length === 3, {
          after: opened.messageId - 2,
        });
        await owner.waitForMessage(/код для входа/);
      }),
    );
  });

  it('offers the same three numbers each time the link is opened', async () => {
    const { owner, page, offer } = await openedPage();
    const again = await owner.waitForMessage(/нажмите здесь это число/, {
      after: owner.openLink(page.telegram.link),
    });
    expect(offeredNumbers(again)).toEqual(offeredNumbers(offer));
  });

  it('cancels the sign-in when it is wrong, and removes the code from the chat', async () => {
    const { owner, page, offer } = await openedPage();
    expect(await toast(owner, wrongNumber(offer, page), offer)).toBe('Число не совпало, вход отменён');
    await edited(owner, page.message, /Число не совпало/);
    await edited(owner, offer, /никто не вошёл/);
    expect(await scene.exchange(page)).toBe('challenge_gone');
    expect(await toast(owner, dataOf(page.approval.number, offer), offer)).toBe(
      'Этот вход уже завершён или отменён',
    );
  });

  it('is never offered as buttons under a code that was pushed, but may be typed as an answer', async () => {
    const owner = await scene.owner();
    const [first, second] = [await scene.receiveCode(owner), await scene.receiveCode(owner)];
    expect(offeredNumbers(first.message)).toEqual([]);
    await reply(owner, first.approval.number, /сразу несколько страниц/);
    const approved = owner.reply(first.message, ` ${first.approval.number} `);
    await owner.waitForMessage(/Вход подтверждён/, { after: approved });
    expect(await scene.exchange(second)).toBe('code_wrong');
    expect(await scene.exchange(first)).toBe(200);
    await edited(owner, first.message, /Вход выполнен, код/);
    await reply(owner, second.approval.number, /Вход подтверждён/);
    expect(await scene.exchange(second)).toBe(200);
  });

  it('may be typed as an answer to any message of the bot if only one code is in the chat', async () => {
    const { owner, page, offer } = await openedPage();
    await owner.waitForMessage(/Вход подтверждён/, { after: owner.reply(offer, page.approval.number) });
    expect(await scene.exchange(page)).toBe(200);
  });

  it('is removed from the chat after "Это не я" under it', async () => {
    const { owner, page, offer } = await openedPage();
    await owner.press('Это не я', offer).answered();
    const refused = await edited(owner, offer, /больше не действует/);
    expect(inlineButtonsOf(refused)).toEqual([]);
    await edited(owner, page.message, /больше не действует/);
    expect(await scene.exchange(page)).toBe('challenge_gone');
  });

  it('cancels only the answered sign-in when a wrong number is typed', async () => {
    const owner = await scene.owner();
    const page = await scene.receiveCode(owner);
    const wrong = page.approval.number === '00' ? '01' : '00';
    await owner.waitForMessage(/Число не совпало/, { after: owner.reply(page.message, wrong) });
    await edited(owner, page.message, /Число не совпало/);
    await owner.waitForMessage(/Подтверждать нечего/, {
      after: owner.reply(page.message, page.approval.number),
    });
    expect(await scene.exchange(page)).toBe('code_wrong');
  });

  it('of somebody else does nothing: another account, another challenge, nobody asked', async () => {
    const { owner, page, offer } = await openedPage();
    const other = await scene.owner();
    const stray = await reply(other, '/start', /С возвращением/);
    expect(await toast(other, dataOf(page.approval.number, offer), stray)).toBe(
      'Этот вход уже завершён или отменён',
    );
    await reply(other, page.approval.number, /Подтверждать нечего/);
    await reply(scene.stranger(), page.approval.number, /поделитесь своим номером/);
    const elsewhere = await scene.receiveCode(other);
    expect(await scene.exchange({ ...elsewhere, challengeId: page.challengeId })).toBe('code_wrong');
    expect(await toast(owner, page.approval.number, offer)).toMatch(/^Вход подтверждён/);
    expect(await scene.exchange({ ...elsewhere, challengeId: page.challengeId })).toBe('code_wrong');
    expect(await scene.exchange(page)).toBe(200);
  });

  it('opens one session when fifty exchanges and typed codes come at once', async () => {
    const { owner, page, offer } = await openedPage();
    await toast(owner, page.approval.number, offer);
    const posts = Array.from({ length: 50 }, (_, i) =>
      i % 2 === 0 ? scene.exchange(page) : scene.verify(page, page.code),
    );
    const outcomes = await Promise.all(posts);
    expect(outcomes.filter((outcome) => outcome === 200)).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'challenge_gone')).toHaveLength(49);
  });

  it('answers in each language what it has done', async () => {
    await speakEach(scene, async (speaker) => {
      const owner = await speaker.owner();
      const first = await scene.receiveCode(owner);
      expect(first.message.text).toContain(speaker.text('bot.code.typeNumber'));
      await speaker.says(owner, first.approval.number, 'bot.approve.approved');
      await speaker.says(owner, first.approval.number, 'bot.approve.already');
      expect(await scene.exchange(first)).toBe(200);
      await speaker.says(owner, first.approval.number, 'bot.approve.gone');

      const second = await scene.receiveCode(owner);
      const third = await scene.receiveCode(owner);
      await speaker.says(owner, third.approval.number, 'bot.approve.several');
      const offer = await speaker.readsBeginning(
        owner,
        owner.openLink(second.telegram.link),
        'bot.link.sent',
        'origin',
      );
      const wrong = offeredNumbers(offer).find((number) => number !== second.approval.number)!;
      expect((await owner.press(wrong, offer).answered()).text).toBe(speaker.text('bot.approveToast.wrong'));
      await speaker.seesEdit(owner, second.message, 'bot.edited.wrong_number');
      const late = await owner.press(dataOf(wrong, offer), offer).answered();
      expect(late.text).toBe(speaker.text('bot.approveToast.gone'));
    });
  });
});
