import type { Locator } from 'playwright-core';
import { newOwner, receiveCode, receiveCodeMessage, until } from '@app/testing';
import {
  codeFromBot,
  delayAnswers,
  focusedId,
  hasText,
  loginPage,
  recordCalls,
  requestOnPage,
  typeCode,
  useProductAndBrowser,
  wrongCode,
  shownPhone,
  waitForAccount,
} from './login-page';

const site = useProductAndBrowser();

/** Taps twice at one point, although another button may be there at the second tap. Only one frame is between the taps. */
async function tapTwice(target: Locator): Promise<void> {
  const { x, y, width, height } = (await target.boundingBox())!;
  await target.page().evaluate(`(async ([clientX, clientY]) => {
    const elementIn = (root) => {
      const element = root.elementFromPoint(clientX, clientY);
      return element?.shadowRoot && element.shadowRoot !== root ? (elementIn(element.shadowRoot) ?? element) : element;
    };
    for (const detail of [1, 2]) {
      const tap = { detail, clientX, clientY, bubbles: true, cancelable: true, composed: true };
      elementIn(document).dispatchEvent(new MouseEvent('click', tap));
      await new Promise(requestAnimationFrame);
    }
  })(${JSON.stringify([x + width / 2, y + height / 2])})`);
}

describe('the code step', () => {
  it('accepts a code from the bot although the page has requested one', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage();
    await requestOnPage(page, owner);
    expect(await page.locator('#telegram a:visible').getAttribute('id')).toBe('telegram-link');
    await page.locator('#code').fill(await codeFromBot(owner));
    await waitForAccount(page, owner);
    await page.context().close();
  });

  it('sends a refused code only once when Enter is pressed again', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage();
    const right = await requestOnPage(page, owner);
    const calls = recordCalls(page);
    await typeCode(page, wrongCode(right, 1));
    await page.keyboard.press('Enter');
    await page.getByText('Осталось 2 попытки').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('#verify').click();
    await typeCode(page, wrongCode(right, 2));
    await page.getByText('Осталась 1 попытка').waitFor();
    expect(calls.map(({ body }) => [Object.keys(body)[0], body['code']])).toEqual([
      ['challengeId', wrongCode(right, 1)],
      ['challengeId', wrongCode(right, 2)],
    ]);
    await typeCode(page, right);
    await waitForAccount(page, owner);
    await page.context().close();
  });

  it('requests no new code while one is being verified', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage();
    const right = await requestOnPage(page, owner);
    const calls = recordCalls(page);
    const release = await delayAnswers(page, 'verify-otp');
    await typeCode(page, wrongCode(right, 1));
    await until(() => calls.length > 0);
    await page.locator('#resend').click();
    release();
    await page.getByText('Осталось 2 попытки').waitFor();
    expect(calls.map(({ route }) => route)).not.toContain('request-otp');
    await page.context().close();
  });

  it('ends a session that is opened after the person has left', async () => {
    const [owner, other] = [await newOwner(site.product), await newOwner(site.product)];
    const page = await site.openPage();
    const right = await requestOnPage(page, owner);
    const release = await delayAnswers(page, 'verify-otp');
    await typeCode(page, right);
    await owner.waitForMessage(/Вход выполнен, код/);
    await page.goBack();
    await page.locator('#phone').fill(other.phone);
    await page.locator('#phone').press('Enter');
    await page.locator('#code-phone').getByText(shownPhone(other.phone)).waitFor();

    const ended = page.waitForResponse('**/api/auth/logout');
    release();
    expect((await ended).status()).toBe(204);
    expect(await page.locator('#code-phone').textContent()).toBe(shownPhone(other.phone));
    expect(await page.locator('#error').textContent()).toBe('');
    await page.locator('#code').fill(await receiveCode(other));
    await waitForAccount(page, other);
    await page.context().close();
  });

  it('signs in with a late answer after Back and Forward', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage();
    const right = await requestOnPage(page, owner);
    const calls = recordCalls(page);
    const release = await delayAnswers(page, 'verify-otp');
    await typeCode(page, right);
    await until(() => calls.length > 0);
    await page.goBack();
    await page.goForward();
    await page.locator('#code').waitFor();
    release();
    await waitForAccount(page, owner);
    await page.context().close();
  });

  it('shows after the last attempt, even after a reload, that a new code is needed', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage();
    const right = await requestOnPage(page, owner);
    await typeCode(page, wrongCode(right, 1));
    await page.getByText('Осталось 2 попытки').waitFor();
    await typeCode(page, wrongCode(right, 2));
    await page.getByText('Осталась 1 попытка').waitFor();
    const calls = recordCalls(page);
    await typeCode(page, wrongCode(right, 3));
    const exhausted = 'Слишком много неверных кодов. Запросите новый.';
    await page.getByText(exhausted).waitFor();
    await until(async () => (await focusedId(page)) === 'error');
    await page.keyboard.press('Enter');
    await hasText(page, '#code-left', /^$/);

    await page.reload();
    await page.getByText(exhausted).waitFor();
    await hasText(page, '#code-left', /^$/);
    expect(calls.map(({ route }) => route)).toEqual(['verify-otp']);

    await page.locator('[data-language=en]').click();
    await page.getByText('Too many wrong codes.').waitFor();
    await page.locator('#resend').click();
    await page.locator('#notice').getByText('New code sent.').waitFor();
    await hasText(page, '#error', /^$/);
    await hasText(page, '#code-left', /^The code is valid until \d\d:\d\d$/);
    await page.context().close();
  });

  it('shows an error in the new language when the language changes', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage();
    const right = await requestOnPage(page, owner);
    await typeCode(page, wrongCode(right, 1));
    await page.locator('#error').getByText('Код не подошёл. Осталось 2 попытки.').waitFor();
    await page.locator('[data-language=uz]').click();
    await page.locator('#error').getByText('Kod mos kelmadi. 2 ta urinish qoldi.').waitFor();
    await page.locator('[data-language=en]').click();
    await page.locator('#error').getByText('Wrong code. 2 attempts left.').waitFor();

    await page.locator('[data-language=uz]').click();
    await page.locator('#code').fill('12');
    await page.locator('#verify').click();
    await page.getByText('Kodning barcha 6 ta raqamini kiriting.').waitFor();
    await page.locator('[data-language=kk]').click();
    await page.getByText('Кодтың барлық 6 цифрын енгізіңіз.').waitFor();
    await page.context().close();
  });

  it('goes back to the phone step with Back, and returns with Forward', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage();
    await requestOnPage(page, owner);
    await page.goBack();
    await page.locator('#phone').waitFor();
    expect(page.url()).toBe(loginPage(site.product));
    await page.reload();
    await page.locator('#phone').waitFor();
    await page.goForward();
    await page.locator('#code').waitFor();
    await page.reload();
    await page.locator('#other-phone').click();
    await page.locator('#phone').waitFor();
    await page.goForward();
    await page.locator('#phone').waitFor();
    expect(await page.locator('#code').isVisible()).toBe(false);

    await page.locator('#phone').fill(owner.phone);
    await page.locator('#asked-bot').click();
    await page.locator('#code').waitFor();
    await page.goBack();
    await page.locator('#phone').waitFor();
    await page.context().close();
  });

  it('goes back once when Back is tapped twice, and offers the way to the code even after a reload', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage();
    const code = await requestOnPage(page, owner);
    await page.reload();
    await page.evaluate(`{
      const back = document.querySelector('otp-login').shadowRoot.getElementById('back');
      back.click();
      back.click();
    }`);
    await page.locator('#resume').waitFor();
    await page.reload();
    await page.locator('#resume').waitFor();
    await until(async () => (await page.locator('#phone').inputValue()) === shownPhone(owner.phone));
    await page.locator('#asked-bot').click();
    await page.locator('#telegram-link').waitFor();
    await page.locator('#code').fill(code);
    await waitForAccount(page, owner);
    await page.context().close();
  });

  it('is not pressed by the second tap of a double tap on the button that leads there', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage({
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
    });
    const calls = recordCalls(page);
    await page.locator('#phone').fill(owner.phone);
    await tapTwice(page.locator('#asked-bot'));
    await page.locator('.bot').waitFor();
    await page.locator('#back').click();
    await tapTwice(page.locator('#resume'));
    await page.locator('.bot').waitFor();
    await page.locator('#code').fill(await codeFromBot(owner));
    await waitForAccount(page, owner);
    const sent = calls.map(({ route }) => route);
    expect(sent.filter((route) => !route.startsWith('refresh'))).toEqual(['verify-otp']);
    await page.context().close();
  });

  it('finds the code in the whole message of the bot', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage();
    const before = owner.messages.at(-1)?.messageId;
    await requestOnPage(page, owner);
    const { text } = await receiveCodeMessage(owner, before);
    await page.locator('#code').fill(`Bot, [27.11.2026 10:05]\n${text}`);
    await waitForAccount(page, owner);
    await page.context().close();
  });
});
