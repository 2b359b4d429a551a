import { until } from '@app/testing';
import { ChatPages } from './chat-page';

let pages: ChatPages;

beforeEach(async () => {
  pages = await ChatPages.start({ receiverGraceMs: 100 });
  pages.aigul.start();
});
afterEach(async () => {
  await pages?.stop();
});

describe('the chat page', () => {
  it('says that the bot does not run, and how many messages wait for it, until it asks for updates', async () => {
    const page = await pages.open('?phone=%2B77012345678');
    const trouble = page.locator('#trouble');
    await trouble.getByText('Бот не отвечает').waitFor();
    await trouble.getByText('Ждут доставки: 1').waitFor();
    pages.aigul.say('Есть кто?');
    await trouble.getByText('Ждут доставки: 2').waitFor();
    const poll = pages.call('getUpdates', {
      timeout: 20,
      offset: pages.telegram.pendingUpdates.at(-1)!.update_id + 1,
    });
    await until(() => trouble.isHidden());
    pages.aigul.say('Спасибо');
    await poll;
  });

  it('says that the webhook of the bot fails, and with what', async () => {
    await pages.call('setWebhook', { url: 'http://127.0.0.1:9/telegram/webhook' });
    const page = await pages.open('?phone=%2B77012345678');
    await page.locator('#trouble').getByText('Бот не отвечает').waitFor();
    await page.locator('#trouble').getByText('Connection failed').waitFor();
    await pages.call('deleteWebhook', { drop_pending_updates: true });
  });

  it('says that Telegram cannot be reached, keeps a text that was not sent, and recovers by itself', async () => {
    const page = await pages.open('?phone=%2B77012345678');
    await page.locator('#whoami').getByText('Айгуль').waitFor();
    const start = await pages.breakDown();
    await page.locator('#trouble').getByText('Нет связи с учебным Telegram').waitFor();
    await page.locator('#text').fill('Не потеряйся');
    await page.keyboard.press('Enter');
    await page.locator('#toast.seen').getByText('не отправлено').waitFor();
    expect(await page.locator('#text').inputValue()).toBe('Не потеряйся');

    await start();
    pages.aigul.markAsStarted();
    await until(async () => !/Нет связи/.test(await page.locator('#trouble').innerText()));
    await page.locator('#text').press('Enter');
    await until(() => pages.aigul.messages.at(-1)?.text === 'Не потеряйся');
    await until(async () => (await page.locator('#text').inputValue()) === '');
  });
});
