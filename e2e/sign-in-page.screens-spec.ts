import { newOwner, receiveCode, requestCode } from '@app/testing';
import { cutOff } from './account-page';
import {
  delayAnswers,
  loginPage,
  openOffer,
  requestOnPage,
  shownNumber,
  telegramLink,
  typeCode,
  waitForAccount,
} from './login-page';
import { SCREENS, takeScreen } from './screens';
import { installClock, letCodeExpire, lockPhone, openWayBack, SHOP, useSignInStates } from './sign-in-states';

const site = useSignInStates();
let people = 0;

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
  const opened = person.openLink(await telegramLink(page));
  await person.waitForMessage(/./, { after: opened });
  await page.locator('#progress').getByText('Бот открыт').waitFor();
  await takeScreen(page, `sign-in-opened-${name}`);
  person.shareContact();
  await page.locator('#progress').getByText('Код отправлен').waitFor();
  await page.locator('#code').fill(await receiveCode(person, opened.messageId));
  await waitForAccount(page, person);
  await openWayBack(page, site);
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
  const offer = await openOffer(page, owner);
  await page.locator('#progress').getByText('Код отправлен').waitFor();
  await takeScreen(page, `sign-in-number-${name}`);
  const release = await delayAnswers(page, 'verify-otp');
  await owner.press(await shownNumber(page), offer).answered();
  await page.locator('#progress').getByText('Вход подтверждён').waitFor();
  await takeScreen(page, `sign-in-approved-${name}`);
  release();
  await waitForAccount(page, owner);
  await page.context().close();
});

it.each(SCREENS)('what goes wrong on %s', async (name, screen) => {
  const [owner, other] = [await newOwner(site.product), await newOwner(site.product)];
  const page = await site.openPage(screen);
  await installClock(page);
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
  await lockPhone(page, right, (state) => takeScreen(page, `sign-in-${state}-${name}`));

  await letCodeExpire(page, other);
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
  await lockPhone(page, right);
  await takeScreen(page, `sign-in-locked-${width}-${locale}`);
  await page.context().close();
});
