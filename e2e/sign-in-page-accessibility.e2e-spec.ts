import type { Page } from 'playwright-core';
import { newOwner, receiveCode } from '@app/testing';
import { violations } from './axe';
import { tabTo, untilFocused } from './keyboard';
import { codeFromBot, requestOnPage, shownNumber, telegramLink, waitForAccount } from './login-page';
import { installClock, letCodeExpire, lockPhone, openWayBack, useSignInStates } from './sign-in-states';

const site = useSignInStates();

/** All rules in one theme; the other theme changes nothing but colours. */
const RULES = { light: undefined, dark: ['color-contrast'] };

/** The pointer would take the focus from the country list, which then closes. */
async function chooseLanguage(page: Page, language: string): Promise<void> {
  await page.evaluate(`document.querySelector('[data-language=${language}]').click()`);
  await page.locator(`html[lang=${language}]`).waitFor();
}

/** What is wider than the sign-in element, or than its own field. */
const CUT_OFF = `(() => {
  const login = document.querySelector('otp-login');
  const { left, right } = login.getBoundingClientRect();
  const isCut = (each) => {
    const box = each.getBoundingClientRect();
    return box.left < left || box.right > right || (each.localName === 'input' && each.scrollWidth > each.clientWidth);
  };
  const shown = [...login.shadowRoot.querySelectorAll('*:not(.unseen)')];
  return shown.filter((each) => each.checkVisibility() && isCut(each)).map(({ outerHTML }) => outerHTML.slice(0, 80));
})()`;

describe('a step of the sign-in page', () => {
  it('cuts nothing off at a zoom of 200 % on 360 pixels, in any language', async () => {
    const page = await site.openPage({
      viewport: { width: 180, height: 370 },
      hasTouch: true,
      isMobile: true,
    });
    const findCut = async (step: string) => {
      for (const language of ['kk', 'uz', 'en', 'ru']) {
        await page.locator(`[data-language=${language}]`).click();
        await page.locator(`otp-login .steps[lang=${language}]`).waitFor();
        expect([step, language, await page.evaluate(CUT_OFF)]).toEqual([step, language, []]);
      }
    };
    await page.locator('#phone').fill('+998901234567');
    await findCut('phone');
    await page.locator('#request').click();
    await page.locator('#approval-number').waitFor();
    await findCut('code');
    await page.context().close();
  });

  it('is done by keyboard alone: the phone, the country, the code, a new code, and the way back', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage({ timezoneId: 'Asia/Tashkent' });
    await untilFocused(page, 'phone');
    await tabTo(page, 'country', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await untilFocused(page, 'country-search');
    await page.keyboard.type('каз');
    await page.keyboard.press('Enter');
    await page.locator('#country[value=KZ]').waitFor();
    await untilFocused(page, 'phone');
    await page.keyboard.type(owner.phone.slice(2));
    await page.keyboard.press('Enter');
    await receiveCode(owner);

    await untilFocused(page, 'code');
    await page.keyboard.type('12');
    await page.keyboard.press('Enter');
    await page.locator('#error').getByText('Введите все 6 цифр кода.').waitFor();
    await untilFocused(page, 'code');
    await tabTo(page, 'back', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await untilFocused(page, 'phone');
    await tabTo(page, 'resume');
    await page.keyboard.press('Space');
    await untilFocused(page, 'code');

    const { messageId } = owner.messages.at(-1)!;
    await tabTo(page, 'resend');
    await page.keyboard.press('Enter');
    await page.locator('#notice').getByText('Новый код отправлен.').waitFor();
    await untilFocused(page, 'code');
    await page.keyboard.type(await receiveCode(owner, messageId));
    await waitForAccount(page, owner);
    await untilFocused(page, 'first-name');
    await page.context().close();
  });

  it('is done by keyboard alone: a code from the bot', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage();
    await untilFocused(page, 'phone');
    await page.keyboard.type(owner.phone);
    await tabTo(page, 'asked-bot');
    await page.keyboard.press('Enter');
    await page.locator('.bot').waitFor();
    await untilFocused(page, 'code');
    await page.keyboard.type(await codeFromBot(owner));
    await untilFocused(page, 'first-name');
    await page.context().close();
  });

  it('is done by keyboard alone: the number', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage();
    await page.context().route('https://t.me/**', (route) => route.fulfill({ body: 'Telegram' }));
    await untilFocused(page, 'phone');
    await page.keyboard.type(owner.phone);
    await page.keyboard.press('Enter');
    await untilFocused(page, 'code');
    await tabTo(page, 'telegram-link', 'Shift+Tab');
    const [telegram] = await Promise.all([page.context().waitForEvent('page'), page.keyboard.press('Enter')]);
    await telegram.waitForURL('https://t.me/**');
    const opened = owner.openLink(telegram.url());
    await telegram.close();
    const offer = await owner.waitForMessage(/нажмите здесь это число/, { after: opened });
    await owner.press(await shownNumber(page), offer).answered();
    await untilFocused(page, 'first-name');
    await page.context().close();
  });

  it('has nothing that axe finds, in any theme and language', async () => {
    const [locked, owner] = [await newOwner(site.product), await newOwner(site.product)];
    const page = await site.openPage({ reducedMotion: 'reduce' });
    await installClock(page);
    await page.locator('#phone').waitFor();
    const found: string[] = [];
    const check = async (step: string) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        for (const language of ['ru', 'kk', 'uz', 'en']) {
          await chooseLanguage(page, language);
          for (const each of await violations(page, RULES[colorScheme]))
            found.push(`${step}, ${colorScheme}, ${language}: ${each}`);
        }
      }
      await chooseLanguage(page, 'ru');
    };
    await check('phone');
    await page.locator('#country').click();
    await page.locator('#country-search').waitFor();
    await check('countries');
    await page.keyboard.press('Escape');
    await page.locator('#request').click();
    await page.locator('#error').getByText('Введите номер').waitFor();
    await check('empty phone');

    const right = await requestOnPage(page, locked);
    await page.locator('#approval-number').waitFor();
    await check('code and number');
    locked.openLink(await telegramLink(page));
    await page.locator('#progress').getByText('Код отправлен').waitFor();
    await check('code sent');
    await lockPhone(page, right, check);
    await letCodeExpire(page, owner);
    await check('expired');
    const { messageId } = owner.messages.at(-1)!;
    await page.locator('#resend').click();
    await page.locator('#code').fill(await receiveCode(owner, messageId));
    await waitForAccount(page, owner);
    await openWayBack(page, site);
    await check('signed in');
    expect(found).toEqual([]);
    await page.context().close();
  });
});
