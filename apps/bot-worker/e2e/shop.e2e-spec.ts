import type { Shop } from '@app/contract';
import { currencyText, dateText, timeZoneText } from '@app/i18n';
import { type ChatMessage, inlineButtonsOf, type SimulatedPerson } from '@app/simulator';
import { asOwner, bearer } from '@app/testing';
import { botMessages, lastIdOf, reply, withoutButtons, useScene } from './scene';
import { inEachLanguage, type Speaker } from './speaker';

const scene = useScene();

const change = (owner: SimulatedPerson, assignment: string) =>
  asOwner(scene.product.database.url, `update shops set ${assignment} where phone = $1`, [owner.phone]);

const nameOf = async (accessToken: string): Promise<string> =>
  (await scene.product.get<Shop>('/api/shop', bearer(accessToken))).body.name;

describe('/shop in each language', () => {
  it(
    'shows name, plan, language, currency and time zone in words',
    inEachLanguage(scene, async (speaker) => {
      const { language } = speaker;
      const owner = await speaker.owner();
      await scene.signIn(owner);
      const shown = (name: string, plan: string) => ({
        ...{ name, plan, language: speaker.text('bot.language.name') },
        currency: currencyText(language, 'KZT'),
        timeZone: timeZoneText(language, 'Asia/Almaty'),
      });
      const unnamed = shown(speaker.text('bot.shop.unnamed'), speaker.text('bot.shop.planFree'));
      const first = await speaker.says(owner, '/shop', 'bot.shop.info', unnamed);
      expect(first.text).not.toMatch(/Asia|^KZT/m);
      expect(inlineButtonsOf(first).map(({ text }) => text)).toEqual([
        speaker.text('bot.button.changeName'),
        speaker.text('bot.button.changeLanguage'),
      ]);

      await change(owner, `name = 'Шай', plan = 'pro', plan_expires_at = '2099-05-10T12:00:00Z'`);
      const date = dateText(language, new Date('2099-05-10T12:00:00Z'), 'Asia/Almaty');
      const plan = speaker.text('bot.shop.planUntil', { plan: speaker.text('bot.shop.planPro'), date });
      await speaker.says(owner, '/shop', 'bot.shop.info', shown('Шай', plan));
    }),
  );

  it(
    'says what to do first to a stranger and to an owner without a shop',
    inEachLanguage(scene, async (speaker) => {
      await speaker.says(speaker.stranger(), '/shop', 'bot.shareFirst');
      const noShop = await speaker.says(await speaker.owner(), '/shop', 'bot.noShop');
      expect(inlineButtonsOf(noShop).map(({ text }) => text)).toEqual([speaker.text('bot.button.getCode')]);
    }),
  );

  it(
    'changes the name by the next text, after one that cannot be a name',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      const { accessToken } = await scene.signIn(owner);
      const question = await askName(speaker, owner);
      await speaker.says(owner, 'ш'.repeat(101), 'bot.shop.badName');
      await speaker.says(owner, ' Шай & чай ', 'bot.shop.renamed', { name: 'Шай & чай' });
      expect(await nameOf(accessToken)).toBe('Шай & чай');
      await speaker.says(owner, 'Другое название', 'bot.unknown');
      expect((await owner.press(speaker.text('bot.button.keepName'), question).answered()).text).toBe(
        speaker.text('bot.answeredToast'),
      );
      expect(await nameOf(accessToken)).toBe('Шай & чай');
    }),
  );

  it(
    'keeps the name when its owner presses the button or answers too late',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      const { accessToken } = await scene.signIn(owner);
      const question = await askName(speaker, owner);
      await owner.press(speaker.text('bot.button.keepName'), question).answered();
      await speaker.seesEdit(owner, question, 'bot.shop.nameKept');
      await askName(speaker, owner);
      await makeQuestionOlder(owner, 11);
      await speaker.says(owner, 'Шай', 'bot.shop.nameTooLate');
      expect(await nameOf(accessToken)).toBe('');
    }),
  );

  it(
    'changes the language of the shop as /language does',
    inEachLanguage(scene, async (speaker) => {
      const owner = await speaker.owner();
      await scene.signIn(owner);
      const shop = await showShop(owner);
      await owner.press(speaker.text('bot.button.changeLanguage'), shop).answered();
      const question = await speaker.reads(owner, shop, 'bot.language.ask');
      await owner.press(speaker.text('bot.language.name'), question).answered();
      await speaker.reads(owner, question, 'bot.language.chosenForShop');
    }),
  );
});

const isShop = (message: ChatMessage): boolean =>
  inlineButtonsOf(message).some((button) => button.callback_data === 'shop:name');

const showShop = (owner: SimulatedPerson): Promise<ChatMessage> => {
  const asked = owner.say('/shop');
  return owner.waitForMessage(isShop, { after: asked });
};

async function askName(speaker: Speaker, owner: SimulatedPerson): Promise<ChatMessage> {
  const shop = await showShop(owner);
  await owner.press(speaker.text('bot.button.changeName'), shop).answered();
  return speaker.reads(owner, shop, 'bot.shop.askName');
}

const makeQuestionOlder = (owner: SimulatedPerson, minutes: number) =>
  asOwner(
    scene.product.database.url,
    'update telegram_accounts set name_asked_at = name_asked_at - make_interval(mins => $2) where phone = $1',
    [owner.phone, minutes],
  );

describe('the question for the name', () => {
  const ownerAsked = async () => {
    const owner = await scene.owner();
    const { accessToken } = await scene.signIn(owner);
    const shop = await showShop(owner);
    owner.press('Изменить название', shop);
    const question = await owner.waitForMessage(/Как называется ваш магазин/, { after: shop });
    return { owner, accessToken, question };
  };

  it.each([
    ['markup', '<b>Шай</b> & _*[x](y)`~'],
    ['emoji', '👩‍👩‍👧‍👦🏳️‍🌈 Шай'],
    ['letters from right to left', 'متجر الشاي'],
    ['a template', '{{name}} $t(bot.help)'],
    ['a hundred characters', 'ш'.repeat(100)],
  ])('accepts %s, and the bot shows it as it was written', async (_, name) => {
    const { owner, accessToken } = await ownerAsked();
    const answer = await reply(owner, name, /новое название/);
    expect(answer.text).toBe(`Готово, новое название магазина: ${name}`);
    expect(answer.entities).toEqual([]);
    expect(await nameOf(accessToken)).toBe(name);
    expect((await showShop(owner)).text).toContain(`Название: ${name}\n`);
  });

  it.each([
    ['two lines', 'Шай\nчай'],
    ['a mark that changes the direction', 'Шай\u202e'],
  ])('refuses %s', async (_, name) => {
    const { owner, accessToken } = await ownerAsked();
    await reply(owner, name, /Такое название не подойдёт/);
    expect(await nameOf(accessToken)).toBe('');
  });

  it('is not answered by a phone or a code, and stays open', async () => {
    const { owner, accessToken } = await ownerAsked();
    await reply(owner, owner.phone, /ваш код для входа/);
    await reply(owner, '123 456', /только команды/);
    expect(await nameOf(accessToken)).toBe('');
    await reply(owner, 'Шай', /новое название магазина: Шай/);
  });

  it('is closed by a command, and the text after it is no name', async () => {
    const { owner, accessToken } = await ownerAsked();
    await reply(owner, '/help', /одноразовые коды/);
    await reply(owner, 'Шай', /только команды/);
    expect(await nameOf(accessToken)).toBe('');
  });

  it('is asked again by each press, and answered once', async () => {
    const { owner, accessToken, question } = await ownerAsked();
    const shop = botMessages(owner).findLast(isShop)!;
    owner.press('Изменить название', shop);
    const second = await owner.waitForMessage(/Как называется ваш магазин/, { after: question });
    const before = lastIdOf(owner);
    owner.say('Шай');
    owner.say('Чай');
    await owner.waitForMessage(/новое название магазина: Шай/, { after: before });
    await owner.waitForMessage(/только команды/, { after: before });
    expect(await nameOf(accessToken)).toBe('Шай');
    owner.press('Оставить как есть', second);
    await withoutButtons(owner, second);
    expect(await nameOf(accessToken)).toBe('Шай');
  });

  it('is not answered by an edited message', async () => {
    const { owner, accessToken } = await ownerAsked();
    const { id, profile } = owner;
    const chat = { id, type: 'private', first_name: profile.firstName };
    const from = { id, is_bot: false, first_name: profile.firstName };
    const edited_message = { message_id: 1, date: 1, edit_date: 2, chat, from, text: 'Шай' };
    const before = lastIdOf(owner);
    scene.telegram.pushUpdate({ update_id: 3_000_000_000, edited_message });
    await owner.waitForMessage(/^Исправленные сообщения я не читаю/, { after: before });
    expect(await nameOf(accessToken)).toBe('');
  });

  it('ends with the link, and neither a text nor its buttons change the name then', async () => {
    const { owner, question } = await ownerAsked();
    const shop = botMessages(owner).findLast(isShop)!;
    await reply(owner, '/stop', /Отвязать/);
    owner.press('Да, отвязать');
    await owner.waitForMessage(/Номер отвязан/);
    await reply(owner, 'Шай', /Здравствуйте/);
    const before = lastIdOf(owner);
    owner.press('Изменить название', shop);
    await owner.waitForMessage(/Сначала поделитесь/, { after: before });
    const late = await owner.press('Оставить как есть', question).answered();
    expect(late.text).toBe('На этот вопрос уже есть ответ');
    await withoutButtons(owner, question);
    const [row] = await asOwner<{ name: string }>(
      scene.product.database.url,
      'select name from shops where phone = $1',
      [owner.phone],
    );
    expect(row).toEqual({ name: '' });
  });

  it('shows a name that was written before names were checked', async () => {
    const owner = await scene.owner();
    await scene.signIn(owner);
    await change(owner, `name = '<i>x' || chr(8238) || '</i>&'`);
    expect((await showShop(owner)).text).toContain('Название: <i>x</i>&\n');
  });
});
