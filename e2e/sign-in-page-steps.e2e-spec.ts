import type { Page } from 'playwright-core';
import { asciiDigits } from '@app/contract';
import { linkPhone, newOwner, receiveCode, until } from '@app/testing';
import { violations } from './axe';
import { tabTo, untilFocused } from './keyboard';
import {
  codeFromBot,
  delayAnswers,
  hasText,
  loginPage,
  requestOnPage,
  typeCode,
  useProductAndBrowser,
  waitForAccount,
  wrongCode,
} from './login-page';

const SHOP = 'https://shop.example';

const site = useProductAndBrowser({ env: { CORS_ORIGINS: SHOP, OTP_FAILURES_PER_DAY: '1' } });

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

describe('the phone step', () => {
  it.each([
    ['Asia/Almaty', 'KZ'],
    ['Asia/Tashkent', 'UZ'],
    ['Europe/Moscow', 'RU'],
  ])(
    'starts in the time zone %s with the country %s, even in an English browser',
    async (timezoneId, country) => {
      const page = await site.openPage({ locale: 'en-US', timezoneId });
      await until(async () => (await page.locator('#country').getAttribute('value')) === country);
      await page.context().close();
    },
  );

  it.each([
    ['998901234501', (code: string) => code],
    ['٩٩٨ ٩٠ ١٢٣ ٤٥ ٠٢', (code: string) => code.replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'[Number(digit)]!)],
  ])('accepts a code from the bot for the phone %s', async (phone, typed) => {
    const owner = site.product.telegram.person({
      firstName: 'Timur',
      phone: `+${asciiDigits(phone).replace(/ /g, '')}`,
    });
    await linkPhone(owner);
    const page = await site.openPage({ timezoneId: 'Asia/Tashkent' });
    await page.locator('#phone').fill(phone);
    await page.locator('#asked-bot').click();
    await page.locator('#code').fill(typed(await codeFromBot(owner)));
    await waitForAccount(page, owner);
    await page.context().close();
  });

  it('lets a person correct an invalid phone that was sent with a code from the bot', async () => {
    const page = await site.openPage();
    await page.locator('#phone').fill('+7 701 12');
    await page.locator('#asked-bot').click();
    await page.locator('#code').fill('123456');
    await page.locator('#phone[aria-invalid=true]').waitFor();
    await until(async () => /\S/.test((await page.locator('#error').textContent())!));
    expect(await page.locator('#phone').inputValue()).toBe('+7 701 12');
    await page.locator('#phone').fill((await newOwner(site.product)).phone);
    await page.locator('#request').click();
    await page.locator('#code').waitFor();
    await page.context().close();
  });

  it('ignores the answer to a request after the person has left', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage();
    const release = await delayAnswers(page, 'request-otp');
    await page.locator('#phone').fill(owner.phone);
    await page.locator('#request').click();
    await receiveCode(owner);
    await page.locator('#asked-bot').click();
    await page.locator('#asked-bot-hint').waitFor();
    const answered = page.waitForResponse('**/request-otp*');
    release();
    await answered;
    const code = await codeFromBot(owner);
    expect(await page.locator('#asked-bot-hint').isVisible()).toBe(true);
    await page.locator('#code').fill(code);
    await waitForAccount(page, owner);
    await page.context().close();
  });

  it('leads to a sign-in with a code from the bot, and is there again after a sign-out', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage();
    await page.locator('#asked-bot').click();
    await page.locator('#error').getByText('Введите номер телефона.').waitFor();
    await page.locator('#phone').fill(owner.phone);
    await page.locator('#asked-bot').click();
    await page.locator('#code').fill(await codeFromBot(owner));
    await waitForAccount(page, owner);
    await page.getByRole('button', { name: 'Пропустить' }).click();
    await page.locator('#sign-out').click();
    await page.locator('otp-login #phone').waitFor();
    await page.context().close();
  });
});

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

  it('of a locked phone names the bot with its link, and a date in place of a countdown', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage();
    const right = await requestOnPage(page, owner);
    await typeCode(page, wrongCode(right, 1));
    await page.locator('#error').getByText('Код не подошёл').waitFor();
    await typeCode(page, wrongCode(right, 2));
    await page.locator('#error').getByText('слишком много неверных кодов').waitFor();
    await page
      .locator('#resend')
      .getByText(/Новый код: \d+ [а-я]+, \d\d:\d\d/)
      .waitFor();
    await until(async () => (await page.locator('#code-left').textContent()) === '');
    await hasText(page, '#wait', /^$/);
    expect(await page.locator('#hints').count()).toBe(0);
    expect(await page.locator('.bot').getAttribute('href')).toBe('https://t.me/otpravka_test_bot');
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
    const offer = await owner.waitForMessage(/нажмите здесь это число/, {
      after: owner.openLink(telegram.url()),
    });
    await telegram.close();
    await owner.press((await page.locator('#approval-number').textContent())!, offer).answered();
    await untilFocused(page, 'first-name');
    await page.context().close();
  });

  it('has nothing that axe finds, in any theme and language', async () => {
    const [locked, owner] = [await newOwner(site.product), await newOwner(site.product)];
    const page = await site.openPage({ reducedMotion: 'reduce' });
    await page.clock.install();
    await page.reload();
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
    locked.openLink((await page.locator('#telegram-link').getAttribute('href'))!);
    await page.locator('#progress').getByText('Код отправлен').waitFor();
    await check('code sent');
    await typeCode(page, wrongCode(right, 1));
    await page.locator('#error').getByText('Код не подошёл').waitFor();
    await check('wrong code');
    await typeCode(page, wrongCode(right, 2));
    await page.locator('.bot').waitFor();
    await check('locked');

    await page.locator('#other-phone').click();
    await requestOnPage(page, owner);
    await page.clock.fastForward('06:00');
    await page.locator('#error').getByText('Срок кода истёк').waitFor();
    await check('expired');
    const { messageId } = owner.messages.at(-1)!;
    await page.locator('#resend').click();
    await page.locator('#code').fill(await receiveCode(owner, messageId));
    await waitForAccount(page, owner);
    await page.goto(`${loginPage(site.product)}?return_to=${SHOP}`);
    await page.locator('#continue').getByText('Вернуться на').waitFor();
    await check('signed in');
    expect(found).toEqual([]);
    await page.context().close();
  });
});
