import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { asciiDigits } from '@app/contract';
import type { SimulatedPerson } from '@app/simulator';
import { linkPhone, Product, receiveCode, until } from '@app/testing';
import { openBrowser } from './browser';
import { askOnPage, loginPage, openPage as openPageOf, typeCode, wrongCode } from './login-page';

let product: Product;
let browser: Browser;
let phones = 0;

beforeAll(async () => {
  [product, browser] = await Promise.all([Product.start(), openBrowser()]);
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

const focused = (page: Page) => page.evaluate('document.activeElement.id');

interface Call {
  readonly route: string;
  readonly body: Readonly<Record<string, string>>;
}

/** Records what the page sends to the API from now on. */
function callsOf(page: Page): Call[] {
  const calls: Call[] = [];
  page.on('request', (request) => {
    const [, route] = /\/api\/auth\/(.+)$/.exec(request.url()) ?? [];
    if (request.method() === 'POST' && route !== undefined)
      calls.push({ route, body: request.postDataJSON() as Call['body'] });
  });
  return calls;
}

describe('the code step', () => {
  it('accepts a code that the owner asked the bot for, though the page has requested one too', async () => {
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

  it('requests no new code while one is being verified, also after a double click', async () => {
    const owner = await linkedOwner();
    const page = await openPage();
    const right = await askOnPage(page, owner);
    const calls = callsOf(page);
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/verify-otp*', async (route) => {
      await held;
      await route.continue();
    });
    await typeCode(page, wrongCode(right, 1));
    await until(() => calls.length > 0);
    await page.locator('#resend').click();
    answer();
    await page.getByText('Осталось 2 попытки').waitFor();
    expect(calls.map(({ route }) => route)).not.toContain('request-otp');
    await page.context().close();
  });

  it('shows after the last attempt that it was the last, requests nothing by itself, and keeps that over a reload', async () => {
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

  it('clears an error when the language changes', async () => {
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

  it('goes back to the phone step by Back, and returns by Forward', async () => {
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
    const owner = product.telegram.person({
      firstName: 'Timur',
      phone: `+${asciiDigits(phone).replace(/ /g, '')}`,
    });
    await linkPhone(owner);
    const page = await openPage({ timezoneId: 'Asia/Tashkent' });
    await page.locator('#phone').fill(phone);
    await page.locator('#asked-bot').click();
    const asked = owner.say('/code');
    await page.locator('#code').fill(typed(await receiveCode(owner, asked.messageId)));
    await page.locator('#shop').getByText(owner.phone).waitFor();
    await page.context().close();
  });

  it('lets a person correct a phone that the API cannot read, also with a code of the bot', async () => {
    const page = await openPage();
    await page.locator('#phone').fill('+7 701 12');
    await page.locator('#asked-bot').click();
    await page.locator('#code').fill('123456');
    await page.locator('#phone[aria-invalid=true]').waitFor();
    expect(await page.locator('#error').textContent()).toMatch(/\S/);
    expect(await page.locator('#phone').inputValue()).toBe('+7 701 12');
    await page.locator('#phone').fill((await linkedOwner()).phone);
    await page.locator('#request').click();
    await page.locator('#code').waitFor();
    await page.context().close();
  });

  it('leads to the step for a code of the bot, and shows after the session that it has ended', async () => {
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
