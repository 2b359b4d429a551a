import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { bearer, newOwner, signIn } from '@app/testing';
import { cutOff, nameShop, signInByCookie, useAccountPages } from './account-page';
import { openProfileIn } from './browser';
import { requestOnPage } from './login-page';

const site = useAccountPages();

const isSignIn = (url: URL): boolean => url.pathname === '/login';

/** Lets the page believe that the person comes back to it. */
const comeBack = (page: Page) => page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);

/** Opens the account page in a new profile, and signs in on the page that it leads to. */
async function signInAsPerson(): Promise<Page> {
  const owner = await newOwner(site.product);
  const page = await site.openAccount(await site.openEmptyProfile());
  await page.waitForURL(isSignIn);
  const code = await requestOnPage(page, owner);
  expect(await page.locator('#message').textContent()).toBe('');
  await page.locator('#code').fill(code);
  await page.waitForURL(`${site.origin}/account`);
  return page;
}

describe('the account page', () => {
  it('leads to the sign-in, which returns to it, if nobody is signed in', async () => {
    const page = await signInAsPerson();
    await page.getByRole('heading', { name: 'Как называется ваш магазин?' }).waitFor();
  });

  it('shows the shop in each tab, after a reload and after a restart of the browser', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'otpravka-profile-'));
    try {
      const owner = await newOwner(site.product);
      const before = await openProfileIn(folder);
      await signInByCookie(site.product, before, owner, site.origin);
      await nameShop(before, site.origin, 'Лавка');
      for (const page of [await site.openAccount(before), await site.openAccount(before)]) {
        await page.locator('#shop-name').getByText('Лавка').waitFor();
        await page.reload();
        await page.locator('#shop-name').getByText('Лавка').waitFor();
      }
      await before.close();
      const after = await openProfileIn(folder);
      const page = await site.openAccount(after);
      await page.locator('#shop-name').getByText('Лавка').waitFor();
      await after.close();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('leads to the sign-in after a sign-out, in every tab', async () => {
    const page = await signInAsPerson();
    await page.getByRole('button', { name: 'Пропустить' }).click();
    const context = page.context();
    const other = await site.openAccount(context);
    await other.locator('#shop-name').waitFor();
    await page.locator('#sign-out').click();
    for (const tab of [page, other]) {
      await tab.waitForURL(isSignIn);
      await tab.locator('#phone').waitFor();
      expect(await tab.locator('#message').textContent()).toBe('');
    }
    const again = await site.openAccount(context);
    await again.waitForURL(isSignIn);
    await context.close();
  });

  it('stays signed in, and says so, if the sign-out cannot reach the API', async () => {
    const { page, context } = await site.openShop();
    const restore = await cutOff(page);
    await page.locator('#sign-out').click();
    await page.locator('#sign-out-error').getByText('Нет связи с сервером').waitFor();
    expect(await page.locator('#shop-name').textContent()).toBe('Лавка');
    await restore();
    await page.locator('#sign-out').click();
    await page.waitForURL(isSignIn);
    await context.close();
  });

  it('leads to the sign-in, which says why, if the session was ended elsewhere meanwhile', async () => {
    const { page, owner, context } = await site.openShop();
    const { accessToken } = await signIn(site.product, owner);
    await site.product.post('/api/auth/logout', { scope: 'all' }, bearer(accessToken));
    await comeBack(page);
    await page.waitForURL(isSignIn);
    await page.locator('#message').getByText('Сеанс закончился или был завершён').waitFor();
    await context.close();
  });

  it('shows the other shop if somebody signs in to another one in another tab', async () => {
    const { page, context } = await site.openShop();
    const other = await newOwner(site.product);
    await signInByCookie(site.product, context, other, site.origin);
    await nameShop(context, site.origin, 'Другая');
    await comeBack(page);
    await page.locator('#shop-name').getByText('Другая').waitFor();
    await context.close();
  });

  it('says that the API is away when it is opened, and reads again by a button', async () => {
    const { page, context } = await site.openShop();
    const restore = await cutOff(page);
    await page.reload();
    await page.locator('#session-error').getByText('Нет связи с сервером').waitFor();
    await page.locator('#session-retry').click();
    await page.locator('#session-error').getByText('Нет связи с сервером').waitFor();
    await restore();
    await page.locator('#session-retry').click();
    await page.locator('#shop-name').getByText('Лавка').waitFor();
    await context.close();
  });

  it('reads a list again by a button if only that list failed', async () => {
    const { page, context } = await site.openShop();
    await page.route('**/api/auth/sessions', (route) => route.abort());
    await page.reload();
    await page.locator('#sessions-error').getByText('Нет связи с сервером').waitFor();
    await page.locator('#activity').waitFor();
    await page.unroute('**/api/auth/sessions');
    await page.locator('#sessions-retry').click();
    await page.locator('#sessions').getByText('Вы здесь').waitFor();
    await context.close();
  });
});
