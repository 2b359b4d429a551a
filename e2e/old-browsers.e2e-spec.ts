import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Linter } from 'eslint';
import type { Page, Route } from 'playwright-core';
import type { Page as Tab } from 'puppeteer-core';
import type { SimulatedPerson } from '@app/simulator';
import { newOwner, receiveCode } from '@app/testing';
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
import { OPTIONAL, REFUSED, withFullStorage, withoutApis, withRefusedApi } from './missing-apis';

const BUILT = join(__dirname, '..', 'dist', 'apps', 'login-web', 'assets');

const site = useProductAndBrowser({ env: { OTP_PHONE_PER_MINUTE: '10' } });
/** The tests take turns with these people, because a phone may request only some codes an hour. */
let owners: SimulatedPerson[];
let signIns = 0;

beforeAll(async () => {
  owners = await Promise.all(Array.from({ length: 12 }, () => newOwner(site.product)));
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

describe('a sign-in works', () => {
  it.each(OPTIONAL)('in a browser without %s', (paths) => signInWithoutErrors(withoutApis(paths)));

  it.each(REFUSED)('in a browser that refuses %s', (path) => signInWithoutErrors(withRefusedApi(path)));

  it('in a browser whose storage is full', () => signInWithoutErrors(withFullStorage));

  // Reversed, so that a member is removed before its object.
  it('in a browser that lacks all of these', () =>
    signInWithoutErrors([...OPTIONAL].reverse().map(withoutApis).join('\n')));

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

/** Speeds up the animation that delays the text by some seconds, so that the script can start. */
async function hurryAnimations(page: Page): Promise<void> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Animation.enable');
  await devTools.send('Animation.setPlaybackRate', { playbackRate: 50 });
}

describe('the page says in four languages that it has not started', () => {
  const TEXTS = [
    'Страница ещё не запустилась',
    'Бет әлі іске қосылған жоқ',
    'Sahifa hali ishga tushmadi',
    'The page has not started',
  ];

  it.each([
    ['when the script is blocked', (route: Route) => route.abort()],
    [
      'when the script cannot be parsed',
      (route: Route) => route.fulfill({ contentType: 'text/javascript', body: 'let let' }),
    ],
    [
      'when the script throws at its start',
      (route: Route) => route.fulfill({ contentType: 'text/javascript', body: 'throw 1' }),
    ],
  ])('%s', async (_, answer) => {
    const page = await site.browser.newPage();
    await page.route('**/assets/*.js', answer);
    await hurryAnimations(page);
    await page.goto(loginPage(site.product));
    for (const text of TEXTS) await page.getByText(text).waitFor();
    expect(await page.getByRole('button').count()).toBe(0);
    await page.close();
  });
});

it('the script uses only ECMAScript 2020, which the oldest supported browsers understand', () => {
  const [file] = readdirSync(BUILT).filter((name) => name.endsWith('.js'));
  const script = readFileSync(join(BUILT, file!), 'utf8');
  const languageOptions = { ecmaVersion: 2020, sourceType: 'module' } as const;
  expect(new Linter().verify(script, [{ languageOptions }])).toEqual([]);
  // Lookbehind: Safari supports it only since 16.4.
  expect(script).not.toMatch(/\(\?<[=!]/);
});
