import type { BrowserContext } from 'playwright-core';
import { newOwner, until } from '@app/testing';
import { type ClientTab, countRequests, SLEEP, useClientPages, without } from './client-pages';

const site = useClientPages();

const REFRESH = '/api/auth/refresh';
const NO_LOCKS = without('navigator', 'locks');
const NO_CHANNEL = without('window', 'BroadcastChannel');
const NO_STORAGE = `Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });`;

const BROWSERS = {
  'a browser with Web Locks and BroadcastChannel': '',
  'a browser without Web Locks': NO_LOCKS,
  'a browser without BroadcastChannel': NO_CHANNEL,
  'a browser without both': NO_LOCKS + NO_CHANNEL,
} as const;

const CASES = (['body', 'cookie'] as const).flatMap((transport) =>
  Object.entries(BROWSERS).map(([browser, script]) => ({
    transport,
    browser,
    script,
    // Without Web Locks two tabs may refresh at the same moment, and without BroadcastChannel they cannot share what they receive.
    refreshes: script === '' ? [1] : [1, 2],
  })),
);

describe.each(CASES)(
  'with the $transport transport, in $browser',
  ({ transport, script, refreshes: expected }) => {
    let context: BrowserContext;
    let tabs: ClientTab[];
    let phone: string;

    const openTab = async () => {
      const tab = await site.openTab(context);
      await tab.createClient({ api: site.api, transport });
      return tab;
    };

    beforeEach(async () => {
      context = await site.openProfile(script);
      const owner = await newOwner(site.product);
      phone = owner.phone;
      const first = await openTab();
      await first.signIn(owner);
      tabs = [first, await openTab()];
    });
    afterEach(() => context.close());

    const phones = () =>
      Promise.all(tabs.map((tab) => tab.run<string>('client.shop.get().then(({ phone }) => phone)')));

    it('a page that is opened finds the session', async () => {
      const found = await tabs[1]!.run<{ shop: { phone: string } }>('client.session.restore()');
      expect(found.shop.phone).toBe(phone);
      expect(await tabs[1]!.run('client.session.current.shop.phone')).toBe(phone);
    });

    it('two tabs that refresh at once are both signed in', async () => {
      await tabs[1]!.run('client.session.restore()');
      for (const tab of tabs) await tab.run(SLEEP);
      const refreshes = countRequests(context, REFRESH);
      expect(await phones()).toEqual([phone, phone]);
      await until(() => expected.includes(refreshes.count));
      expect(await phones()).toEqual([phone, phone]);
      await until(() => expected.includes(refreshes.count));
    });

    it('two tabs that are opened at once are both signed in', async () => {
      tabs = [await openTab(), await openTab()];
      const refreshes = countRequests(context, REFRESH);
      const restored = await Promise.all(
        tabs.map((tab) => tab.run<{ shop: { phone: string } }>('client.session.restore()')),
      );
      expect(restored.map(({ shop }) => shop.phone)).toEqual([phone, phone]);
      await until(() => expected.includes(refreshes.count));
    });

    it('a sign-out in one tab is seen by the other', async () => {
      await tabs[1]!.run('client.session.restore()');
      await tabs[0]!.run('client.signOut()');
      await tabs[1]!.waitFor(`changes.at(-1) === 'signed out'`);
      expect(await tabs[1]!.run('client.session.current')).toBeUndefined();
      expect(await tabs[1]!.errorOf('client.session.accessToken()')).toBe('session_invalid');
    });

    it('a sign-in in one tab is seen by the other', async () => {
      await tabs[0]!.run('client.signOut()');
      const next = await newOwner(site.product);
      await tabs[0]!.signIn(next);
      await tabs[1]!.waitFor(`changes.at(-1) === '${next.phone}'`);
      expect(await tabs[1]!.run('client.shop.get().then(({ phone }) => phone)')).toBe(next.phone);
    });
  },
);

describe('a tab', () => {
  it('is signed in without localStorage, and without Web Locks', async () => {
    const context = await site.openProfile(NO_STORAGE + NO_LOCKS);
    const owner = await newOwner(site.product);
    const tab = await site.openTab(context);
    await tab.createClient({ api: site.api });
    await tab.signIn(owner);
    await tab.run(SLEEP);
    expect(await tab.run('client.shop.get().then(({ phone }) => phone)')).toBe(owner.phone);
    await context.close();
  });
});
