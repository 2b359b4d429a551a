import { newOwner } from '@app/testing';
import { requestOnPage, typeCode, useProductAndBrowser, wrongCode } from './login-page';
import { SCREENS, takeScreen } from './screens';

const site = useProductAndBrowser({ env: { OTP_FAILURES_PER_DAY: '1' } });

it.each(SCREENS)('the sign-in page on %s', async (name, screen) => {
  const owner = await newOwner(site.product);
  const page = await site.openPage(screen);
  await page.locator('#phone').pressSequentially('701234567');
  await takeScreen(page, `sign-in-phone-${name}`);
  await page.locator('#country').click();
  await page.locator('#country-search').waitFor();
  await takeScreen(page, `sign-in-country-${name}`);
  await page.locator('#country-search').press('Escape');

  const right = await requestOnPage(page, owner);
  await takeScreen(page, `sign-in-code-${name}`);
  await typeCode(page, wrongCode(right, 1));
  await page.locator('#code[aria-invalid=true]').waitFor();
  await takeScreen(page, `sign-in-wrong-code-${name}`);
  await typeCode(page, wrongCode(right, 2));
  await page.locator('.bot').waitFor();
  await takeScreen(page, `sign-in-locked-${name}`);
  await page.context().close();
});
