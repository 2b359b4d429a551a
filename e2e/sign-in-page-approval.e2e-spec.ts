import { execFileSync } from 'node:child_process';
import type { Page } from 'playwright-core';
import type { RequestOtpAnswer } from '@app/contract';
import { inlineButtonsOf, type SimulatedPerson } from '@app/simulator';
import { newOwner, until } from '@app/testing';
import {
  openOffer,
  recordCalls,
  requestOnPage,
  shownNumber,
  telegramLink,
  typeCode,
  waitForAccount,
} from './login-page';
import { lockPhone, useSignInStates } from './sign-in-states';

const site = useSignInStates();

/** Makes the stored sign-in one of a page that knows no approval. */
const FORGET_APPROVAL = `
  const stored = JSON.parse(sessionStorage.getItem('otpravka.pending'));
  delete stored.challenge.approval;
  sessionStorage.setItem('otpravka.pending', JSON.stringify(stored));
`;

/** Opens the page's own link in Telegram, and chooses a number there. */
async function chooseNumber(page: Page, owner: SimulatedPerson, number: string): Promise<void> {
  await owner.press(number, await openOffer(page, owner)).answered();
}

/** The modules of a QR code as the encoder makes them. It is an ES module, which Jest does not load. */
function qrPath(text: string): string {
  const script = `import { generate } from 'lean-qr/nano';
    const code = generate(process.argv[1]);
    for (let y = 0; y < code.size; y++)
      for (let x = 0; x < code.size; x++) if (code.get(x, y)) process.stdout.write('M' + x + ' ' + y + 'h1v1h-1z');`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', script, text]).toString();
}

describe('the number on the sign-in page', () => {
  it('signs this page in once its owner chooses it in Telegram, and no other page', async () => {
    const owner = await newOwner(site.product);
    const [page, other] = [await site.openPage(), await site.openPage()];
    await requestOnPage(other, owner);
    await requestOnPage(page, owner);
    const calls = recordCalls(page);
    await chooseNumber(page, owner, await shownNumber(page));
    await waitForAccount(page, owner);
    // The account page refreshes.
    const sent = calls.filter(({ route }) => !route.startsWith('refresh'));
    expect(sent.map(({ route, body }) => [route, Object.keys(body)])).toEqual([
      ['verify-otp', ['challengeId', 'approvalSecret']],
    ]);
    expect(await other.locator('#code').isVisible()).toBe(true);
    await page.context().close();
    await other.context().close();
  });

  it('works after a reload, and after wrong codes have locked the phone', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage();
    const code = await requestOnPage(page, owner);
    const number = await shownNumber(page);
    await page.reload();
    await page.locator('#approval-number').getByText(number).waitFor();
    await lockPhone(page, code);
    await until(async () => (await shownNumber(page)) === number);
    await chooseNumber(page, owner, number);
    await waitForAccount(page, owner);
    await page.context().close();
  });

  it('signs in by itself later if the API is unavailable at the moment of the approval', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage();
    await requestOnPage(page, owner);
    let refusals = 0;
    await page.route('**/verify-otp*', (route) => {
      if (refusals++ > 0) return route.continue();
      return route.abort('connectionrefused');
    });
    await chooseNumber(page, owner, await shownNumber(page));
    await page.getByText('Нет связи с сервером').waitFor();
    await waitForAccount(page, owner);
    expect(refusals).toBe(2);
    await page.context().close();
  });

  it('disappears, and a new code is offered, once another number was chosen', async () => {
    const owner = await newOwner(site.product);
    const page = await site.openPage();
    await requestOnPage(page, owner);
    const number = await shownNumber(page);
    const offer = await openOffer(page, owner);
    const wrong = inlineButtonsOf(offer).find(({ text }) => /^\d\d$/.test(text) && text !== number)!;
    await owner.press(wrong.text, offer).answered();
    await page.locator('#error').getByText('Этот код больше не действует').waitFor();
    await until(() => page.locator('#approval').isHidden());
    await until(async () => (await page.locator('#code-left').textContent()) === '');
    await until(async () => (await page.locator('#resend').getAttribute('class')) === 'strong');
    await page.context().close();
  });

  it.each([
    ['an API', 'during an update'],
    ['a page', 'before an update'],
  ])(
    'is missing, and the code still signs in, if %s without approval has made the request %s',
    async (by) => {
      const owner = await newOwner(site.product);
      const page = await site.openPage();
      if (by === 'an API')
        await page.route('**/request-otp', async (route) => {
          const response = await route.fetch();
          const { approval: _, ...former } = (await response.json()) as RequestOtpAnswer;
          await route.fulfill({ response, json: former });
        });
      const code = await requestOnPage(page, owner);
      await page.evaluate(FORGET_APPROVAL);
      await page.reload();
      await page.locator('#code').waitFor();
      await until(() => page.locator('#approval').isHidden());
      await typeCode(page, code);
      await waitForAccount(page, owner);
      await page.context().close();
    },
  );
});

it('the link of the challenge is a QR code on a screen without touch, and a button on others', async () => {
  const page = await site.openPage();
  await requestOnPage(page, await newOwner(site.product));
  const link = await telegramLink(page);
  expect(await page.locator('#qr path').getAttribute('d')).toBe(qrPath(link));
  await page.context().close();

  const phone = await site.openPage({
    hasTouch: true,
    isMobile: true,
    viewport: { width: 360, height: 740 },
  });
  await requestOnPage(phone, await newOwner(site.product));
  expect(await phone.locator('#qr').count()).toBe(0);
  await phone.context().close();
});
