import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Linter } from 'eslint';
import type { BrowserContext, Page, Route } from 'playwright-core';
import type { Page as Tab } from 'puppeteer-core';
import type { SimulatedPerson } from '@app/simulator';
import { newOwner, receiveCode } from '@app/testing';
import { accountPages, nameShop } from './account-page';
import { openFirefox } from './browser';
import {
  errorsOf,
  loginPage,
  requestInTab,
  requestOnPage,
  shownPhone,
  useProductAndBrowser,
  waitForAccount,
  waitInElement,
} from './login-page';
import { BROWSERS } from './missing-apis';

const BUILT = join(__dirname, '..', 'dist', 'apps');
const MOST_KILOBYTES = 90;

const site = useProductAndBrowser({ env: { OTP_PHONE_PER_MINUTE: '10' } });
const account = accountPages(site);
/** The tests take turns with these people, because a phone may request only some codes an hour. */
let owners: SimulatedPerson[];
let signIns = 0;
/** A browser profile whose owner is signed in, and whose shop has a name. */
let signedIn: BrowserContext;

beforeAll(async () => {
  owners = await Promise.all(Array.from({ length: 12 }, () => newOwner(site.product)));
  signedIn = await account.openProfile(await newOwner(site.product));
  await nameShop(signedIn, account.origin, 'Лавка');
});

const nextOwner = () => owners[signIns++ % owners.length]!;

/** Signs in in a browser of its own, because all pages of a browser share one session. */
async function signInWithoutErrors(script: string): Promise<void> {
  const context = await site.browser.newContext({ locale: 'ru-RU' });
  const [owner, page] = [nextOwner(), await context.newPage()];
  const errors = errorsOf(page);
  await page.addInitScript(script);
  await page.goto(loginPage(site.product));
  await page.locator('#code').fill(await requestOnPage(page, owner));
  await waitForAccount(page, owner);
  expect(await page.locator('#not-started').count()).toBe(0);
  expect(errors).toEqual([]);
  await context.close();
}

/** Opens the account page in a browser that the script has changed, and uses it. */
async function useAccountPage(script: string): Promise<void> {
  const page = await signedIn.newPage();
  const errors = errorsOf(page);
  // The language of the previous test is forgotten first.
  await page.addInitScript(`localStorage.clear(); ${script}`);
  await page.goto(`${account.origin}/account`);
  await page.locator('#shop-name').getByText('Лавка').waitFor();
  await page.locator('#sessions').getByText('Chrome, Linux').waitFor();
  await page.locator('#activity > li').first().waitFor();
  await page.locator('#timezone').getByText('Алматы').waitFor();
  for (const [search, expected] of [
    ['USD', 'USD'],
    ['KZT', 'KZT'],
  ] as const) {
    await page.locator('#change-currency').click();
    await page.locator('#currency-search').fill(search);
    await page.locator('#currency-search').press('Enter');
    await page.locator('#currency').getByText(expected).waitFor();
  }
  await page.locator('[data-language=kk]').click();
  await page.getByRole('heading', { name: 'Тарих' }).waitFor();
  expect(await page.locator('#not-started').count()).toBe(0);
  expect(errors).toEqual([]);
  await page.close();
}

describe('a sign-in works', () => {
  it.each(BROWSERS)('in a browser %s', (_, script) => signInWithoutErrors(script));

  it('in Firefox, the first time by the link and then with a code that is pushed', async () => {
    const stranger = site.product.telegram.person({ firstName: 'Timur', phone: '+77011234501' });
    const waitForShop = (page: Tab) =>
      page.waitForFunction(
        `document.querySelector('bdi#phone')?.textContent === '${shownPhone(stranger.phone)}'`,
        { polling: 50 },
      );
    const firefox = await openFirefox();
    try {
      const page = await firefox.newPage();
      await page.goto(loginPage(site.product));
      await requestInTab(page, stranger.phone);
      const link = await page.$eval('>>> #telegram-link', (a) => (a as unknown as { href: string }).href);
      await stranger.waitForMessage(/./, { after: stranger.openLink(link) });
      const { messageId } = stranger.shareContact();
      await page.type('>>> #code', await receiveCode(stranger, messageId));
      await waitForShop(page);
      await page.locator('.buttons > .quiet').click();
      await page.locator('#sign-out').click();

      await waitInElement(page, '#phone');
      const before = stranger.messages.at(-1)!.messageId;
      await requestInTab(page, stranger.phone);
      await page.type('>>> #code', await receiveCode(stranger, before));
      await waitForShop(page);
    } finally {
      await firefox.close();
    }
  }, 120_000);
});

describe('the account page works', () => {
  it.each(BROWSERS)('in a browser %s', (_, script) => useAccountPage(script));
});

/** Speeds up the animation that delays the text by some seconds, so that the script can start. */
async function hurryAnimations(page: Page): Promise<void> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Animation.enable');
  await devTools.send('Animation.setPlaybackRate', { playbackRate: 50 });
}

describe('a page says in four languages that it has not started', () => {
  const TEXTS = ['ещё не запустилась', 'әлі іске қосылған жоқ', 'hali ishga tushmadi', 'has not started'];
  const script = (body: string) => (route: Route) => route.fulfill({ contentType: 'text/javascript', body });
  const FAULTS = {
    'is blocked': (route: Route) => route.abort(),
    'cannot be parsed': script('let let'),
    'throws at its start': script('throw 1'),
  };

  it.each([
    ['account', 'is blocked'],
    ['login', 'is blocked'],
    ['login', 'cannot be parsed'],
    ['login', 'throws at its start'],
  ] as const)('at /%s when its script %s', async (path, fault) => {
    const page = await site.browser.newPage();
    await page.route('**/assets/*.js', FAULTS[fault]);
    await hurryAnimations(page);
    await page.goto(`${site.product.api.url}/${path}`);
    for (const text of TEXTS) await page.getByText(text).waitFor();
    expect(await page.getByRole('button').count()).toBe(0);
    await page.close();
  });
});

describe('the script of a page', () => {
  const scriptOf = (app: string): string => {
    const folder = join(BUILT, app, 'assets');
    const [file] = readdirSync(folder).filter((name) => name.endsWith('.js'));
    return readFileSync(join(folder, file!), 'utf8');
  };

  it.each(['login-web', 'account-web'])(
    'of %s uses only ECMAScript 2020, which the oldest supported browsers understand',
    (app) => {
      const script = scriptOf(app);
      const languageOptions = { ecmaVersion: 2020, sourceType: 'module' } as const;
      expect(new Linter().verify(script, [{ languageOptions }])).toEqual([]);
      // Lookbehind: Safari supports it only since 16.4.
      expect(script).not.toMatch(/\(\?<[=!]/);
    },
  );

  it(`of account-web is at most ${MOST_KILOBYTES} kB compressed, with the names of all cities and currencies`, () => {
    const kilobytes = gzipSync(scriptOf('account-web'), { level: 9 }).length / 1000;
    process.stdout.write(`\nThe script of the account page: ${kilobytes.toFixed(1)} kB compressed\n`);
    expect(kilobytes).toBeLessThan(MOST_KILOBYTES);
  });
});
