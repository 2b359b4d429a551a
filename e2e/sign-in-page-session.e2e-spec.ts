import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { source as axeSource } from 'axe-core';
import { chromium, type Page } from 'playwright-core';
import type { SimulatedPerson } from '@app/simulator';
import { newOwner, until } from '@app/testing';
import { cutOff } from './account-page';
import { chromiumOptions } from './browser';
import {
  loginPage,
  requestOnPage,
  shownPhone,
  typeCode,
  useProductAndBrowser,
  waitForAccount,
  wrongCode,
} from './login-page';

const SHOP = 'http://127.0.0.1:9';

const site = useProductAndBrowser({ env: { CORS_ORIGINS: SHOP, OTP_FAILURES_PER_DAY: '1' } });

/** The modules of a QR code as the encoder makes them. It is an ES module, which Jest does not load. */
function qrPath(text: string): string {
  const script = `import { generate } from 'lean-qr/nano';
    const code = generate(process.argv[1]);
    for (let y = 0; y < code.size; y++)
      for (let x = 0; x < code.size; x++) if (code.get(x, y)) process.stdout.write('M' + x + ' ' + y + 'h1v1h-1z');`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', script, text]).toString();
}

async function signIn(page: Page, owner: SimulatedPerson): Promise<void> {
  await page.locator('#code').fill(await requestOnPage(page, owner));
}

describe('the session of the sign-in page', () => {
  it('leads to the account page at once: when it is opened again, in another tab, and after a restart of the browser', async () => {
    const owner = await newOwner(site.product);
    const profile = await mkdtemp(join(tmpdir(), 'otpravka-profile-'));
    const open = () => chromium.launchPersistentContext(profile, { ...chromiumOptions(), locale: 'ru-RU' });
    let context = await open();
    try {
      const page = await context.newPage();
      await page.goto(loginPage(site.product));
      await signIn(page, owner);
      await waitForAccount(page, owner);
      await page.goto(loginPage(site.product));
      await waitForAccount(page, owner);
      const other = await context.newPage();
      await other.goto(loginPage(site.product));
      await waitForAccount(other, owner);
      await context.close();

      context = await open();
      const next = await context.newPage();
      await next.goto(loginPage(site.product));
      await waitForAccount(next, owner);
    } finally {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    }
  });

  it('says on the account page that the browser has refused the cookie, and makes no loop', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage();
    await page.route('**/verify-otp*', async (route) => {
      const response = await route.fetch();
      const { 'set-cookie': _, ...headers } = response.headers();
      await page.context().clearCookies();
      await route.fulfill({ response, headers });
    });
    await signIn(page, owner);
    await page.getByRole('heading', { name: 'Браузер не сохранил вход' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/account');
    await page.getByRole('link', { name: 'На страницу входа' }).click();
    await page.locator('otp-login #phone').waitFor();
    await page.context().close();
  });

  it('stays where it is while the API is away, and leads on once it is back', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage();
    await signIn(page, owner);
    await waitForAccount(page, owner);
    const restore = await cutOff(page);
    await page.goto(loginPage(site.product));
    await page.locator('#restore-error').getByText('Нет связи с сервером').waitFor();
    expect(new URL(page.url()).pathname).toBe('/login');
    await restore();
    await page.locator('#retry').click();
    await waitForAccount(page, owner);
    await page.context().close();
  });
});

describe('return_to of the sign-in page', () => {
  const pageFor = (target: string) => `${loginPage(site.product)}?return_to=${encodeURIComponent(target)}`;

  it('leads after the sign-in to an address of an allowed origin, and adds nothing to it', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage();
    await page.route(`${SHOP}/**`, (route) => route.fulfill({ contentType: 'text/html', body: 'shop' }));
    await page.goto(pageFor(`${SHOP}/orders?page=2#top`));
    await signIn(page, owner);
    await page.waitForURL(`${SHOP}/orders?page=2#top`);
    await page.context().close();
  });

  it('offers the way back to a person who is signed in already, and a sign-out', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage();
    await page.route(`${SHOP}/**`, (route) => route.fulfill({ contentType: 'text/html', body: 'shop' }));
    await signIn(page, owner);
    await waitForAccount(page, owner);
    await page.goto(pageFor(`${SHOP}/orders`));
    await page.locator('#shop').getByText(shownPhone(owner.phone)).waitFor();
    await page.getByRole('link', { name: 'Вернуться на 127.0.0.1:9' }).click();
    await page.waitForURL(`${SHOP}/orders`);

    await page.goto(pageFor(`${SHOP}/orders`));
    await page.locator('#logout').click();
    await page.locator('#message').getByText('Вы вышли.').waitFor();
    expect(await page.locator('#shop-phone').textContent()).toBe('');
    await page.context().close();
  });

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '/.//evil.example/',
    'javascript:alert(1)',
    `${SHOP}@evil.example/`,
    'http://127.0.0.1.evil.example:9/',
  ])('refuses %s and leads nowhere', async (target) => {
    const page = await (await site.browser.newContext({ locale: 'ru-RU' })).newPage();
    const answer = await page.goto(pageFor(target));
    expect(answer?.status()).toBe(400);
    await page.locator('#message').getByText('ведёт на неизвестный сайт').waitFor();
    await page.context().close();
  });
});

describe('a step of the sign-in page', () => {
  it('shows the link of the challenge as a QR code on a screen without touch', async () => {
    const page = await site.openPage();
    await requestOnPage(page, await newOwner(site.product));
    const link = (await page.locator('#telegram-link').getAttribute('href'))!;
    expect(await page.locator('#qr path').getAttribute('d')).toBe(qrPath(link));
    await page.context().close();

    const phone = await site.openPage({
      hasTouch: true,
      isMobile: true,
      viewport: { width: 360, height: 740 },
    });
    await requestOnPage(phone, await newOwner(site.product));
    expect(await phone.locator('#qr').count()).toBe(0);
    await phone.context().close();
  });

  it('has a phone field for a whole number at a zoom of 200 % on 360 pixels', async () => {
    const page = await site.openPage({ viewport: { width: 180, height: 370 } });
    await page.locator('#phone').fill('7012345678');
    const fits = `(() => { const { scrollWidth, clientWidth } = document.querySelector('otp-login').shadowRoot.querySelector('#phone');
      return scrollWidth <= clientWidth && document.documentElement.scrollWidth <= innerWidth; })()`;
    expect(await page.evaluate(fits)).toBe(true);
    await page.context().close();
  });

  it('of a locked phone names the bot with its link, and a date in place of a countdown', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage();
    const right = await requestOnPage(page, owner);
    await typeCode(page, wrongCode(right, 1));
    await page.locator('#error').getByText('Код не подошёл').waitFor();
    await typeCode(page, wrongCode(right, 2));
    await page.locator('#error').getByText('слишком много неверных кодов').waitFor();
    await page
      .locator('#wait')
      .getByText(/^Повторить можно \d+ [а-я]+, \d\d:\d\d$/)
      .waitFor();
    await page
      .locator('#resend')
      .getByText(/Новый код: \d+ [а-я]+, \d\d:\d\d/)
      .waitFor();
    await until(async () => (await page.locator('#code-left').textContent()) === '');
    expect(await page.locator('#hints').count()).toBe(0);
    expect(await page.locator('.bot').getAttribute('href')).toBe('https://t.me/otpravka_test_bot');
    await page.context().close();
  });

  it('keeps the challenge when the person goes back and returns', async () => {
    const page = await site.openPage();
    await requestOnPage(page, await newOwner(site.product));
    const link = await page.locator('#telegram-link').getAttribute('href');
    await page.locator('#back').click();
    await page.locator('#resume').click();
    await page.locator('#code').waitFor();
    expect(await page.locator('#telegram-link').getAttribute('href')).toBe(link);
    await page.context().close();
  });

  it('is done by keyboard alone', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage({ timezoneId: 'Asia/Tashkent' });
    await page.locator('#phone').waitFor();
    await until(async () => (await page.evaluate('document.activeElement.localName')) === 'otp-login');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.locator('#country-search').waitFor();
    await until(async () => (await page.locator('#country-search:focus').count()) === 1);
    await page.keyboard.type('каз');
    await page.keyboard.press('Enter');
    await page.locator('#country[value=KZ]').waitFor();
    await until(async () => (await page.locator('#phone:focus').count()) === 1);
    await page.keyboard.type(owner.phone.slice(2));
    await page.keyboard.press('Enter');
    await page.locator('#code').waitFor();
    await until(async () => (await page.locator('#code:focus').count()) === 1);
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)(
    'has nothing that axe finds, in any language, %s',
    async (colorScheme) => {
      const page = await site.openPage({ colorScheme });
      const found: string[] = [];
      const check = async (step: string) => {
        for (const language of ['ru', 'kk', 'uz', 'en']) {
          await page.locator(`[data-language=${language}]`).click();
          await page.locator(`html[lang=${language}]`).waitFor();
          const violations = await page.evaluate('axe.run().then(({ violations }) => violations)');
          for (const { id, nodes } of violations as { id: string; nodes: { html: string }[] }[])
            found.push(`${step} ${language} ${id} ${nodes[0]!.html}`);
        }
      };
      await page.evaluate(axeSource);
      await check('phone');
      await page.locator('#country').click();
      await page.locator('#country-search').waitFor();
      await page.keyboard.press('Escape');
      await page.locator('#request').click();
      await page.locator('#error').getByText(/\S/).waitFor();
      await check('empty phone');
      const owner = await newOwner(site.product);
      const right = await requestOnPage(page, owner);
      await check('code');
      await typeCode(page, wrongCode(right, 1));
      await page.locator('#code[aria-invalid=true]').waitFor();
      await check('wrong code');
      expect(found).toEqual([]);
      await page.context().close();
    },
  );
});
