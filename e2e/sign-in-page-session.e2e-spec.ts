import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { SimulatedPerson } from '@app/simulator';
import { newOwner, receiveCode, receiveCodeMessage, requestCode, TcpProxy, until } from '@app/testing';
import { cutOff } from './account-page';
import { openProfileIn } from './browser';
import {
  hasText,
  loginPage,
  requestOnPage,
  shownNumber,
  shownPhone,
  telegramLink,
  typeCode,
  useProductAndBrowser,
  waitForAccount,
} from './login-page';
import { installClock } from './sign-in-states';

const SHOP = 'http://127.0.0.1:9';

const site = useProductAndBrowser({ env: { CORS_ORIGINS: SHOP } });

async function signIn(page: Page, owner: SimulatedPerson): Promise<void> {
  await page.locator('#code').fill(await requestOnPage(page, owner));
}

describe('the session of the sign-in page', () => {
  it('leads to the account page at once: when it is opened again, in another tab, and after a restart of the browser', async () => {
    const owner = await newOwner(site.product);
    const profile = await mkdtemp(join(tmpdir(), 'otpravka-profile-'));
    let context = await openProfileIn(profile);
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

      context = await openProfileIn(profile);
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

  it('stays open while the API is unavailable, and leads on afterwards', async () => {
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

describe('nothing that was typed is lost, and the page says what to do,', () => {
  it('when the code expires', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage();
    await installClock(page);
    const before = owner.messages.at(-1)?.messageId;
    const { messageId } = await requestOnPage(page, owner).then(() => receiveCodeMessage(owner, before));
    await page.locator('#code').fill('123');
    await page.clock.fastForward('06:00');
    await page.locator('#error').getByText('Срок кода истёк. Запросите новый.').waitFor();
    await hasText(page, '#code-left', /^$/);
    await until(() => page.locator('#hints, #approval, #telegram-link').first().isHidden());
    expect(await page.locator('#code').inputValue()).toBe('123');
    await page.locator('#resend').click();
    await hasText(page, '#code-left', /^Код действует до \d\d:\d\d$/);
    await page.locator('#code').fill(await receiveCode(owner, messageId));
    await waitForAccount(page, owner);
    await page.context().close();
  });

  it('when too many codes were requested', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage();
    const code = await requestOnPage(page, owner);
    for (const _ of [1, 2]) await requestCode(site.product, owner.phone);
    await page.locator('#code').fill('12');
    await page.locator('#resend').click();
    await page.locator('#error').getByText('Подождите немного и попробуйте ещё раз.').waitFor();
    await hasText(page, '#resend', /^\s*Новый код через \d:\d\d\s*$/);
    expect(await page.locator('#code').inputValue()).toBe('12');

    await page.locator('#back').click();
    await page.locator('#request').click();
    await page.locator('#error').getByText('Подождите немного и попробуйте ещё раз.').waitFor();
    await hasText(page, '#wait', /^Повторить можно через \d:\d\d$/);
    expect(await page.locator('#phone').inputValue()).toBe(shownPhone(owner.phone));
    await page.locator('#resume').click();
    await page.locator('#code').fill(code);
    await waitForAccount(page, owner);
    await page.context().close();
  });

  it('when the API is unavailable, and available again', async () => {
    const owner = await newOwner(site.product);
    const proxy = await TcpProxy.to(site.product.api.url);
    const page = await site.openPage({}, proxy.url);
    const code = await requestOnPage(page, owner);
    const number = await shownNumber(page);
    proxy.cut();
    await typeCode(page, code);
    await page.locator('#error').getByText('Нет связи с сервером. Проверьте интернет').waitFor();
    const refused = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/request-otp'));
    await page.locator('#resend').click();
    await refused;
    await until(async () => (await page.locator('#resend').getAttribute('aria-disabled')) === null);
    await page.locator('#error').getByText('Нет связи с сервером. Проверьте интернет').waitFor();
    expect(await page.locator('#code').inputValue()).toBe(code);
    expect(await shownNumber(page)).toBe(number);
    owner.openLink(await telegramLink(page));

    proxy.restore();
    await page.locator('#progress').getByText('Код отправлен').waitFor();
    await page.locator('#verify').click();
    await waitForAccount(page, owner);
    await page.context().close();
    await proxy.close();
  });
});
