import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { SimulatedPerson } from '@app/simulator';
import {
  bearer,
  freePort,
  newOwner,
  Product,
  receiveCode,
  signIn as signInByApi,
  TcpProxy,
} from '@app/testing';
import { openBrowser } from './browser';
import { countRequests } from './client-pages';
import { StartedExample } from './started-example';

let product: Product;
let browser: Browser;
let proxy: TcpProxy;
let example: StartedExample;

/** The page reaches the API through a proxy, which a test can cut. */
beforeAll(async () => {
  const port = await freePort();
  [product, browser] = await Promise.all([
    Product.start({ env: { CORS_ORIGINS: `http://localhost:${port}` } }),
    openBrowser(),
  ]);
  proxy = await TcpProxy.to(product.api.url);
  const { port: api } = new URL(proxy.url);
  example = await StartedExample.start('react', {
    env: { PORT: String(port), OTPRAVKA_API: `http://localhost:${api}` },
  });
}, 180_000);

afterAll(async () => {
  example?.stop();
  await browser?.close();
  await proxy?.close();
  await product?.stop();
});

let context: BrowserContext;
let errors: string[];

beforeEach(async () => {
  context = await browser.newContext({ locale: 'ru-RU' });
  errors = [];
});
afterEach(() => context.close());

async function openPage(): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(example.url);
  return page;
}

async function signIn(page: Page, owner: SimulatedPerson): Promise<void> {
  const before = owner.messages.at(-1)?.messageId;
  await page.locator('otp-login #phone').fill(owner.phone);
  await page.locator('otp-login #request').click();
  await page.locator('otp-login #code').fill(await receiveCode(owner, before));
  await page.getByRole('button', { name: 'Выйти' }).waitFor();
}

describe('examples/react', () => {
  it('signs in with the element, shows the shop, and signs out', async () => {
    const page = await openPage();
    const owner = await newOwner(product);
    await signIn(page, owner);
    await page.getByRole('heading', { name: owner.phone }).waitFor();
    await page.getByText('Входов: 1').waitFor();
    expect(await page.locator('otp-login').count()).toBe(0);
    await page.getByRole('button', { name: 'Выйти' }).click();
    await page.locator('otp-login #phone').waitFor();
    expect(errors).toEqual([]);
  });

  it('shows a changed name at once, and in the other tab', async () => {
    const [page, other] = [await openPage(), await openPage()];
    await signIn(page, await newOwner(product));
    await other.getByRole('button', { name: 'Выйти' }).waitFor();
    await page.getByLabel('Название магазина').fill('Чайная');
    await page.getByRole('button', { name: 'Сохранить' }).click();
    await page.getByRole('heading', { name: 'Чайная' }).waitFor();
    await other.getByRole('heading', { name: 'Чайная' }).waitFor();
  });

  it('is signed in after a reload, with one refresh although React renders twice', async () => {
    const page = await openPage();
    const owner = await newOwner(product);
    await signIn(page, owner);
    const refreshes = countRequests(context, '/api/auth/refresh');
    await page.reload();
    await page.getByRole('heading', { name: owner.phone }).waitFor();
    expect(refreshes.count).toBe(1);
  });

  it('sees the sign-out of the other tab', async () => {
    const [page, other] = [await openPage(), await openPage()];
    await signIn(page, await newOwner(product));
    await other.getByRole('button', { name: 'Выйти' }).click();
    await page.locator('otp-login #phone').waitFor();
  });

  it('says that the API is away, and finds the session when it is back', async () => {
    const page = await openPage();
    const owner = await newOwner(product);
    await signIn(page, owner);
    proxy.cut();
    try {
      await page.reload();
      await page.getByText('Нет связи с сервером').waitFor();
    } finally {
      proxy.restore();
    }
    await page.getByRole('heading', { name: owner.phone }).waitFor();
  });

  it('says why the session has ended', async () => {
    const page = await openPage();
    const owner = await newOwner(product);
    await signIn(page, owner);
    await page.getByText('Входов: 1').waitFor();
    const elsewhere = await signInByApi(product, owner);
    await product.post('/api/auth/logout', { scope: 'all' }, bearer(elsewhere.accessToken));
    await page.getByRole('button', { name: 'Сохранить' }).click();
    await page.getByRole('alert').getByText('Сеанс закончился или был завершён. Войдите заново.').waitFor();
    await page.locator('otp-login #phone').waitFor();
  });
});
