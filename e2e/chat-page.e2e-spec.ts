import type { Browser, Page } from 'playwright-core';
import { TelegramSimulator } from '@app/simulator';
import { BOT_TOKEN, BOT_USERNAME, until } from '@app/testing';
import { openBrowser } from './browser';

let telegram: TelegramSimulator;
let browser: Browser;

beforeAll(async () => {
  const options = { token: BOT_TOKEN, botUsername: BOT_USERNAME };
  [telegram, browser] = await Promise.all([TelegramSimulator.start(options), openBrowser()]);
  telegram.person({ firstName: 'Айгуль', phone: '+77012345678' });
  telegram.person({ firstName: 'Timur', phone: '+998 90 123-45-67' });
});

afterAll(async () => {
  await browser?.close();
  await telegram?.stop();
});

const openChat = async (page: Page, query = ''): Promise<Page> => {
  await page.goto(`${telegram.chatPageUrl}${query}`);
  return page;
};
const newPage = async () => (await browser.newContext({ viewport: { width: 360, height: 740 } })).newPage();
const waitForOwner = (page: Page, whoami: string) => page.locator('#whoami').getByText(whoami).waitFor();

describe('the chat page', () => {
  it('opens the chat of the phone in its address, else the last chat', async () => {
    const page = await newPage();
    await waitForOwner(await openChat(page), 'Вы — Айгуль, +77012345678');
    await waitForOwner(await openChat(page, '?start=abc&phone=%2B998901234567'), 'Вы — Timur, +998901234567');
    await page.locator('#start-from').getByText('Её откроет Timur').waitFor();
    await waitForOwner(await openChat(page), 'Вы — Timur');
    await page.getByRole('button', { name: 'Айгуль' }).click();
    await waitForOwner(page, 'Вы — Айгуль');
    await waitForOwner(await openChat(page, '?start=abc&phone=%2B15550001122'), 'Вы — Айгуль');
    await page.context().close();
  });

  it('shows the newest message above the bar of an opened link', async () => {
    const person = telegram.person({ firstName: 'Айгуль', phone: '+77012345678' });
    for (let line = 1; line <= 30; line++) person.say(`Сообщение ${line}`);
    const page = await newPage();
    await openChat(page, '?start=abc&phone=%2B77012345678');
    await page.locator('#start-panel').waitFor();
    const last = page.locator('.message').last();
    await last.getByText('Сообщение 30').waitFor();
    await until(async () => {
      const [message, bar] = [await last.boundingBox(), await page.locator('#start-panel').boundingBox()];
      return message!.y + message!.height <= bar!.y;
    });
    await page.context().close();
  });

  it('refuses a new person whose phone belongs to another person', async () => {
    const page = await openChat(await newPage());
    await page.locator('#new-person').click();
    await page.locator('#person-form [name=firstName]').fill('Борис');
    await page.locator('#person-form [name=phone]').fill('+7 701 234 56 78');
    await page.locator('#person-form [type=submit]').click();
    await page.locator('#person-error').getByText('Номер +77012345678 уже есть: это Айгуль.').waitFor();
    expect(telegram.people.map(({ profile }) => profile.firstName)).toEqual(['Айгуль', 'Timur']);
    await page.context().close();
  });
});
