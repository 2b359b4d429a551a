import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { RequestOtpAnswer } from '@app/contract';
import { codeOf, type SimulatedPerson } from '@app/simulator';
import { newOwner, type Product, type ProductOptions, receiveCodeOf, untilRecorded } from '@app/testing';
import { useProductAndBrowser } from './login-page';

type ProductAndBrowser = ReturnType<typeof useProductAndBrowser>;

/** Starts a product and a browser before the tests of a file, and stops both after them. */
export const useAccountPages = (options?: ProductOptions) => accountPages(useProductAndBrowser(options));

/** Opens the account page of the product in the browser. */
export const accountPages = (site: ProductAndBrowser) => ({
  get product() {
    return site.product;
  },
  /** Browsers send the secure cookie over http to this host only. */
  get origin() {
    return site.product.api.url.replace(/127\.0\.0\.1|\[::1\]/, 'localhost');
  },
  openEmptyProfile: (): Promise<BrowserContext> => site.browser.newContext({ locale: 'ru-RU' }),
  /** A browser profile in which an owner is signed in by the cookie. */
  async openProfile(
    owner: SimulatedPerson,
    contextOptions: BrowserContextOptions = {},
  ): Promise<BrowserContext> {
    const context = await site.browser.newContext({ locale: 'ru-RU', ...contextOptions });
    await signInByCookie(site.product, context, owner, this.origin);
    return context;
  },
  async openAccount(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${this.origin}/account`);
    return page;
  },
  /** The account page of a new owner, whose shop has a name. */
  async openShop(
    contextOptions: BrowserContextOptions = {},
  ): Promise<{ page: Page; owner: SimulatedPerson; context: BrowserContext }> {
    const owner = await newOwner(site.product);
    const context = await this.openProfile(owner, contextOptions);
    await nameShop(context, this.origin, 'Лавка');
    const page = await this.openAccount(context);
    await page.locator('#shop-name').waitFor();
    return { page, owner, context };
  },
});

/** The sign-in of a page of the API's own origin, without its forms. What it evaluates runs in the browser. */
export async function signInByCookie(
  product: Product,
  context: BrowserContext,
  owner: SimulatedPerson,
  origin: string,
): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${origin}/health/live`);
  const post = <Answer>(path: string, body: object) =>
    page.evaluate<Answer>(
      `fetch('/api/auth/${path}', { method: 'POST', headers: { 'Content-Type': 'application/json' },
        body: ${JSON.stringify(JSON.stringify(body))} }).then((answer) => answer.json())`,
    );
  const { challengeId } = await post<RequestOtpAnswer>('request-otp', { phone: owner.phone, language: 'ru' });
  const code = codeOf(await receiveCodeOf(owner, challengeId))!;
  await untilRecorded(product, challengeId);
  await post('verify-otp?transport=cookie', { challengeId, code });
  await page.close();
}

/** Names the shop of a profile. */
export async function nameShop(context: BrowserContext, origin: string, name: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${origin}/health/live`);
  await page.evaluate(
    `(async () => {
      const headers = { 'Content-Type': 'application/json' };
      const refreshed = await fetch('/api/auth/refresh?transport=cookie', { method: 'POST', headers, body: '{}' });
      const { accessToken } = await refreshed.json();
      const answer = await fetch('/api/shop', { method: 'PATCH', body: ${JSON.stringify(JSON.stringify({ name }))},
        headers: { ...headers, Authorization: 'Bearer ' + accessToken } });
      if (!answer.ok) throw new Error('PATCH /api/shop answered ' + answer.status);
    })()`,
  );
  await page.close();
}

/** Keeps the page from reaching the API. @returns lets it reach the API again */
export async function cutOff(page: Page): Promise<() => Promise<void>> {
  await page.route('**/api/**', (route) => route.abort());
  return () => page.unroute('**/api/**');
}
