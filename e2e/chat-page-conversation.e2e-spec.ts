import { until } from '@app/testing';
import { useConversation } from './conversation';

const chat = useConversation();

const buttons = (...texts: string[]) => ({
  reply_markup: { inline_keyboard: [texts.map((text) => ({ text, callback_data: `data ${text}` }))] },
});
/** Evaluates an expression in the page. */
const inPage = <Value>(expression: string): Promise<Value> => chat.page.evaluate<Value>(expression);
const isAtEnd = () =>
  inPage<boolean>('messages.scrollHeight - messages.scrollTop - messages.clientHeight < 2');
const scrollUp = () => inPage('messages.scrollTop = 0');
const focusedText = () => inPage<string>('document.activeElement.textContent');

describe('before the first message the chat page shows', () => {
  it('the name and the description of the bot, and START, in the language of the person', async () => {
    await chat.pages.call('setMyName', { name: 'Отправка' });
    await chat.pages.call('setMyName', { name: 'Joʻnatma', language_code: 'uz' });
    await chat.pages.call('setMyDescription', { description: 'Приношу коды.' });
    await chat.pages.call('setMyDescription', { description: 'Kod keltiraman.', language_code: 'uz' });
    await chat.open('?phone=%2B998901234567');
    await chat.page.locator('#bot-name').getByText('Joʻnatma').waitFor();
    await chat.page.locator('#description').getByText('Kod keltiraman.').waitFor();
    await chat.page.getByRole('button', { name: 'BOSHLASH' }).waitFor();
    await chat.isHidden('#composer');

    await chat.page.locator('#open-tools').click();
    await chat.page.locator('#language').selectOption('ru');
    await chat.page.locator('#tools-dialog [data-close]').click();
    await chat.page.locator('#description').getByText('Приношу коды.').waitFor();
    await chat.page.locator('#bot-name').getByText('Отправка').waitFor();
    expect(chat.pages.timur.profile.languageCode).toBe('ru');
    await chat.page.getByRole('button', { name: 'НАЧАТЬ' }).click();
    await chat.message('/start').waitFor();
    await chat.isHidden('#description');
  });
});

describe('in a conversation the chat page', () => {
  beforeAll(() => {
    chat.pages.aigul.start();
  });

  it('opens at the newest message, and stays there unless the reader has scrolled up', async () => {
    for (let line = 1; line <= 40; line++) await chat.send(`Строка ${line}`);
    await chat.openAigul();
    await chat.message('Строка 40').waitFor();
    expect(await until(isAtEnd)).toBe(true);
    await chat.send('Новое сообщение');
    await chat.message('Новое сообщение').waitFor();
    expect(await until(isAtEnd)).toBe(true);

    await scrollUp();
    await chat.page.locator('#to-end').waitFor();
    await chat.send('Пока читали выше');
    await chat.page.locator('#to-end').getByText('1').waitFor();
    expect(await inPage<number>('messages.scrollTop')).toBe(0);
    await chat.page.locator('#to-end').click();
    expect(await until(isAtEnd)).toBe(true);
    await chat.isHidden('#to-end');

    await scrollUp();
    await chat.page.locator('#to-end').waitFor();
    await chat.page.locator('#text').fill('Моё сообщение');
    await chat.page.keyboard.press('Enter');
    await chat.message('Моё сообщение').waitFor();
    expect(await until(isAtEnd)).toBe(true);
  });

  it('lists the commands of the bot in the language of the person, also by keyboard', async () => {
    await chat.pages.call('setMyCommands', { commands: [{ command: 'code', description: 'Получить код' }] });
    await chat.pages.call('setMyCommands', {
      commands: [
        { command: 'code', description: 'Код алу' },
        { command: 'help', description: 'Көмек' },
      ],
      language_code: 'kk',
    });
    await chat.openAigul();
    await chat.page.getByRole('button', { name: 'Меню' }).click();
    await chat.page.getByRole('menuitem', { name: '/code Получить код' }).waitFor();
    await chat.page.keyboard.press('Escape');
    await chat.isHidden('#menu');

    chat.pages.aigul.changeLanguage('kk');
    await chat.page.getByRole('button', { name: 'Мәзір' }).focus();
    await chat.page.keyboard.press('Enter');
    await until(async () => /Код алу/.test(await focusedText()));
    await chat.page.keyboard.press('ArrowDown');
    await until(async () => /Көмек/.test(await focusedText()));
    await chat.page.keyboard.press('Enter');
    await until(() => chat.pages.aigul.messages.at(-1)?.text === '/help');
    await chat.isHidden('#menu');

    await chat.page.locator('#text').fill('/c');
    await chat.page.getByRole('menuitem', { name: '/code' }).waitFor();
    await until(async () => (await chat.page.getByRole('menuitem').count()) === 1);
    chat.pages.aigul.changeLanguage('ru');
  });

  it('shows that a button was pressed until the bot answers, and the answer as a toast or an alert', async () => {
    await chat.send('Это вы?', buttons('Да', 'Нет'));
    await chat.openAigul();
    const yes = chat.message('Это вы?').getByRole('button', { name: 'Да' });
    await yes.click();
    await until(async () => (await yes.getAttribute('aria-busy')) === 'true');
    const pressed = await until(() =>
      chat.pages.telegram.pendingUpdates.findLast((each) => 'callback_query' in each),
    );
    const { id } = pressed['callback_query'] as { id: string };
    await chat.pages.call('answerCallbackQuery', { callback_query_id: id, text: 'Готово' });
    await chat.page.locator('#toast.seen').getByText('Готово').waitFor();
    await until(async () => (await yes.getAttribute('aria-busy')) === null);

    await chat.message('Это вы?').getByRole('button', { name: 'Нет' }).click();
    const next = await until(() =>
      chat.pages.telegram.pendingUpdates.findLast(
        (each) => (each['callback_query'] as { data?: string } | undefined)?.data === 'data Нет',
      ),
    );
    const answer = { callback_query_id: (next['callback_query'] as { id: string }).id, text: 'Код закрыт' };
    await chat.pages.call('answerCallbackQuery', { ...answer, show_alert: true });
    const alert = chat.page.getByRole('alertdialog');
    await alert.getByText('Код закрыт').waitFor();
    await chat.page.keyboard.press('Escape');
    await until(() => alert.isHidden());
  });

  it('copies the text of a copy button, and says so', async () => {
    await chat.send('Код: 123456', {
      reply_markup: { inline_keyboard: [[{ text: 'Скопировать код', copy_text: { text: '123456' } }]] },
    });
    await chat.open('?phone=%2B77012345678', { permissions: ['clipboard-read', 'clipboard-write'] });
    await chat.page.getByRole('button', { name: 'Скопировать код' }).last().click();
    await chat.page.locator('#toast.seen').getByText('скопирован').waitFor();
    await until(async () => (await inPage('navigator.clipboard.readText()')) === '123456');
  });

  it('marks a message as edited when its text changes, and removes the buttons', async () => {
    const { message_id } = await chat.send('Первый текст', buttons('Кнопка'));
    const target = { chat_id: chat.pages.aigul.id, message_id };
    await chat.openAigul();
    await chat.message('Первый текст').getByRole('button', { name: 'Кнопка' }).waitFor();
    await chat.pages.call('editMessageReplyMarkup', target);
    await until(async () => (await chat.message('Первый текст').locator('.inline-keyboard').count()) === 0);
    expect(await chat.message('Первый текст').locator('.meta').innerText()).not.toContain('изменено');
    await chat.pages.call('editMessageText', { ...target, text: 'Второй текст' });
    await chat.message('Второй текст').locator('.meta').getByText('изменено').waitFor();
  });

  it('hides a one-time keyboard after its use, and opens it again', async () => {
    const keyboard = [[{ text: '📱 Поделиться номером', request_contact: true }]];
    await chat.send('Номер?', { reply_markup: { keyboard, one_time_keyboard: true, resize_keyboard: true } });
    await chat.openAigul();
    const share = chat.page.locator('#keyboard').getByRole('button', { name: 'Поделиться номером' });
    await share.click();
    await chat.message('Контакт: Айгуль').waitFor();
    await until(() => share.isHidden());
    await chat.page.getByRole('button', { name: 'Клавиатура бота' }).click();
    await share.waitFor();
    await chat.send('Спасибо', { reply_markup: { remove_keyboard: true } });
    await until(() => share.isHidden());
    await chat.isHidden('#keyboard-toggle');
  });

  it('says that the bot is blocked, and unblocks it', async () => {
    await chat.openAigul();
    await chat.page.locator('#open-tools').click();
    await chat.page.locator('#block').click();
    await chat.page.getByRole('button', { name: 'ПЕРЕЗАПУСТИТЬ' }).waitFor();
    expect(chat.pages.aigul.hasBlocked).toBe(true);
    await expect(chat.send('Не дойдёт')).rejects.toThrow('Forbidden: bot was blocked by the user');
    await chat.page.getByRole('button', { name: 'ПЕРЕЗАПУСТИТЬ' }).click();
    await until(() => !chat.pages.aigul.hasBlocked);
    await chat.page.locator('#composer').waitFor();
  });

  it.each([
    ['360 px wide', { width: 360, height: 740 }],
    ['320 px wide', { width: 320, height: 480 }],
    ['1280 px wide', { width: 1280, height: 800 }],
  ])('fits into a window %s, with the menu, a reply and a long word', async (_size, viewport) => {
    await chat.send(
      `Длинное ${'слово'.repeat(60)}`,
      buttons('Очень длинная подпись кнопки', 'И вторая такая же'),
    );
    await chat.open('?phone=%2B77012345678', { viewport });
    await chat.message('Длинное').getByRole('button', { name: 'Ответить' }).focus();
    await chat.page.keyboard.press('Enter');
    await chat.page.getByRole('button', { name: 'Меню' }).click();
    await chat.page.locator('#menu').waitFor();
    const width = await inPage<number>('document.documentElement.scrollWidth');
    const height = await inPage<number>('document.documentElement.scrollHeight');
    expect([width <= viewport.width, height <= viewport.height]).toEqual([true, true]);
    for (const id of ['#text', '#open-menu', '#reply-bar', '#open-tools']) {
      const box = (await chat.page.locator(id).boundingBox())!;
      expect({ id, isInside: box.x >= 0 && box.x + box.width <= viewport.width }).toEqual({
        id,
        isInside: true,
      });
    }
  });
});
