import type { Page } from 'playwright-core';
import { asOwner, newOwner } from '@app/testing';
import { cutOff, useAccountPages } from './account-page';
import { shownPhone } from './login-page';

const site = useAccountPages();

const SCREENS = [
  ['a phone', { viewport: { width: 360, height: 740 } }],
  ['a wide screen', { viewport: { width: 1280, height: 800 } }],
] as const;

const said = (page: Page, text: string) => page.locator('#status').getByText(text).waitFor();
const shown = (page: Page, id: string, text: string) =>
  page.locator(`#${id}`).getByText(text, { exact: true }).waitFor();

describe.each(SCREENS)('on %s', (_, screen) => {
  it('a new shop is asked for its name at once', async () => {
    const context = await site.openProfile(await newOwner(site.product), screen);
    const page = await site.openAccount(context);
    await page.getByRole('heading', { name: 'Как называется ваш магазин?' }).waitFor();
    await page.locator('#first-name').fill('Лавка у дома');
    await page.locator('#first-name').press('Enter');
    await shown(page, 'shop-name', 'Лавка у дома');
    await page.reload();
    await shown(page, 'shop-name', 'Лавка у дома');
    await context.close();
  });

  it('a new shop can stay without a name, and is not asked again', async () => {
    const context = await site.openProfile(await newOwner(site.product), screen);
    const page = await site.openAccount(context);
    await page.getByRole('button', { name: 'Пропустить' }).click();
    await shown(page, 'shop-name', 'Магазин без названия');
    await page.reload();
    await shown(page, 'shop-name', 'Магазин без названия');
    await shown(page, 'name', 'Пока без названия');
    await context.close();
  });

  it('the name, the language, the currency and the time zone are shown in words, and can be changed', async () => {
    const { page, owner, context } = await site.openShop(screen);
    await shown(page, 'phone', shownPhone(owner.phone));
    await shown(page, 'plan', 'Бесплатный');
    await shown(page, 'language', 'Русский');
    await shown(page, 'currency', 'тенге (KZT)');
    await shown(page, 'timezone', 'Алматы, UTC+5');

    await page.locator('#change-name').click();
    await page.locator('#name-input').fill('Новая лавка');
    await page.locator('#name-input').press('Enter');
    await shown(page, 'name', 'Новая лавка');
    await shown(page, 'shop-name', 'Новая лавка');
    await said(page, 'Сохранено');

    await page.locator('#change-language').click();
    await page.getByRole('radio', { name: 'Қазақша' }).check();
    await page.getByRole('button', { name: 'Сохранить' }).click();
    await shown(page, 'language', 'Қазақша');

    await page.locator('#change-currency').click();
    await page.locator('#currency-search').fill('сум');
    await page.locator('#currency-list li').first().click();
    await shown(page, 'currency', 'узбекский сум (UZS)');

    await page.locator('#change-timezone').click();
    await page.locator('#timezone-search').fill('париж');
    await page.locator('#timezone-search').press('Enter');
    await page
      .locator('#timezone')
      .getByText(/^Париж, UTC\+[12]$/)
      .waitFor();

    await page.reload();
    await shown(page, 'name', 'Новая лавка');
    await shown(page, 'language', 'Қазақша');
    await shown(page, 'currency', 'узбекский сум (UZS)');
    await context.close();
  });
});

describe('the shop on the account page', () => {
  it('is found by its currency code and by the difference of its time zone', async () => {
    const { page, context } = await site.openShop();
    await page.locator('#change-currency').click();
    await page.locator('#currency-search').fill('kgs');
    await page.locator('#currency-list li').getByText('кыргызский сом').click();
    await shown(page, 'currency', 'кыргызский сом (KGS)');
    await page.locator('#change-timezone').click();
    await page.locator('#timezone-search').fill('-3:30');
    await page.locator('#timezone-list li').getByText('Сент-Джонс').waitFor();
    await page.locator('#timezone-search').fill('нет такого');
    await page.getByText('Ничего не найдено').waitFor();
    await page.locator('#timezone-search').press('Enter');
    await page.locator('#timezone-search').press('Escape');
    await shown(page, 'timezone', 'Алматы, UTC+5');
    await context.close();
  });

  it('shows the plan and its last day', async () => {
    const { page, owner, context } = await site.openShop();
    await asOwner(
      site.product.database.url,
      `update shops set plan = 'basic', plan_expires_at = '2100-05-10T12:00Z' where phone = $1`,
      [owner.phone],
    );
    await page.reload();
    await shown(page, 'plan', 'Базовый, до 10 мая 2100 г.');
    await page.locator('[data-language=en]').click();
    await shown(page, 'plan', 'Basic, until 10 May 2100');
    await context.close();
  });

  it('changes in another tab at the same time', async () => {
    const { page, context } = await site.openShop();
    const other = await site.openAccount(context);
    await shown(other, 'shop-name', 'Лавка');
    await page.locator('#change-name').click();
    await page.locator('#name-input').fill('Лавка во дворе');
    await page.getByRole('button', { name: 'Сохранить' }).click();
    await shown(other, 'shop-name', 'Лавка во дворе');
    await context.close();
  });

  it('keeps what was typed and says what is wrong beside it, in the language of the page', async () => {
    const { page, context } = await site.openShop();
    await page.locator('#change-name').click();
    const restore = await cutOff(page);
    await page.locator('#name-input').fill('Лавка у реки');
    await page.locator('#name-input').press('Enter');
    await page.locator('#name-error').getByText('Нет связи с сервером').waitFor();
    expect(await page.locator('#name-input').inputValue()).toBe('Лавка у реки');
    await page.locator('[data-language=uz]').click();
    await page.locator('#name-error').getByText('Server bilan aloqa yo‘q').waitFor();
    await restore();
    await page.locator('#name-input').fill('Лавка\u202e');
    await page.locator('#name-input').press('Enter');
    await page.locator('#name-error').getByText('Bunday nom bo‘lmaydi').waitFor();
    await page.locator('[data-language=kk]').click();
    await page.locator('#name-error').getByText('Бұл атау жарамайды').waitFor();
    await page.locator('#name-input').fill('Лавка у реки');
    await page.locator('#name-input').press('Enter');
    await shown(page, 'name', 'Лавка у реки');

    await cutOff(page);
    await page.locator('#change-currency').click();
    await page.locator('#currency-search').fill('USD');
    await page.locator('#currency-search').press('Enter');
    await page.locator('#currency-error').getByText('Сервермен байланыс жоқ').waitFor();
    expect(await page.locator('#currency-search').inputValue()).toBe('USD');
    await context.close();
  });

  it.each([
    ['markup', '<b>Лавка</b><img src=x onerror=document.title=1>'],
    ['right-to-left', 'متجر الكتب في المدينة القديمة'],
    ['emoji', '👩‍👩‍👧‍👦🏳️‍🌈🍎'.repeat(4)],
    ['one word of 64 letters', 'Щ'.repeat(64)],
    ['placeholders', '{name} $& %s {count}'],
  ])('has a name of %s, which is shown as it is and changes nothing else', async (_, name) => {
    const { page, context } = await site.openShop({ viewport: { width: 360, height: 740 } });
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.locator('#change-name').click();
    await page.locator('#name-input').fill(name);
    await page.locator('#name-input').press('Enter');
    await shown(page, 'shop-name', name);
    await shown(page, 'name', name);
    await page.locator('#erase-begin').click();
    await page.locator('.gone').getByText(`магазин «${name}» со всеми его данными`).waitFor();
    expect(await page.locator('h1 b, h1 img').count()).toBe(0);
    expect(await page.title()).toBe('Кабинет магазина — Отправка');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    const button = (await page.locator('#change-name').boundingBox())!;
    expect(button.x + button.width).toBeLessThanOrEqual(360);
    expect(errors).toEqual([]);
    await context.close();
  });
});
