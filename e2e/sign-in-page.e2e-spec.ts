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
  const owner = product.telegram.person({
    firstName: 'Anna',
    phone: `+7701999${String(++phones).padStart(4, '0')}`,
  });
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

/** Holds back what the API answers on this route. @returns what lets the answers through */
async function holdAnswers(page: Page, name: string): Promise<() => void> {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(`**/${name}*`, async (route) => {
    const response = await route.fetch();
    await held;
    await route.fulfill({ response });
  });
  return release;
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
      ['challengeId', wrongCode(right, 2)],
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
    const release = await holdAnswers(page, 'verify-otp');
    await typeCode(page, wrongCode(right, 1));
    await until(() => calls.length > 0);
    await page.locator('#resend').click();
    release();
    await page.getByText('Осталось 2 попытки').waitFor();
    expect(calls.map(({ route }) => route)).not.toContain('request-otp');
    await page.context().close();
  });

  it('can be left while a code is verified: the next phone is sent at once, and the late session is ended', async () => {
    const [owner, other] = [await linkedOwner(), await linkedOwner()];
    const page = await openPage();
    const right = await askOnPage(page, owner);
    const release = await holdAnswers(page, 'verify-otp');
    await typeCode(page, right);
    await owner.waitForMessage(/вход выполнен/);
    await page.goBack();
    await page.locator('#phone').fill(other.phone);
    await page.locator('#phone').press('Enter');
    await page.locator('#code-phone').getByText(other.phone).waitFor();

    const ended = page.waitForResponse('**/api/auth/logout');
    release();
    expect((await ended).status()).toBe(204);
    expect(await page.locator('#code-phone').textContent()).toBe(other.phone);
    expect(await page.locator('#error').textContent()).toBe('');
    await page.locator('#code').fill(await receiveCode(other));
    await page.locator('#shop').getByText(other.phone).waitFor();
    await page.context().close();
  });

  it('signs in with a late answer where the person has come back to it with Forward', async () => {
    const owner = await linkedOwner();
    const page = await openPage();
    const right = await askOnPage(page, owner);
    const calls = callsOf(page);
    const release = await holdAnswers(page, 'verify-otp');
    await typeCode(page, right);
    await until(() => calls.length > 0);
    await page.goBack();
    await page.goForward();
    await page.locator('#code').waitFor();
    release();
    await page.locator('#shop').getByText(owner.phone).waitFor();
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
    expect(calls.map(({ route }) => route)).toEqual(['verify-otp']);

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

  it('can be left while a code is requested: the late answer does not replace the step that is shown', async () => {
    const owner = await linkedOwner();
    const page = await openPage();
    const release = await holdAnswers(page, 'request-otp');
    await page.locator('#phone').fill(owner.phone);
    await page.locator('#request').click();
    await receiveCode(owner);
    await page.locator('#asked-bot').click();
    await page.locator('#asked-bot-hint').waitFor();
    const answered = page.waitForResponse('**/request-otp*');
    release();
    await answered;
    const asked = owner.say('/code');
    const code = await receiveCode(owner, asked.messageId);
    expect(await page.locator('#asked-bot-hint').isVisible()).toBe(true);
    await page.locator('#code').fill(code);
    await page.locator('#shop').getByText(owner.phone).waitFor();
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
