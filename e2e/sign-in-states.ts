import type { Page } from 'playwright-core';
import type { SimulatedPerson } from '@app/simulator';
import { loginPage, requestOnPage, typeCode, useProductAndBrowser, wrongCode } from './login-page';

/** The origin of a shop that the sign-in page may lead to. */
export const SHOP = 'https://shop.example';

type Look = (state: 'wrong-code' | 'locked') => Promise<unknown>;

/** A product in which the first wrong code locks the phone. */
export const useSignInStates = () =>
  useProductAndBrowser({ env: { CORS_ORIGINS: SHOP, OTP_FAILURES_PER_DAY: '1' } });

/** Loads the page again with a clock that the test can move. */
export async function installClock(page: Page): Promise<void> {
  await page.clock.install();
  await page.reload();
}

/** Types wrong codes until the phone is locked. @param look is called in each state */
export async function lockPhone(page: Page, right: string, look?: Look): Promise<void> {
  await typeCode(page, wrongCode(right, 1));
  await page.locator('#code[aria-invalid=true]').waitFor();
  await look?.('wrong-code');
  await typeCode(page, wrongCode(right, 2));
  await page.locator('.bot').waitFor();
  await look?.('locked');
}

/** Requests a code for another phone, and moves the clock of the page until the code has expired. */
export async function letCodeExpire(page: Page, owner: SimulatedPerson): Promise<void> {
  await page.locator('#other-phone').click();
  await requestOnPage(page, owner);
  await page.clock.fastForward('06:00');
  await page.locator('#error').getByText('Срок кода истёк').waitFor();
}

/** Opens the sign-in page for a person who is signed in already and came from the shop. */
export async function openWayBack(
  page: Page,
  { product }: ReturnType<typeof useProductAndBrowser>,
): Promise<void> {
  await page.goto(`${loginPage(product)}?return_to=${SHOP}`);
  await page.locator('#continue').getByText('Вернуться на').waitFor();
}
