import { until } from '@app/testing';
import { useConversation } from './conversation';

const chat = useConversation();

const typed = (text: string) =>
  until(async () => (await chat.page.locator('#text').inputValue()) === text, {
    what: `"${text}" in the field`,
  });
const hasPlaceholder = (text: string) =>
  until(async () => (await chat.page.locator('#text').getAttribute('placeholder')) === text, { what: text });

describe('the composer of the chat page', () => {
  beforeAll(() => {
    chat.pages.aigul.start();
  });

  it('answers a message, and shows which one', async () => {
    await chat.send('Назовите число');
    await chat.openAigul();
    await chat.message('Назовите число').hover();
    await chat.message('Назовите число').getByRole('button', { name: 'Ответить' }).click();
    await chat.page.locator('#reply-bar').getByText('Назовите число').waitFor();
    await chat.page.keyboard.press('Escape');
    await chat.isHidden('#reply-bar');

    await chat.message('Назовите число').getByRole('button', { name: 'Ответить' }).focus();
    await chat.page.keyboard.press('Enter');
    await chat.page.keyboard.type('42');
    await chat.page.keyboard.press('Enter');
    await chat.message('42').locator('.quote').getByText('Назовите число').waitFor();
    expect(chat.pages.telegram.pendingUpdates.at(-1)).toMatchObject({
      message: { text: '42', reply_to_message: { text: 'Назовите число' } },
    });
    await chat.isHidden('#reply-bar');
  });

  it('edits an own message, and sends a sticker, a voice message and a photo', async () => {
    await chat.openAigul();
    await chat.page.locator('#text').fill('Опечтака');
    await chat.page.keyboard.press('Enter');
    await typed('');
    await chat.message('Опечтака').getByRole('button', { name: 'Изменить' }).focus();
    await chat.page.keyboard.press('Enter');
    await typed('Опечтака');
    await chat.page.locator('#text').fill('Опечатка');
    await chat.page.keyboard.press('Enter');
    await chat.message('Опечатка').locator('.meta').getByText('изменено').waitFor();
    expect(chat.pages.telegram.pendingUpdates.at(-1)).toMatchObject({ edited_message: { text: 'Опечатка' } });
    await typed('');
    for (const [name, shown, kind] of [
      ['Стикер', 'Стикер', 'sticker'],
      ['Голосовое', 'Голосовое сообщение', 'voice'],
      ['Фото', 'Фотография', 'photo'],
    ] as const) {
      await chat.page.locator('#open-tools').click();
      await chat.page.getByRole('button', { name, exact: true }).click();
      await chat.message(shown).waitFor();
      expect(chat.pages.telegram.pendingUpdates.at(-1)!['message']).toHaveProperty(kind);
    }
  });

  it('opens the reply that the bot asks for, with the placeholder of the bot', async () => {
    const reply_markup = { force_reply: true, input_field_placeholder: 'Две цифры с экрана' };
    await chat.openAigul();
    await chat.send('Какое число на экране?', { reply_markup });
    await chat.page.locator('#reply-bar').getByText('Какое число на экране?').waitFor();
    await hasPlaceholder('Две цифры с экрана');
    await chat.page.locator('#text').fill('17');
    await chat.page.keyboard.press('Enter');
    await until(() => chat.pages.aigul.messages.at(-1)?.text === '17');
    expect(chat.pages.telegram.pendingUpdates.at(-1)).toMatchObject({
      message: { reply_to_message: { text: 'Какое число на экране?' } },
    });
    await chat.isHidden('#reply-bar');
    await hasPlaceholder('Сообщение');
  });
});
