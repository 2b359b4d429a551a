import type { Page } from 'playwright-core';
import { until } from '@app/testing';
import { ChatPages } from './chat-page';

let pages: ChatPages;
let page: Page;

beforeAll(async () => {
  pages = await ChatPages.start({ receiverGraceMs: 600_000 });
});
afterAll(async () => {
  await pages?.stop();
});
afterEach(async () => {
  await page.context().close();
});

const send = (text: string, more: object = {}) =>
  pages.call('sendMessage', { chat_id: pages.aigul.id, text, ...more });
const openAigul = async (): Promise<void> => {
  page = await pages.open('?phone=%2B77012345678');
  await page.locator('#whoami').getByText('Айгуль').waitFor();
};
const buttons = (...texts: string[]) => ({
  reply_markup: { inline_keyboard: [texts.map((text) => ({ text, callback_data: `data ${text}` }))] },
});
const message = (text: string) => page.locator('.message', { hasText: text }).last();
const isHidden = (selector: string) =>
  until(() => page.locator(selector).isHidden(), { what: `no ${selector}` });
const typed = (text: string) =>
  until(async () => (await page.locator('#text').inputValue()) === text, { what: `"${text}" in the field` });
const hasPlaceholder = (text: string) =>
  until(async () => (await page.locator('#text').getAttribute('placeholder')) === text, { what: text });
/** Evaluates an expression in the page. */
const inPage = <Value>(expression: string): Promise<Value> => page.evaluate<Value>(expression);
const isAtEnd = () =>
  inPage<boolean>('messages.scrollHeight - messages.scrollTop - messages.clientHeight < 2');
const scrollUp = () => inPage('messages.scrollTop = 0');
const focusedText = () => inPage<string>('document.activeElement.textContent');

describe('before the first message the chat page shows', () => {
  it('the name and the description of the bot, and START, in the language of the person', async () => {
    await pages.call('setMyName', { name: 'Отправка' });
    await pages.call('setMyName', { name: 'Joʻnatma', language_code: 'uz' });
    await pages.call('setMyDescription', { description: 'Приношу коды.' });
    await pages.call('setMyDescription', { description: 'Kod keltiraman.', language_code: 'uz' });
    page = await pages.open('?phone=%2B998901234567');
    await page.locator('#bot-name').getByText('Joʻnatma').waitFor();
    await page.locator('#description').getByText('Kod keltiraman.').waitFor();
    await page.getByRole('button', { name: 'BOSHLASH' }).waitFor();
    await isHidden('#composer');

    await page.locator('#open-tools').click();
    await page.locator('#language').selectOption('ru');
    await page.locator('#tools-dialog [data-close]').click();
    await page.locator('#description').getByText('Приношу коды.').waitFor();
    await page.locator('#bot-name').getByText('Отправка').waitFor();
    expect(pages.timur.profile.languageCode).toBe('ru');
    await page.getByRole('button', { name: 'НАЧАТЬ' }).click();
    await message('/start').waitFor();
    await isHidden('#description');
  });
});

describe('in a conversation the chat page', () => {
  beforeAll(() => {
    pages.aigul.start();
  });

  it('opens at the newest message, and stays there unless the reader has scrolled up', async () => {
    for (let line = 1; line <= 40; line++) await send(`Строка ${line}`);
    await openAigul();
    await message('Строка 40').waitFor();
    expect(await until(isAtEnd)).toBe(true);
    await send('Новое сообщение');
    await message('Новое сообщение').waitFor();
    expect(await until(isAtEnd)).toBe(true);

    await scrollUp();
    await page.locator('#to-end').waitFor();
    await send('Пока читали выше');
    await page.locator('#to-end').getByText('1').waitFor();
    expect(await inPage<number>('messages.scrollTop')).toBe(0);
    await page.locator('#to-end').click();
    expect(await until(isAtEnd)).toBe(true);
    await isHidden('#to-end');

    await scrollUp();
    await page.locator('#to-end').waitFor();
    await page.locator('#text').fill('Моё сообщение');
    await page.keyboard.press('Enter');
    await message('Моё сообщение').waitFor();
    expect(await until(isAtEnd)).toBe(true);
  });

  it('lists the commands of the bot in the language of the person, also by keyboard', async () => {
    await pages.call('setMyCommands', { commands: [{ command: 'code', description: 'Получить код' }] });
    await pages.call('setMyCommands', {
      commands: [
        { command: 'code', description: 'Код алу' },
        { command: 'help', description: 'Көмек' },
      ],
      language_code: 'kk',
    });
    await openAigul();
    await page.getByRole('button', { name: 'Меню' }).click();
    await page.getByRole('menuitem', { name: '/code Получить код' }).waitFor();
    await page.keyboard.press('Escape');
    await isHidden('#menu');

    pages.aigul.changeLanguage('kk');
    await page.getByRole('button', { name: 'Мәзір' }).focus();
    await page.keyboard.press('Enter');
    await until(async () => /Код алу/.test(await focusedText()));
    await page.keyboard.press('ArrowDown');
    await until(async () => /Көмек/.test(await focusedText()));
    await page.keyboard.press('Enter');
    await until(() => pages.aigul.messages.at(-1)?.text === '/help');
    await isHidden('#menu');

    await page.locator('#text').fill('/c');
    await page.getByRole('menuitem', { name: '/code' }).waitFor();
    await until(async () => (await page.getByRole('menuitem').count()) === 1);
    pages.aigul.changeLanguage('ru');
  });

  it('shows that a button was pressed until the bot answers, and the answer as a toast or an alert', async () => {
    await send('Это вы?', buttons('Да', 'Нет'));
    await openAigul();
    const yes = message('Это вы?').getByRole('button', { name: 'Да' });
    await yes.click();
    await until(async () => (await yes.getAttribute('aria-busy')) === 'true');
    const pressed = await until(() =>
      pages.telegram.pendingUpdates.findLast((each) => 'callback_query' in each),
    );
    const { id } = pressed['callback_query'] as { id: string };
    await pages.call('answerCallbackQuery', { callback_query_id: id, text: 'Готово' });
    await page.locator('#toast.seen').getByText('Готово').waitFor();
    await until(async () => (await yes.getAttribute('aria-busy')) === null);

    await message('Это вы?').getByRole('button', { name: 'Нет' }).click();
    const next = await until(() =>
      pages.telegram.pendingUpdates.findLast(
        (each) => (each['callback_query'] as { data?: string } | undefined)?.data === 'data Нет',
      ),
    );
    const answer = { callback_query_id: (next['callback_query'] as { id: string }).id, text: 'Код закрыт' };
    await pages.call('answerCallbackQuery', { ...answer, show_alert: true });
    const alert = page.getByRole('alertdialog');
    await alert.getByText('Код закрыт').waitFor();
    await page.keyboard.press('Escape');
    await until(() => alert.isHidden());
  });

  it('copies the text of a copy button, and says so', async () => {
    await send('Код: 123456', {
      reply_markup: { inline_keyboard: [[{ text: 'Скопировать код', copy_text: { text: '123456' } }]] },
    });
    page = await pages.open('?phone=%2B77012345678', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByRole('button', { name: 'Скопировать код' }).last().click();
    await page.locator('#toast.seen').getByText('скопирован').waitFor();
    await until(async () => (await inPage('navigator.clipboard.readText()')) === '123456');
  });

  it('marks a message as edited when its text changes, and removes the buttons', async () => {
    const { message_id } = await send('Первый текст', buttons('Кнопка'));
    const target = { chat_id: pages.aigul.id, message_id };
    await openAigul();
    await message('Первый текст').getByRole('button', { name: 'Кнопка' }).waitFor();
    await pages.call('editMessageReplyMarkup', target);
    await until(async () => (await message('Первый текст').locator('.inline-keyboard').count()) === 0);
    expect(await message('Первый текст').locator('.meta').innerText()).not.toContain('изменено');
    await pages.call('editMessageText', { ...target, text: 'Второй текст' });
    await message('Второй текст').locator('.meta').getByText('изменено').waitFor();
  });

  it('answers a message, and shows which one', async () => {
    await send('Назовите число');
    await openAigul();
    await message('Назовите число').hover();
    await message('Назовите число').getByRole('button', { name: 'Ответить' }).click();
    await page.locator('#reply-bar').getByText('Назовите число').waitFor();
    await page.keyboard.press('Escape');
    await isHidden('#reply-bar');

    await message('Назовите число').getByRole('button', { name: 'Ответить' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type('42');
    await page.keyboard.press('Enter');
    await message('42').locator('.quote').getByText('Назовите число').waitFor();
    expect(pages.telegram.pendingUpdates.at(-1)).toMatchObject({
      message: { text: '42', reply_to_message: { text: 'Назовите число' } },
    });
    await isHidden('#reply-bar');
  });

  it('edits an own message, and sends a sticker, a voice message and a photo', async () => {
    await openAigul();
    await page.locator('#text').fill('Опечтака');
    await page.keyboard.press('Enter');
    await typed('');
    await message('Опечтака').getByRole('button', { name: 'Изменить' }).focus();
    await page.keyboard.press('Enter');
    await typed('Опечтака');
    await page.locator('#text').fill('Опечатка');
    await page.keyboard.press('Enter');
    await message('Опечатка').locator('.meta').getByText('изменено').waitFor();
    expect(pages.telegram.pendingUpdates.at(-1)).toMatchObject({ edited_message: { text: 'Опечатка' } });
    await typed('');
    for (const [name, shown, kind] of [
      ['Стикер', 'Стикер', 'sticker'],
      ['Голосовое', 'Голосовое сообщение', 'voice'],
      ['Фото', 'Фотография', 'photo'],
    ] as const) {
      await page.locator('#open-tools').click();
      await page.getByRole('button', { name, exact: true }).click();
      await message(shown).waitFor();
      expect(pages.telegram.pendingUpdates.at(-1)!['message']).toHaveProperty(kind);
    }
  });

  it('opens the reply that the bot asks for, with the placeholder of the bot', async () => {
    const reply_markup = { force_reply: true, input_field_placeholder: 'Две цифры с экрана' };
    await openAigul();
    await send('Какое число на экране?', { reply_markup });
    await page.locator('#reply-bar').getByText('Какое число на экране?').waitFor();
    await hasPlaceholder('Две цифры с экрана');
    await page.locator('#text').fill('17');
    await page.keyboard.press('Enter');
    await until(() => pages.aigul.messages.at(-1)?.text === '17');
    expect(pages.telegram.pendingUpdates.at(-1)).toMatchObject({
      message: { reply_to_message: { text: 'Какое число на экране?' } },
    });
    await isHidden('#reply-bar');
    await hasPlaceholder('Сообщение');
  });

  it('hides a one-time keyboard after its use, and opens it again', async () => {
    const keyboard = [[{ text: '📱 Поделиться номером', request_contact: true }]];
    await send('Номер?', { reply_markup: { keyboard, one_time_keyboard: true, resize_keyboard: true } });
    await openAigul();
    const share = page.locator('#keyboard').getByRole('button', { name: 'Поделиться номером' });
    await share.click();
    await message('Контакт: Айгуль').waitFor();
    await until(() => share.isHidden());
    await page.getByRole('button', { name: 'Клавиатура бота' }).click();
    await share.waitFor();
    await send('Спасибо', { reply_markup: { remove_keyboard: true } });
    await until(() => share.isHidden());
    await isHidden('#keyboard-toggle');
  });

  it('says that the bot is blocked, and unblocks it', async () => {
    await openAigul();
    await page.locator('#open-tools').click();
    await page.locator('#block').click();
    await page.getByRole('button', { name: 'ПЕРЕЗАПУСТИТЬ' }).waitFor();
    expect(pages.aigul.hasBlocked).toBe(true);
    await expect(send('Не дойдёт')).rejects.toThrow('Forbidden: bot was blocked by the user');
    await page.getByRole('button', { name: 'ПЕРЕЗАПУСТИТЬ' }).click();
    await until(() => !pages.aigul.hasBlocked);
    await page.locator('#composer').waitFor();
  });

  it.each([
    ['360 px wide', { width: 360, height: 740 }],
    ['320 px wide', { width: 320, height: 480 }],
    ['1280 px wide', { width: 1280, height: 800 }],
  ])('fits into a window %s, with the menu, a reply and a long word', async (_size, viewport) => {
    await send(`Длинное ${'слово'.repeat(60)}`, buttons('Очень длинная подпись кнопки', 'И вторая такая же'));
    page = await pages.open('?phone=%2B77012345678', { viewport });
    await message('Длинное').getByRole('button', { name: 'Ответить' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Меню' }).click();
    await page.locator('#menu').waitFor();
    const width = await inPage<number>('document.documentElement.scrollWidth');
    const height = await inPage<number>('document.documentElement.scrollHeight');
    expect([width <= viewport.width, height <= viewport.height]).toEqual([true, true]);
    for (const id of ['#text', '#open-menu', '#reply-bar', '#open-tools']) {
      const box = (await page.locator(id).boundingBox())!;
      expect({ id, isInside: box.x >= 0 && box.x + box.width <= viewport.width }).toEqual({
        id,
        isInside: true,
      });
    }
  });
});
