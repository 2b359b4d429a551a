import type { Locator, Page } from 'playwright-core';
import { asOwner, BOT_USERNAME, newOwner, until } from '@app/testing';
import { cutOff, nameShop, useAccountPages } from './account-page';

const PHONE =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36';
const TABLET =
  'Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1';

const site = useAccountPages({ env: { OTP_PHONE_PER_MINUTE: '10' } });

const isSignIn = (url: URL): boolean => url.pathname === '/login';
const items = (page: Page) => page.locator('#sessions > li');
const untilCount = (found: Locator, count: number) =>
  until(async () => (await found.count()) === count, { what: `${count} of ${String(found)}` });

/** An owner who is signed in on a phone, a tablet and here. */
async function openThree() {
  const owner = await newOwner(site.product);
  const phone = await site.openProfile(owner, { userAgent: PHONE });
  const tablet = await site.openProfile(owner, { userAgent: TABLET });
  const context = await site.openProfile(owner, { viewport: { width: 360, height: 740 } });
  await nameShop(context, site.origin, 'Лавка');
  const page = await site.openAccount(context);
  await items(page).nth(2).waitFor();
  return {
    page,
    phone,
    tablet,
    owner,
    close: () => Promise.all([phone.close(), tablet.close(), context.close()]),
  };
}

describe('the sessions on the account page', () => {
  it('name the browser, the system, the address and the time, and mark this one', async () => {
    const { page, owner, close } = await openThree();
    await asOwner(
      site.product.database.url,
      `update sessions set last_seen_at =
         case when user_agent = $1 then now() - interval '5 minutes 10 seconds' else now() end`,
      [PHONE],
    );
    await page.reload();
    const phone = items(page).filter({ hasText: 'Chrome, Android' });
    await phone.getByText('Активность: 5 минут назад').waitFor();
    await phone.getByText(/IP-адрес (127\.0\.0\.1|::1)/).waitFor();
    await items(page).filter({ hasText: 'Safari, iPad' }).getByText('только что').waitFor();
    expect(await items(page).first().textContent()).toContain('Вы здесь');
    expect(await page.getByText('Вы здесь').count()).toBe(1);
    expect(await items(page).first().getByRole('button').count()).toBe(0);
    await page.locator('[data-language=en]').click();
    await phone.getByText('Active 5 minutes ago').waitFor();
    expect(owner.phone).toBeDefined();
    await close();
  });

  it('can be ended one by one', async () => {
    const { page, phone, tablet, close } = await openThree();
    await page.getByRole('button', { name: 'Завершить вход: Chrome, Android' }).click();
    await page.locator('#status').getByText('Готово, вход завершён: Chrome, Android').waitFor();
    await untilCount(items(page), 2);
    await (await site.openAccount(phone)).waitForURL(isSignIn);
    await (await site.openAccount(tablet)).locator('#shop-name').waitFor();
    await close();
  });

  it('can all be ended except this one', async () => {
    const { page, phone, tablet, close } = await openThree();
    await page.locator('#end-others').click();
    await page.locator('#status').getByText('на остальных устройствах вход завершён').waitFor();
    await untilCount(items(page), 1);
    await untilCount(page.locator('#end-others'), 0);
    for (const context of [phone, tablet]) await (await site.openAccount(context)).waitForURL(isSignIn);
    await page.reload();
    await items(page).first().waitFor();
    await untilCount(items(page), 1);
    await close();
  });

  it('can all be ended after a question, which can be declined', async () => {
    const { page, phone, close } = await openThree();
    await page.locator('#end-all').click();
    await page.getByText('Выйти на всех устройствах, и на этом тоже?').waitFor();
    await page.locator('#end-all-no').click();
    await page.locator('#end-all').click();
    await page.locator('#end-all-yes').click();
    await page.waitForURL(isSignIn);
    await (await site.openAccount(phone)).waitForURL(isSignIn);
    await close();
  });

  it('stay listed, with the reason beside the one that could not be ended', async () => {
    const { page, close } = await openThree();
    const phone = items(page).filter({ hasText: 'Chrome, Android' });
    const restore = await cutOff(page);
    await phone.getByRole('button').click();
    await phone.getByText('Нет связи с сервером').waitFor();
    expect(await page.getByText('Нет связи с сервером').count()).toBe(1);
    await page.locator('[data-language=kk]').click();
    await phone.getByText('Сервермен байланыс жоқ').waitFor();
    await page.locator('#end-others').click();
    await page.locator('#others-error').getByText('Сервермен байланыс жоқ').waitFor();
    await untilCount(items(page), 3);
    await restore();
    await page.locator('#end-others').click();
    await items(page).nth(1).waitFor({ state: 'detached' });
    await close();
  });
});

describe('the history on the account page', () => {
  const events = (page: Page) => page.locator('#activity > li');

  it('has the events in words, the newest first, and more on demand', async () => {
    const { page, owner, context } = await site.openShop();
    await asOwner(
      site.product.database.url,
      `insert into activity (id, shop_id, at, event, ip, user_agent)
         select uuid_v7(), shops.id, now() - n * interval '1 hour',
           case when n = 1 then 'phone_locked' when n = 2 then 'not_known_yet' else 'session_ended' end, '203.0.113.7', $2
         from shops, generate_series(1, 29) n where phone = $1`,
      [owner.phone, PHONE],
    );
    await page.reload();
    await events(page).nth(4).waitFor();
    const texts = await events(page).allTextContents();
    expect(texts).toHaveLength(5);
    expect(texts[0]).toMatch(/^\s*Вход\s/);
    expect(texts[1]).toContain('Слишком много неверных кодов');
    expect(texts[2]).toContain('Другое событие');
    expect(texts[1]).toMatch(/\d+ [а-я]+, \d\d:\d\d/);
    expect(texts[1]).toContain('Chrome, Android, IP-адрес 203.0.113.7');
    await page.locator('#more').click();
    await events(page).nth(24).waitFor();
    await page.locator('#activity-5:focus').waitFor();
    await page.locator('#more').click();
    await events(page).nth(29).waitFor();
    await untilCount(events(page), 30);
    await untilCount(page.locator('#more'), 0);
    await context.close();
  });

  it('keeps what it has shown if more cannot be read', async () => {
    const { page, owner, context } = await site.openShop();
    await asOwner(
      site.product.database.url,
      `insert into activity (id, shop_id, event) select uuid_v7(), shops.id, 'unlocked'
         from shops, generate_series(1, 9) where phone = $1`,
      [owner.phone],
    );
    await page.reload();
    await events(page).nth(4).waitFor();
    const restore = await cutOff(page);
    await page.locator('#more').click();
    await page.locator('#more-error').getByText('Нет связи с сервером').waitFor();
    expect(await events(page).count()).toBe(5);
    await restore();
    await page.locator('#more').click();
    await events(page).nth(9).waitFor();
    await context.close();
  });
});

describe('Telegram on the account page', () => {
  it('is named with its account, and with the way to unlink it', async () => {
    const { page, context } = await site.openShop();
    await page.locator('#telegram').getByText('Номер привязан: Anna').waitFor();
    await page.getByText('отправьте боту команду /stop').waitFor();
    const bot = page.getByRole('link', { name: `Открыть бота @${BOT_USERNAME}` });
    expect(await bot.getAttribute('href')).toBe(`https://t.me/${BOT_USERNAME}`);
    expect(await bot.getAttribute('target')).toBe('_blank');
    await context.close();
  });

  it('is reported as not linked, with the way to link it', async () => {
    const { page, owner, context } = await site.openShop();
    await asOwner(site.product.database.url, 'delete from telegram_accounts where phone = $1', [owner.phone]);
    await asOwner(site.product.database.url, 'update shops set telegram_id = null where phone = $1', [
      owner.phone,
    ]);
    await page.reload();
    await page.locator('#telegram').getByText('Номер не привязан').waitFor();
    await page.getByText('откройте бота и нажмите «Поделиться номером»').waitFor();
    await page.getByRole('link', { name: 'Открыть бота' }).waitFor();
    await page.locator('#erase-begin').click();
    await page.locator('#erase-request').click();
    await page.locator('#erase-sent').getByText('Номер не привязан к Telegram').waitFor();
    await untilCount(page.getByRole('link', { name: 'Открыть бота' }), 2);
    await context.close();
  });

  it('leads to the sign-in after /stop, which ends all sessions', async () => {
    const { page, owner, context } = await site.openShop();
    const asked = owner.say('/stop');
    await owner.waitForMessage(/Отвязать ваш номер/, { after: asked.messageId });
    await owner.press('Да, отвязать').answered();
    await owner.waitForMessage(/Номер отвязан/);
    await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
    await page.waitForURL(isSignIn);
    await context.close();
  });
});
