import type { BrowserContext } from 'playwright-core';
import { newOwner, until } from '@app/testing';
import { type ClientTab, countRequests, PHONE, SLEEP, useClientPages, without } from './client-pages';

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

    const phones = () => Promise.all(tabs.map((tab) => tab.run<string>(PHONE)));

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
      expect(await tabs[1]!.run(PHONE)).toBe(next.phone);
    });
  },
);

describe('two tabs', () => {
  it('show the same shop when one of them signs in to another', async () => {
    const context = await site.openProfile();
    const [first, second] = [await site.openTab(context), await site.openTab(context)];
    for (const tab of [first, second]) await tab.createClient({ api: site.api });
    const [owner, next] = [await newOwner(site.product), await newOwner(site.product)];
    await first.signIn(owner);
    await second.waitFor(`changes.at(-1) === '${owner.phone}'`);
    await second.signIn(next);
    await first.waitFor(`changes.at(-1) === '${next.phone}'`);
    expect(await first.run(PHONE)).toBe(next.phone);
    await context.close();
  });

  it('with separate storages are signed in independently of each other', async () => {
    const context = await site.openProfile();
    const owners = [await newOwner(site.product), await newOwner(site.product)];
    const tabs = [await site.openTab(context), await site.openTab(context)];
    for (const tab of tabs) await tab.createClient({ api: site.api }, 'storage: sessionStorage');
    for (const [index, tab] of tabs.entries()) await tab.signIn(owners[index]!);
    for (const tab of tabs) await tab.run(SLEEP);
    for (const [index, tab] of tabs.entries()) expect(await tab.run(PHONE)).toBe(owners[index]!.phone);
    await tabs[0]!.run('client.signOut()');
    expect(await tabs[1]!.run(PHONE)).toBe(owners[1]!.phone);
    await context.close();
  });

  it('with separate storages share a refreshed session if one tab was duplicated from the other', async () => {
    const context = await site.openProfile();
    const owner = await newOwner(site.product);
    const original = await site.openTab(context);
    await original.createClient({ api: site.api }, 'storage: sessionStorage');
    await original.signIn(owner);
    const stored = await original.run<string>('JSON.stringify(sessionStorage)');
    const copy = await site.openTab(context);
    await copy.run(`Object.assign(sessionStorage, ${stored})`);
    await copy.createClient({ api: site.api }, 'storage: sessionStorage');
    const refreshes = countRequests(context, REFRESH);
    await original.run(SLEEP);
    await copy.run(SLEEP);
    expect(await original.run(PHONE)).toBe(owner.phone);
    const next = await original.run<string>('JSON.stringify(sessionStorage)');
    await copy.waitFor(`JSON.stringify(sessionStorage) === ${JSON.stringify(next)}`);
    expect(await copy.run('client.session.restore().then(({ shop }) => shop.phone)')).toBe(owner.phone);
    expect(refreshes.count).toBe(1);
    await context.close();
  });

  it('see a changed name of the shop', async () => {
    const context = await site.openProfile();
    const [first, second] = [await site.openTab(context), await site.openTab(context)];
    for (const tab of [first, second]) await tab.createClient({ api: site.api });
    await first.signIn(await newOwner(site.product));
    await second.waitFor('client.session.current !== undefined');
    await first.run(`client.shop.update({ name: 'Чайная' })`);
    await second.waitFor(`client.session.current.shop.name === 'Чайная'`);
    await context.close();
  });
});

describe('a tab', () => {
  it('is signed in without localStorage, and without Web Locks', async () => {
    const context = await site.openProfile(NO_STORAGE + NO_LOCKS);
    const { tab, owner } = await site.openTabAfterSleep(context);
    expect(await tab.run(PHONE)).toBe(owner.phone);
    await context.close();
  });
});
