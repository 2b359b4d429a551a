import { codeOf } from '@app/simulator';
import { asOwner, newOwner } from '@app/testing';
import { cutOff, nameShop, useAccountPages } from './account-page';
import { wrongCode } from './login-page';
import { SCREENS, takeScreen } from './screens';

const PHONE =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36';

const site = useAccountPages({ env: { OTP_PHONE_PER_MINUTE: '10' } });

it.each(SCREENS)('the account page on %s', async (name, screen) => {
  const owner = await newOwner(site.product);
  const phone = await site.openProfile(owner, { userAgent: PHONE });
  const context = await site.openProfile(owner, screen);
  await asOwner(
    site.product.database.url,
    `update sessions set last_seen_at = now() - interval '5 minutes' where user_agent = $1`,
    [PHONE],
  );
  const page = await site.openAccount(context);
  await page.locator('#first-name').fill('Лавка у дома');
  await takeScreen(page, `account-name-${name}`);
  await page.locator('#first-name').press('Enter');
  await page.locator('#activity').waitFor();
  await page.locator('#end-others').waitFor();
  await takeScreen(page, `account-${name}`);

  await page.locator('#change-timezone').click();
  await page.locator('#timezone-search').fill('ал');
  await takeScreen(page, `account-time-zone-${name}`);
  await page.locator('#timezone-search').press('Escape');

  await page.locator('#end-all').click();
  await page.locator('#end-all-no').waitFor();
  await page.locator('#change-language').click();
  const restore = await cutOff(page);
  await page.getByRole('button', { name: 'Сохранить' }).click();
  await page.locator('#language-error:not(:empty)').waitFor();
  await takeScreen(page, `account-away-${name}`);
  await restore();
  await page.locator('#language-ru').press('Escape');
  await page.locator('#end-all-no').click();

  await page.locator('#erase-begin').click();
  await page.locator('#erase-request').click();
  const code = codeOf(await owner.waitForMessage(/УДАЛИТ ваш магазин/))!;
  await page.locator('#erase-code').fill(wrongCode(code, 1));
  await page.locator('#erase').click();
  await page.locator('#erase-error:not(:empty)').waitFor();
  await takeScreen(page, `account-erase-${name}`);
  await page.locator('#erase-code').fill(code);
  await page.locator('#erase').click();
  await page.locator('#erased-heading').waitFor();
  await takeScreen(page, `account-erased-${name}`);
  await Promise.all([phone.close(), context.close()]);
});

it.each(['kk', 'uz', 'en'])('the account page in %s', async (locale) => {
  const context = await site.openProfile(await newOwner(site.product), {
    locale,
    viewport: { width: 360, height: 740 },
  });
  await nameShop(context, site.origin, 'Лавка у дома');
  const page = await site.openAccount(context);
  await page.locator('#activity').waitFor();
  await page.locator('#end-all').waitFor();
  await page.locator('#erase-begin').click();
  await takeScreen(page, `account-360-${locale}`);
  await context.close();
});
