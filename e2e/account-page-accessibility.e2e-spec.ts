import type { Page } from 'playwright-core';
import { codeOf } from '@app/simulator';
import { newOwner } from '@app/testing';
import { useAccountPages } from './account-page';
import { violations } from './axe';
import { tabTo, untilFocused } from './keyboard';

const site = useAccountPages({ env: { OTP_PHONE_PER_MINUTE: '20' } });

/** Walks to every state that the page has, and calls `look` in each. */
async function walk(page: Page, look: (state: string) => Promise<void>): Promise<void> {
  await look('the account');
  for (const [field, input] of [
    ['name', '#name-input'],
    ['language', '#language-ru'],
    ['currency', '#currency-search'],
    ['timezone', '#timezone-search'],
  ] as const) {
    await page.locator(`#change-${field}`).click();
    await page.locator(input).waitFor();
    await look(field);
    await page.locator(input).press('Escape');
    await page.locator(`#change-${field}`).waitFor();
  }
  await page.locator('#end-all').click();
  await page.locator('#end-all-yes').waitFor();
  await look('the question');
  await page.locator('#erase-begin').click();
  await page.locator('#erase-request').waitFor();
  await look('what will be gone');
  await page.locator('#erase-request').click();
  await page.locator('#erase-code').waitFor();
  await page.locator('#erase').click();
  await page.locator('#erase-short:not(:empty)').waitFor();
  await look('the code');
}

const themes = (['light', 'dark'] as const).flatMap((colorScheme) =>
  ['ru', 'kk', 'uz', 'en'].map((language) => ({ colorScheme, language })),
);

describe.each(themes)('in $language and the $colorScheme theme', ({ colorScheme, language }) => {
  it('axe finds nothing in any state of the page, and nothing is wider than 360 pixels', async () => {
    const options = { colorScheme, locale: language, viewport: { width: 360, height: 740 } };
    const owner = await newOwner(site.product);
    const context = await site.openProfile(owner, options);
    const page = await site.openAccount(context);
    await page.locator('#first-name').waitFor();
    const found: string[] = [];
    const look = async (state: string) => {
      expect(await page.evaluate('document.documentElement.lang')).toBe(language);
      for (const violation of await violations(page)) found.push(`${state}: ${violation}`);
      const width = await page.evaluate('document.documentElement.scrollWidth');
      if (width !== 360) found.push(`${state}: ${String(width)} pixels wide`);
    };
    await look('the first step');
    await page.locator('form .quiet').click();
    await page.locator('#activity').waitFor();
    await page.locator('#sessions').waitFor();
    await walk(page, look);
    expect(found).toEqual([]);
    await context.close();
  });
});

describe('at a zoom of 200 % on a phone', () => {
  it.each(['ru', 'kk', 'uz', 'en'])('nothing is cut off in %s', async (locale) => {
    const { page, context } = await site.openShop({ locale, viewport: { width: 180, height: 370 } });
    await page.locator('#activity').waitFor();
    const wide: string[] = [];
    await walk(page, async (state) => {
      const width = await page.evaluate('document.documentElement.scrollWidth');
      if (width !== 180) wide.push(`${state}: ${String(width)} pixels wide`);
    });
    expect(wide).toEqual([]);
    await context.close();
  });
});

describe('by keyboard alone', () => {
  it('a new shop is named, everything is changed, sessions are ended, and the shop is erased', async () => {
    const owner = await newOwner(site.product);
    const other = await site.openProfile(owner);
    const context = await site.openProfile(owner);
    const page = await site.openAccount(context);
    await untilFocused(page, 'first-name');
    await page.keyboard.type('Лавка');
    await page.keyboard.press('Enter');
    await untilFocused(page, 'shop-name');

    await tabTo(page, 'change-name');
    await page.keyboard.press('Enter');
    await untilFocused(page, 'name-input');
    await page.keyboard.type(' два');
    await page.keyboard.press('Enter');
    await untilFocused(page, 'change-name');
    await page.locator('#name').getByText('Лавка два').waitFor();

    await tabTo(page, 'change-language');
    await page.keyboard.press('Space');
    await untilFocused(page, 'language-ru');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await untilFocused(page, 'change-language');
    await page.locator('#language').getByText('Қазақша').waitFor();

    await tabTo(page, 'change-currency');
    await page.keyboard.press('Enter');
    await untilFocused(page, 'currency-search');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await untilFocused(page, 'change-currency');
    await page.locator('#currency').getByText('узбекский сум (UZS)').waitFor();

    await tabTo(page, 'change-timezone');
    await page.keyboard.press('Enter');
    await untilFocused(page, 'timezone-search');
    await page.keyboard.type('таш');
    await page.keyboard.press('Enter');
    await untilFocused(page, 'change-timezone');
    await page.locator('#timezone').getByText('Ташкент, UTC+5').waitFor();

    await tabTo(page, 'end-others');
    await page.keyboard.press('Enter');
    await untilFocused(page, 'sessions-heading');
    await tabTo(page, 'end-all');
    await page.keyboard.press('Enter');
    await untilFocused(page, 'end-all-no');
    await page.keyboard.press('Enter');
    await untilFocused(page, 'end-all');

    await tabTo(page, 'erase-begin');
    await page.keyboard.press('Enter');
    await untilFocused(page, 'erase-what');
    await tabTo(page, 'erase-request');
    await page.keyboard.press('Enter');
    await untilFocused(page, 'erase-code');
    const message = await owner.waitForMessage((each) => /ЖОЯТЫН|УДАЛИТ/.test(each.text));
    await page.keyboard.type(codeOf(message)!);
    await tabTo(page, 'erase');
    await page.keyboard.press('Enter');
    await untilFocused(page, 'erased-heading');
    await Promise.all([other.close(), context.close()]);
  });

  it('signs out', async () => {
    const { page, context } = await site.openShop();
    await untilFocused(page, 'shop-name');
    await tabTo(page, 'sign-out');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === '/login');
    await context.close();
  });
});
