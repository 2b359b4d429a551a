import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Page as TabbedPage } from 'puppeteer-core';
import { asciiDigits } from '@app/contract';
import type { SimulatedPerson } from '@app/simulator';
import { bearer, linkPhone, newOwner, Product, receiveCode, until } from '@app/testing';
import { openBrowser, openTabbedBrowser } from './browser';
import { askOnPage, loginPage, openPage as openPageOf, typeCode } from './login-page';

const METRICS_TOKEN = 'the token of the metrics of this test';

let product: Product;
let browser: Browser;
let phones = 0;

beforeAll(async () => {
  [product, browser] = await Promise.all([Product.start({ env: { METRICS_TOKEN } }), openBrowser()]);
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

async function linkedOwner(): Promise<SimulatedPerson> {
  const owner = product.telegram.person({ firstName: 'Anna', phone: `+7701999000${++phones}` });
  await linkPhone(owner);
  return owner;
}

const openPage = (options?: BrowserContextOptions) => openPageOf(browser, product, options);

/** The n-th code that is not the right one. */
const wrongCode = (right: string, n: number) => String((Number(right) + n) % 1_000_000).padStart(6, '0');

const focused = (page: Page) => page.evaluate('document.activeElement.id');

interface Call {
  readonly route: string;
  readonly body: Readonly<Record<string, string>>;
}

/** What the page asks of the API from now on. */
function callsOf(page: Page): Call[] {
  const calls: Call[] = [];
  page.on('request', (request) => {
    const [, route] = /\/api\/auth\/(.+)$/.exec(request.url()) ?? [];
    if (route !== undefined) calls.push({ route, body: request.postDataJSON() as Call['body'] });
  });
  return calls;
}

describe('the code step', () => {
  it('takes a code that the owner asked the bot for, though the page has asked for one too', async () => {
    const owner = await linkedOwner();
    const page = await openPage();
    await askOnPage(page, owner);
    expect(await page.locator('#telegram a:visible').getAttribute('id')).toBe('telegram-link');
    const asked = owner.say('/code');
    await page.locator('#code').fill(await receiveCode(owner, asked.messageId));
    await page.locator('#shop').getByText(owner.phone).waitFor();
    await page.context().close();
  });

  it('sends a refused code once, however often Enter is pressed on it', async () => {
    const owner = await linkedOwner();
    const page = await openPage();
    const right = await askOnPage(page, owner);
    const calls = callsOf(page);
    await typeCode(page, wrongCode(right, 1));
    await page.keyboard.press('Enter');
    await page.getByText('Осталось 2 попытки').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('#verify').click();
    await typeCode(page, wrongCode(right, 2));
    await page.getByText('Осталась 1 попытка').waitFor();
    expect(calls.map(({ body }) => [Object.keys(body)[0], body['code']])).toEqual([
      ['challengeId', wrongCode(right, 1)],
      ['phone', wrongCode(right, 1)],
      ['challengeId', wrongCode(right, 2)],
      ['phone', wrongCode(right, 2)],
    ]);
    await typeCode(page, right);
    await page.locator('#shop').getByText(owner.phone).waitFor();
    await page.context().close();
  });

  it('after the last attempt says so, presses nothing by itself, and knows it after a reload', async () => {
    const owner = await linkedOwner();
    const page = await openPage();
    const right = await askOnPage(page, owner);
    await typeCode(page, wrongCode(right, 1));
    await page.getByText('Осталось 2 попытки').waitFor();
    await typeCode(page, wrongCode(right, 2));
    await page.getByText('Осталась 1 попытка').waitFor();
    const calls = callsOf(page);
    await typeCode(page, wrongCode(right, 3));
    const over = 'Код введён неверно слишком много раз. Запросите новый.';
    await page.getByText(over).waitFor();
    expect(await focused(page)).toBe('error');
    await page.keyboard.press('Enter');
    expect(await page.locator('#code-left').textContent()).toBe('');

    await page.reload();
    await page.getByText(over).waitFor();
    expect(await page.locator('#code-left').textContent()).toBe('');
    expect(calls.map(({ route }) => route)).toEqual(['verify-otp', 'verify-otp']);

    await page.locator('[data-language=en]').click();
    await page.getByText('A wrong code was typed too many times.').waitFor();
    await page.locator('#resend').click();
    await page.locator('#notice').getByText('A new code is on its way.').waitFor();
    expect(await page.locator('#error').textContent()).toBe('');
    expect(await page.locator('#code-left').textContent()).toMatch(/^The code is valid for/);
    await page.context().close();
  });

  it('keeps no error in a language that was left', async () => {
    const owner = await linkedOwner();
    const page = await openPage();
    const right = await askOnPage(page, owner);
    await typeCode(page, wrongCode(right, 1));
    await page.getByText('Код не подошёл').waitFor();
    await page.locator('[data-language=uz]').click();
    await until(async () => (await page.locator('#error').textContent()) === '', { what: 'no error' });

    await page.locator('#code').fill('12');
    await page.locator('#verify').click();
    await page.getByText('Kodni to‘liq kiriting: unda 6 ta raqam bor.').waitFor();
    await page.locator('[data-language=kk]').click();
    await page.getByText('Кодты толық енгізіңіз: онда 6 цифр бар.').waitFor();
    await page.context().close();
  });

  it('lies upon the phone step for Back and Forward', async () => {
    const owner = await linkedOwner();
    const page = await openPage();
    await askOnPage(page, owner);
    await page.goBack();
    await page.locator('#phone').waitFor();
    expect(page.url()).toBe(loginPage(product));
    await page.reload();
    await page.locator('#phone').waitFor();
    await page.goForward();
    await page.locator('#code').waitFor();
    await page.reload();
    await page.locator('#other-phone').click();
    await page.locator('#phone').waitFor();
    await page.goForward();
    await page.locator('#phone').waitFor();
    expect(await page.locator('#code').isVisible()).toBe(false);

    await page.locator('#phone').fill(owner.phone);
    await page.locator('#asked-bot').click();
    await page.locator('#code').waitFor();
    await page.goBack();
    await page.locator('#phone').waitFor();
    await page.context().close();
  });
});

describe('the phone step', () => {
  it.each([
    ['Asia/Almaty', 'KZ'],
    ['Asia/Tashkent', 'UZ'],
    ['Europe/Moscow', 'RU'],
  ])('in the time zone %s starts with %s, in an English browser too', async (timezoneId, country) => {
    const page = await openPage({ locale: 'en-US', timezoneId });
    expect(await page.locator('#country').inputValue()).toBe(country);
    await page.context().close();
  });

  it.each([
    ['998901234501', (code: string) => code],
    ['٩٩٨ ٩٠ ١٢٣ ٤٥ ٠٢', (code: string) => code.replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'[Number(digit)]!)],
  ])('takes a code of the bot for %s, read like the phone of a request', async (phone, typed) => {
    const owner = product.telegram.person({ firstName: 'Timur', phone: `+${asciiDigits(phone)}` });
    await linkPhone(owner);
    const page = await openPage({ timezoneId: 'Asia/Tashkent' });
    await page.locator('#phone').fill(phone);
    await page.locator('#asked-bot').click();
    const asked = owner.say('/code');
    await page.locator('#code').fill(typed(await receiveCode(owner, asked.messageId)));
    await page.locator('#shop').getByText(owner.phone).waitFor();
    await page.context().close();
  });

  it('leads to where a code of the bot is typed, and tells after the session that it is over', async () => {
    const owner = await linkedOwner();
    const page = await openPage();
    await page.locator('#asked-bot').click();
    await page.locator('#error').getByText('Введите номер телефона.').waitFor();
    await page.locator('#phone').fill(owner.phone);
    await page.locator('#asked-bot').click();
    const asked = owner.say('/code');
    await page.locator('#code').fill(await receiveCode(owner, asked.messageId));
    await page.locator('#shop').getByText(owner.phone).waitFor();
    await page.locator('#logout').click();
    await page.locator('#notice').getByText('Вы вышли.').waitFor();
    await page.context().close();
  });
});

/** Over HTTP/1.1 a browser opens six connections to a server, for all its tabs and windows. */
describe('the event stream', () => {
  const openStreams = async (count: number) => {
    const metrics = async () => (await product.get<string>('/metrics', bearer(METRICS_TOKEN))).body;
    const pattern = new RegExp(`^otpravka_event_streams(\\{.*\\})? ${count}$`, 'm');
    await until(async () => pattern.test(await metrics()), { what: `${count} open streams` });
  };
  const owners = (count: number) => Promise.all(Array.from({ length: count }, () => newOwner(product)));

  it('of a hidden tab is closed: the last of seven tabs sends its code, and the first one misses nothing', async () => {
    const tabbed = await openTabbedBrowser();
    try {
      const people = await owners(7);
      const tabs: TabbedPage[] = [];
      for (const { phone } of people) {
        const tab = await tabbed.newPage();
        tabs.push(tab);
        await tab.goto(loginPage(product));
        await tab.locator('#phone').fill(phone);
        await tab.locator('#request').click();
        await tab.locator('#code').wait();
        await openStreams(1);
      }
      const [first, last] = [tabs[0]!, tabs[6]!];
      await last.locator('#code').fill(await receiveCode(people[6]!));
      await last.locator(`#shop ::-p-text(${people[6]!.phone})`).wait();
      await openStreams(0);

      people[0]!.openLink(await first.$eval('#telegram-link', (link) => link.getAttribute('href')!));
      await first.bringToFront();
      await first.locator('#progress ::-p-text(Код пришёл)').wait();
      await openStreams(1);
    } finally {
      await tabbed.close();
    }
  });

  it('is closed while its tab sends, with nothing to be seen of that: so does the last of six windows', async () => {
    const context = await browser.newContext({ locale: 'ru-RU' });
    const people = await owners(6);
    const codes: string[] = [];
    const pages: Page[] = [];
    for (const owner of people) {
      const page = await context.newPage();
      pages.push(page);
      await page.goto(loginPage(product));
      codes.push(await askOnPage(page, owner));
    }
    const [owner, page, code] = [people[5]!, pages[5]!, codes[5]!];
    owner.openLink((await page.locator('#telegram-link').getAttribute('href'))!);
    await page.locator('#progress').getByText('Код пришёл').waitFor();
    await openStreams(6);
    await page.evaluate(`{
      globalThis.changes = 0;
      const watch = { attributes: true, characterData: true, childList: true, subtree: true };
      new MutationObserver(() => changes++).observe(document.getElementById('telegram'), watch);
    }`);
    await typeCode(page, wrongCode(code, 1));
    await page.getByText('Осталось 2 попытки').waitFor();
    await openStreams(6);
    expect(await page.evaluate('changes')).toBe(0);
    await typeCode(page, code);
    await page.locator('#shop').getByText(owner.phone).waitFor();
    await openStreams(5);
    await context.close();
  });
});
