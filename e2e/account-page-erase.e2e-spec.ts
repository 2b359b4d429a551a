import type { Page } from 'playwright-core';
import { codeOf, type SimulatedPerson } from '@app/simulator';
import { asOwner, newOwner, until } from '@app/testing';
import { cutOff, useAccountPages } from './account-page';
import { wrongCode } from './login-page';

const site = useAccountPages({ env: { OTP_PHONE_PER_MINUTE: '10' } });

const shopsOf = ({ phone }: SimulatedPerson) =>
  asOwner(site.product.database.url, 'select id from shops where phone = $1', [phone]);

/** Waits for the code that erases, whose message says so. */
async function eraseCode(owner: SimulatedPerson, after = 0): Promise<{ code: string; messageId: number }> {
  const message = await owner.waitForMessage(/УДАЛИТ ваш магазин/, { after });
  return { code: codeOf(message)!, messageId: message.messageId };
}

const said = (page: Page, id: string, text: string) => page.locator(`#${id}`).getByText(text).waitFor();

describe('erasing the shop on the account page', () => {
  it('says what will be gone, asks for the code of the bot, and says that the shop is gone', async () => {
    const { page, owner, context } = await site.openShop({ viewport: { width: 360, height: 740 } });
    const other = await site.openAccount(context);
    await other.locator('#shop-name').waitFor();
    await page.locator('#erase-begin').click();
    await page.getByText('магазин «Лавка» со всеми его данными').waitFor();
    await page.getByText(/связь номера \+7 705 \d{3} \d\d ?\d\d с Telegram/).waitFor();
    await page.locator('#erase-request').click();
    await page.locator('#erase-sent').getByText('Код отправлен в чат с ботом').waitFor();
    await said(page, 'erase-until', 'Код действует до');
    expect(await shopsOf(owner)).toHaveLength(1);

    const { code } = await eraseCode(owner);
    await page.locator('#erase-code').fill(`${code.slice(0, 3)} ${code.slice(3)}`);
    await page.locator('#erase').click();
    await page.getByRole('heading', { name: 'Магазин удалён' }).waitFor();
    expect(await shopsOf(owner)).toEqual([]);
    expect(await page.content()).not.toContain('Лавка');
    await other.waitForURL((url) => url.pathname === '/login');
    await page.getByRole('link', { name: 'На страницу входа' }).click();
    await page.waitForURL((url) => url.pathname === '/login');
    await context.close();
  });

  it('erases nothing if the person changes their mind', async () => {
    const { page, owner, context } = await site.openShop();
    await page.locator('#erase-begin').click();
    await page.locator('#erase-cancel').click();
    await page.locator('#erase-begin').click();
    await page.locator('#erase-request').click();
    await eraseCode(owner);
    await page.locator('#erase-cancel').click();
    await page.locator('#erase-begin').waitFor();
    await until(async () => (await page.locator('#erase-code').count()) === 0);
    expect(await shopsOf(owner)).toHaveLength(1);
    await context.close();
  });

  it('counts the attempts that are left after a wrong code, and offers a new code after the last', async () => {
    const { page, owner, context } = await site.openShop();
    await page.locator('#erase-begin').click();
    await page.locator('#erase-request').click();
    const { code, messageId } = await eraseCode(owner);
    const tryCode = async (typed: string) => {
      await page.locator('#erase-code').fill(typed);
      await page.locator('#erase').click();
    };
    await tryCode('12');
    await said(page, 'erase-short', 'Введите все шесть цифр');
    await tryCode(wrongCode(code, 1));
    await said(page, 'erase-error', 'Осталось 2 попытки');
    await page.locator('[data-language=en]').click();
    await said(page, 'erase-error', 'Wrong code. 2 attempts left.');
    await page.locator('[data-language=ru]').click();
    await tryCode(wrongCode(code, 2));
    await said(page, 'erase-error', 'Осталась 1 попытка');
    await tryCode(wrongCode(code, 3));
    await said(page, 'erase-error', 'Слишком много неверных кодов. Запросите новый.');
    await page.locator('#erase-resend').click();
    const next = await eraseCode(owner, messageId);
    await tryCode(next.code);
    await page.getByRole('heading', { name: 'Магазин удалён' }).waitFor();
    await context.close();
  });

  it('says when the code has expired, and gets a new one', async () => {
    const { page, context } = await site.openShop();
    await page.clock.install();
    await page.reload();
    await page.locator('#erase-begin').click();
    await page.locator('#erase-request').click();
    await said(page, 'erase-until', 'Код действует до');
    await page.clock.fastForward('06:00');
    await said(page, 'erase-over', 'Срок кода истёк. Получите новый.');
    await until(async () => (await page.locator('#erase').count()) === 0);
    await page.locator('#erase-resend').click();
    await said(page, 'erase-until', 'Код действует до');
    await until(async () => (await page.locator('#erase-over').textContent()) === '');
    await context.close();
  });

  it('keeps the code that was typed while the API is away', async () => {
    const { page, owner, context } = await site.openShop();
    await page.locator('#erase-begin').click();
    let restore = await cutOff(page);
    await page.locator('#erase-request').click();
    await said(page, 'erase-request-error', 'Нет связи с сервером');
    await restore();
    await page.locator('#erase-request').click();
    const { code } = await eraseCode(owner);
    await page.locator('#erase-code').fill(code);
    restore = await cutOff(page);
    await page.locator('#erase').click();
    await said(page, 'erase-error', 'Нет связи с сервером');
    expect(await page.locator('#erase-code').inputValue()).toBe(code);
    await restore();
    await page.locator('#erase').click();
    await page.getByRole('heading', { name: 'Магазин удалён' }).waitFor();
    await context.close();
  });

  it('says when too many codes were requested, and when the next one can be', async () => {
    const owner = await newOwner(site.product);
    const context = await site.openProfile(owner);
    const page = await site.openAccount(context);
    await page.getByRole('button', { name: 'Пропустить' }).click();
    await page.locator('#erase-begin').click();
    for (let requests = 0; requests < 10; requests++) {
      await page.locator('#erase-request').click();
      await page.locator('#erase-code').waitFor();
      await page.locator('#erase-cancel').click();
      await page.locator('#erase-begin').click();
    }
    await page.locator('#erase-request').click();
    await said(page, 'erase-request-error', 'Подождите немного и попробуйте ещё раз. Повторить можно через');
    await context.close();
  });
});
