import type { Page } from 'playwright-core';
import type { Page as Tab } from 'puppeteer-core';
import { bearer, newOwner, receiveCode, until } from '@app/testing';
import { openTabbedBrowser } from './browser';
import {
  loginPage,
  requestInTab,
  requestOnPage,
  waitInElement,
  telegramLink,
  typeCode,
  useProductAndBrowser,
  wrongCode,
  waitForAccount,
} from './login-page';

const METRICS_TOKEN = 'the token of the metrics of this test';

const site = useProductAndBrowser({ env: { METRICS_TOKEN } });

/** Over HTTP/1.1 all tabs and windows of a browser share six connections to a server. */
describe('the event stream', () => {
  const waitForOpenStreams = async (count: number) => {
    const metrics = async () => (await site.product.get<string>('/metrics', bearer(METRICS_TOKEN))).body;
    const pattern = new RegExp(`^otpravka_event_streams(\\{.*\\})? ${count}$`, 'm');
    await until(async () => pattern.test(await metrics()), { what: `${count} open streams` });
  };
  const newOwners = (count: number) =>
    Promise.all(Array.from({ length: count }, () => newOwner(site.product)));

  it('of a hidden tab is closed, so that the last of seven tabs can send its code', async () => {
    const tabbed = await openTabbedBrowser();
    try {
      const people = await newOwners(7);
      const tabs: Tab[] = [];
      for (const { phone } of people) {
        const tab = await tabbed.newPage();
        tabs.push(tab);
        await tab.goto(loginPage(site.product));
        await requestInTab(tab, phone);
        await waitForOpenStreams(1);
      }
      const [first, last] = [tabs[0]!, tabs[6]!];
      // A right code would sign in the whole browser.
      await last.type('>>> #code', wrongCode(await receiveCode(people[6]!), 1));
      await last.locator('[data-language=en]').click();
      await waitInElement(last, '#error', 'Wrong code. 2 attempts left.');
      await waitForOpenStreams(1);

      const link = await first.$eval(
        '>>> #telegram-link',
        (anchor) => (anchor as unknown as { href: string }).href,
      );
      const opened = people[0]!.openLink(link);
      await people[0]!.waitForMessage(/./, { after: opened.messageId });
      await first.bringToFront();
      await first.locator('[data-language=en]').click();
      await waitInElement(first, '#progress', 'Code sent');
      await waitForOpenStreams(1);
    } finally {
      await tabbed.close();
    }
  });

  it('reports the end of a challenge once its hidden tab comes to the front', async () => {
    const tabbed = await openTabbedBrowser();
    try {
      const [owner] = await newOwners(1);
      const tab = await tabbed.newPage();
      await tab.goto(loginPage(site.product));
      await requestInTab(tab, owner!.phone);
      const code = await receiveCode(owner!);
      await waitForOpenStreams(1);
      await tabbed.newPage();
      await waitForOpenStreams(0);

      const challengeId = await tab.evaluate("JSON.parse(sessionStorage['otpravka.pending']).challenge.id");
      for (const n of [1, 2, 3])
        await site.product.post('/api/auth/verify-otp', { challengeId, code: wrongCode(code, n) });
      await tab.bringToFront();
      await tab.locator('[data-language=en]').click();
      await waitInElement(tab, '#error', 'Get a new one');
      await waitForOpenStreams(0);
    } finally {
      await tabbed.close();
    }
  });

  it('is closed while its page sends, so that the last of six windows can send its code', async () => {
    const context = await site.browser.newContext({ locale: 'ru-RU' });
    const people = await newOwners(6);
    const codes: string[] = [];
    const pages: Page[] = [];
    for (const owner of people) {
      const page = await context.newPage();
      pages.push(page);
      await page.goto(loginPage(site.product));
      codes.push(await requestOnPage(page, owner));
    }
    const [owner, page, code] = [people[5]!, pages[5]!, codes[5]!];
    owner.openLink(await telegramLink(page));
    await page.locator('#progress').getByText('Код отправлен').waitFor();
    await waitForOpenStreams(6);
    await page.evaluate(`{
      globalThis.changes = 0;
      const watch = { attributes: true, characterData: true, childList: true, subtree: true };
      new MutationObserver(() => changes++).observe(document.querySelector('otp-login').shadowRoot.getElementById('telegram'), watch);
    }`);
    await typeCode(page, wrongCode(code, 1));
    await page.getByText('Осталось 2 попытки').waitFor();
    await waitForOpenStreams(6);
    expect(await page.evaluate('changes')).toBe(0);
    await typeCode(page, code);
    await waitForAccount(page, owner);
    await waitForOpenStreams(5);
    await context.close();
  });
});

it('Back leads from the account page to it again', async () => {
  const tabbed = await openTabbedBrowser();
  try {
    const owner = await newOwner(site.product);
    const tab = await tabbed.newPage();
    await tab.goto(loginPage(site.product));
    await requestInTab(tab, owner.phone);
    await tab.type('>>> #code', await receiveCode(owner));
    const isAccount = `location.pathname === '/account' && document.querySelector('bdi#phone') !== null && globalThis.left !== true`;
    await tab.waitForFunction(isAccount, { polling: 50 });
    await tab.evaluate('globalThis.left = true; history.back()');
    await tab.waitForFunction(isAccount, { polling: 50 });
  } finally {
    await tabbed.close();
  }
});
