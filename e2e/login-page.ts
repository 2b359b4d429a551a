import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Page as Tab } from 'puppeteer-core';
import type { ChatMessage, SimulatedPerson } from '@app/simulator';
import { Product, type ProductOptions, receiveCode, until } from '@app/testing';
import { parsePhoneNumber } from 'libphonenumber-js/max';
import { openBrowser } from './browser';

export const loginPage = (product: Product) => `${product.api.url}/login`;

/** Starts a product and a browser before the tests of a file, and stops both after them. */
export function useProductAndBrowser(options?: ProductOptions) {
  let product: Product;
  let browser: Browser;
  beforeAll(async () => {
    [product, browser] = await Promise.all([Product.start(options), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });
  return {
    get product() {
      return product;
    },
    get browser() {
      return browser;
    },
    /** Opens the sign-in page in a new browser profile. @param origin of the API, for example through a proxy */
    openPage: async (contextOptions: BrowserContextOptions = {}, origin = product.api.url): Promise<Page> => {
      const context = await browser.newContext({ locale: 'ru-RU', ...contextOptions });
      const page = await context.newPage();
      await page.goto(new URL('/login', origin).href);
      return page;
    },
  };
}

/** Collects what goes wrong in a page from now on: uncaught errors, and those in the console. */
export function errorsOf(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  return errors;
}

/** A phone as the page shows it: `+7 701 234 56 78`. */
export const shownPhone = (phone: string): string =>
  parsePhoneNumber(phone)
    .formatInternational()
    .replace(/^(\+7 7\d\d \d{3}) (\d\d)(\d\d)$/, '$1 $2 $3');

/** Waits until the sign-in page has led to the account page, which shows the shop of this phone. */
export const waitForAccount = (page: Page, { phone }: { readonly phone: string }): Promise<void> =>
  page.locator('bdi#phone', { hasText: shownPhone(phone) }).waitFor();

/** The id of the focused element, also of one inside the sign-in element. */
export const focusedId = (page: Page): Promise<unknown> =>
  page.evaluate('(document.activeElement.shadowRoot?.activeElement ?? document.activeElement).id');

/**
 * Waits in a tab of Puppeteer until the sign-in element shows something. Puppeteer's own waiting does not notice changes inside of
 * an element.
 */
export async function waitInElement(tab: Tab, selector: string, text = ''): Promise<void> {
  const isShown = `(() => {
    const found = document.querySelector('otp-login')?.shadowRoot.querySelector(${JSON.stringify(selector)});
    return found?.checkVisibility() && found.textContent.includes(${JSON.stringify(text)});
  })()`;
  await tab.waitForFunction(isShown, { polling: 50 });
}

/** Requests a code in a tab of Puppeteer. */
export async function requestInTab(tab: Tab, phone: string): Promise<void> {
  await waitInElement(tab, '#phone');
  await tab.type('>>> #phone', phone);
  await tab.click('>>> #request');
  await waitInElement(tab, '#code');
}

/** Requests a code on the page. @returns the code from the chat */
export async function requestOnPage(page: Page, owner: SimulatedPerson): Promise<string> {
  const before = owner.messages.at(-1)?.messageId;
  await page.locator('#phone').fill(owner.phone);
  await page.locator('#request').click();
  await page.locator('#code').waitFor();
  return receiveCode(owner, before);
}

/** The link that opens the bot for the challenge of the page. */
export const telegramLink = async (page: Page): Promise<string> =>
  (await page.locator('#telegram-link').getAttribute('href'))!;

/** The number that the page shows, and that its owner chooses in Telegram. */
export const shownNumber = async (page: Page): Promise<string> =>
  (await page.locator('#approval-number').textContent()) ?? '';

/** Opens the page's own link in Telegram. @returns the message that offers numbers */
export async function openOffer(page: Page, owner: SimulatedPerson): Promise<ChatMessage> {
  const opened = owner.openLink(await telegramLink(page));
  return owner.waitForMessage(/нажмите здесь это число/, { after: opened });
}

export const codeFromBot = (owner: SimulatedPerson): Promise<string> =>
  receiveCode(owner, owner.say('/code').messageId);

/** Types the code key by key into the empty field; the last digit submits it. */
export async function typeCode(page: Page, code: string): Promise<void> {
  await page.locator('#code').clear();
  await page.locator('#code').pressSequentially(code);
}

/** The n-th of the wrong codes; n from 1. */
export const wrongCode = (right: string, n: number) =>
  String((Number(right) + n) % 1_000_000).padStart(6, '0');

interface Call {
  readonly route: string;
  readonly body: Readonly<Record<string, string>>;
}

/** Records what the page sends to the API from now on. */
export function recordCalls(page: Page): Call[] {
  const calls: Call[] = [];
  page.on('request', (request) => {
    const [, route] = /\/api\/auth\/([^?]+)/.exec(request.url()) ?? [];
    if (request.method() === 'POST' && route !== undefined)
      calls.push({ route, body: request.postDataJSON() as Call['body'] });
  });
  return calls;
}

/** Delays the answers of a route until the returned function is called. */
export async function delayAnswers(page: Page, name: string): Promise<() => void> {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(`**/${name}*`, async (route) => {
    const response = await route.fetch();
    await held;
    await route.fulfill({ response });
  });
  return release;
}

/** Waits until an element has a text, also an empty one. */
export const hasText = (page: Page, selector: string, wanted: RegExp) =>
  until(async () => wanted.test((await page.locator(selector).textContent())!), {
    what: `${selector} with ${String(wanted)}`,
  });
