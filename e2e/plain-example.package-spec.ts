import type { Browser, Page } from 'playwright-core';
import { freePort, newOwner, Product, receiveCode } from '@app/testing';
import { openBrowser } from './browser';
import { StartedExample } from './started-example';

let product: Product;
let browser: Browser;
let example: StartedExample;

beforeAll(async () => {
  const port = String(await freePort());
  [product, browser] = await Promise.all([
    Product.start({ env: { CORS_ORIGINS: `http://localhost:${port}` } }),
    openBrowser(),
  ]);
  example = await StartedExample.start('plain', { env: { PORT: port, OTPRAVKA_API: product.api.url } });
}, 120_000);

afterAll(async () => {
  example?.stop();
  await browser?.close();
  await product?.stop();
});

const errorsOf = (page: Page): string[] => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  return errors;
};

describe('examples/plain', () => {
  it('signs in by one tag, keeps the session over a reload, and signs out in both tabs', async () => {
    const context = await browser.newContext({ locale: 'ru-RU' });
    const [page, other] = [await context.newPage(), await context.newPage()];
    const errors = errorsOf(page);
    const owner = await newOwner(product);
    const before = owner.messages.at(-1)?.messageId;
    for (const tab of [page, other]) await tab.goto(example.url);
    await page.locator('#phone').fill(owner.phone);
    await page.locator('#request').click();
    await page.locator('#code').fill(await receiveCode(owner, before));
    for (const tab of [page, other]) await tab.getByRole('heading', { name: owner.phone }).waitFor();

    await page.reload();
    await page.getByRole('heading', { name: owner.phone }).waitFor();
    await page.getByRole('button', { name: 'Выйти' }).click();
    for (const tab of [page, other]) await tab.locator('#phone').waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });
});
