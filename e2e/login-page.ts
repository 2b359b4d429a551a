import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { SimulatedPerson } from '@app/simulator';
import { type Product, receiveCode } from '@app/testing';

export const loginPage = (product: Product) => `${product.api.url}/login`;

/** Opens the sign-in page in a new browser profile. */
export async function openPage(
  browser: Browser,
  product: Product,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ locale: 'ru-RU', ...options });
  const page = await context.newPage();
  await page.goto(loginPage(product));
  return page;
}

/** @returns the code that came */
export async function askOnPage(page: Page, owner: SimulatedPerson): Promise<string> {
  const before = owner.messages.at(-1)?.messageId;
  await page.locator('#phone').fill(owner.phone);
  await page.locator('#request').click();
  await page.locator('#code').waitFor();
  return receiveCode(owner, before);
}

/** Types the code key by key into the empty field; the last digit submits it. */
export async function typeCode(page: Page, code: string): Promise<void> {
  await page.locator('#code').clear();
  await page.locator('#code').pressSequentially(code);
}

/** The n-th wrong code. */
export const wrongCode = (right: string, n: number) =>
  String((Number(right) + n) % 1_000_000).padStart(6, '0');
