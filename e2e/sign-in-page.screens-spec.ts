import type { Page } from 'playwright-core';
import { inlineButtonsOf } from '@app/simulator';
import { newOwner, receiveCode, requestCode } from '@app/testing';
import { cutOff } from './account-page';
import {
  delayAnswers,
  loginPage,
  requestOnPage,
  typeCode,
  useProductAndBrowser,
  waitForAccount,
  wrongCode,
} from './login-page';
import { SCREENS, takeScreen } from './screens';

const SHOP = 'https://shop.example';

const site = useProductAndBrowser({ env: { CORS_ORIGINS: SHOP, OTP_FAILURES_PER_DAY: '1' } });
let people = 0;

const linkOf = async (page: Page): Promise<string> =>
  (await page.locator('#telegram-link').getAttribute('href'))!;

/** The first sign-in by the link, or by the QR code on a screen without touch; then the second one, with a code that is pushed. */
it.each(SCREENS)('both sign-ins on %s', async (name, screen) => {
  const person = site.product.telegram.person({ firstName: 'Timur', phone: `+770112345${10 + people++}` });
  const page = await site.openPage(screen);
  await page.route(`${SHOP}/**`, (route) => route.fulfill({ body: 'the shop' }));
  await page.locator('#phone').pressSequentially('701234567');
  await takeScreen(page, `sign-in-phone-${name}`);
  await page.locator('#country').click();
  await page.locator('#country-search').waitFor();
  await takeScreen(page, `sign-in-country-${name}`);
  await page.locator('#country-search').press('Escape');

  await page.locator('#phone').fill(person.phone);
  await page.locator('#request').click();
  await page.locator('#hints').waitFor();
  await takeScreen(page, `sign-in-link-${name}`);
  const opened = person.openLink(await linkOf(page));
  await person.waitForMessage(/./, { after: opened });
  await page.locator('#progress').getByText('Бот открыт').waitFor();
  await takeScreen(page, `sign-in-opened-${name}`);
  person.shareContact();
  await page.locator('#progress').getByText('Код отправлен').waitFor();
  await page.locator('#code').fill(await receiveCode(person, opened.messageId));
  await waitForAccount(page, person);
  await page.goto(`${loginPage(site.product)}?return_to=${SHOP}`);
  await page.locator('#continue').getByText('Вернуться на').waitFor();
  await takeScreen(page, `sign-in-card-${name}`);
  await page.locator('#logout').click();
  await page.locator('#message').getByText('Вы вышли.').waitFor();
  await takeScreen(page, `sign-in-signed-out-${name}`);

  const right = await requestOnPage(page, person);
  const release = await delayAnswers(page, 'verify-otp');
  await page.locator('#code').fill(right);
  await page.locator('#verify[aria-disabled=true]').waitFor();
  await takeScreen(page, `sign-in-push-${name}`);
  release();
  await page.waitForURL(`${SHOP}/**`);
  const restore = await cutOff(page);
  await page.goto(loginPage(site.product));
  await page.locator('#restore-error:not(:empty)').waitFor();
  await takeScreen(page, `sign-in-away-restore-${name}`);
  await restore();
  await page.context().close();
});

it.each(SCREENS)('an approval on %s', async (name, screen) => {
  const owner = await newOwner(site.product);
  const page = await site.openPage(screen);
  await requestOnPage(page, owner);
  const offer = await owner.waitForMessage((message) => inlineButtonsOf(message).length > 3, {
    after: owner.openLink(await linkOf(page)),
  });
  await page.locator('#progress').getByText('Код отправлен').waitFor();
  await takeScreen(page, `sign-in-number-${name}`);
  const release = await delayAnswers(page, 'verify-otp');
  await owner.press((await page.locator('#approval-number').textContent())!, offer).answered();
  await page.locator('#progress').getByText('Вход подтверждён').waitFor();
  await takeScreen(page, `sign-in-approved-${name}`);
  release();
  await waitForAccount(page, owner);
  await page.context().close();
});

it.each(SCREENS)('what goes wrong on %s', async (name, screen) => {
  const [owner, other] = [await newOwner(site.product), await newOwner(site.product)];
  const page = await site.openPage(screen);
  await page.clock.install();
  await page.reload();
  await page.locator('#phone').fill('+7 701 12');
  await page.locator('#request').click();
  await page.locator('#phone[aria-invalid=true]').waitFor();
  await takeScreen(page, `sign-in-wrong-phone-${name}`);
  const right = await requestOnPage(page, owner);
  const restore = await cutOff(page);
  await typeCode(page, right);
  await page.locator('#error').getByText('Нет связи').waitFor();
  await takeScreen(page, `sign-in-away-${name}`);
  await restore();
  await typeCode(page, wrongCode(right, 1));
  await page.locator('#code[aria-invalid=true]').waitFor();
  await takeScreen(page, `sign-in-wrong-code-${name}`);
  await typeCode(page, wrongCode(right, 2));
  await page.locator('.bot').waitFor();
  await takeScreen(page, `sign-in-locked-${name}`);

  await page.locator('#other-phone').click();
  await requestOnPage(page, other);
  await page.clock.fastForward('06:00');
  await page.locator('#error').getByText('Срок кода истёк').waitFor();
  await takeScreen(page, `sign-in-expired-${name}`);
  for (const _ of [1, 2]) await requestCode(site.product, other.phone);
  await page.locator('#back').click();
  await page.locator('#request').click();
  await page.locator('#wait:not(:empty)').waitFor();
  await takeScreen(page, `sign-in-limited-${name}`);
  await page.locator('#asked-bot').click();
  await page.locator('.bot').waitFor();
  await takeScreen(page, `sign-in-bot-code-${name}`);
  await page.context().close();
});

/** The texts of the other languages are longer or shorter, and the last screen is a phone at a zoom of 200 %. */
const NARROW = [
  ['kk', 360],
  ['uz', 360],
  ['en', 360],
  ['kk', 180],
  ['ru', 180],
] as const;

it.each(NARROW)('the sign-in page in %s, %i pixels wide', async (locale, width) => {
  const owner = await newOwner(site.product);
  const page = await site.openPage({
    locale,
    viewport: { width, height: 2 * width },
    hasTouch: true,
    isMobile: true,
    reducedMotion: 'reduce',
  });
  await page.locator('#phone').fill(owner.phone);
  await takeScreen(page, `sign-in-phone-${width}-${locale}`);
  const right = await requestOnPage(page, owner);
  await takeScreen(page, `sign-in-link-${width}-${locale}`);
  await typeCode(page, wrongCode(right, 1));
  await page.locator('#code[aria-invalid=true]').waitFor();
  await typeCode(page, wrongCode(right, 2));
  await page.locator('.bot').waitFor();
  await takeScreen(page, `sign-in-locked-${width}-${locale}`);
  await page.context().close();
});
