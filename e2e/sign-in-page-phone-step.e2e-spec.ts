import { asciiDigits } from '@app/contract';
import { linkPhone, newOwner, receiveCode, until } from '@app/testing';
import { codeFromBot, delayAnswers, hasText, requestOnPage, waitForAccount } from './login-page';
import { lockPhone, useSignInStates } from './sign-in-states';

const site = useSignInStates();

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

describe('the step of a locked phone', () => {
  it('names the bot with its link, and shows a date in place of a countdown', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage();
    await lockPhone(page, await requestOnPage(page, owner));
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
});
