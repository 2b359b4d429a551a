import { bearer, newOwner, receiveCode, signIn, TcpProxy, untilRecorded } from '@app/testing';
import { PHONE, SLEEP, useClientPages, without } from './client-pages';
import { wrongCode } from './login-page';

const site = useClientPages();

/** A tab whose way to the API a test can interrupt. */
async function openTabBehindProxy(transport: 'body' | 'cookie' = 'body') {
  const proxy = await TcpProxy.to(site.product.api.url);
  const context = await site.openProfile();
  const tab = await site.openTab(context);
  const api = new URL(proxy.url);
  await tab.createClient({ api: `http://localhost:${api.port}`, transport });
  return { proxy, context, tab };
}

describe.each(['body', 'cookie'] as const)('with the %s transport, a page', (transport) => {
  it('keeps its session while the API is unavailable, and continues afterwards', async () => {
    const { proxy, context, tab } = await openTabBehindProxy(transport);
    try {
      const owner = await newOwner(site.product);
      await tab.signIn(owner);
      proxy.cut();
      expect(await tab.errorOf('client.shop.get()')).toBe('unreachable');
      await tab.run(SLEEP);
      expect(await tab.errorOf('client.session.accessToken()')).toBe('unreachable');
      expect(await tab.run('client.session.current.shop.phone')).toBe(owner.phone);
      proxy.restore();
      expect(await tab.run(PHONE)).toBe(owner.phone);
      expect(await tab.run('changes')).toEqual([owner.phone]);
    } finally {
      await context.close();
      await proxy.close();
    }
  });

  it('is signed in after a reload, and after the browser has been started again', async () => {
    const context = await site.openProfile();
    const owner = await newOwner(site.product);
    const tab = await site.openTab(context);
    await tab.createClient({ api: site.api, transport });
    await tab.signIn(owner);
    await tab.page.reload();
    await tab.createClient({ api: site.api, transport });
    expect(await tab.run('client.session.restore().then(({ shop }) => shop.phone)')).toBe(owner.phone);

    const storageState = await context.storageState();
    await context.close();
    const restarted = await site.openProfile('', { storageState });
    const next = await site.openTab(restarted);
    await next.createClient({ api: site.api, transport });
    expect(await next.run('client.session.restore().then(({ shop }) => shop.phone)')).toBe(owner.phone);
    await restarted.close();
  });

  it('has no token in its storages but the refresh token, and none with the cookie', async () => {
    const context = await site.openProfile();
    const tab = await site.openTab(context);
    await tab.createClient({ api: site.api, transport });
    await tab.signIn(await newOwner(site.product));
    await tab.run('client.session.accessToken()');
    const stored = await tab.run<string[]>(
      '[...Object.values(localStorage), ...Object.values(sessionStorage)]',
    );
    expect(stored).toEqual(transport === 'cookie' ? [] : [expect.stringMatching(/^v1\./)]);
    await context.close();
  });

  it('gets an error when its session was ended elsewhere', async () => {
    const context = await site.openProfile();
    const owner = await newOwner(site.product);
    const tab = await site.openTab(context);
    await tab.createClient({ api: site.api, transport });
    await tab.signIn(owner);
    const other = await signIn(site.product, owner);
    const sessions = await tab.run<{ id: string; current: boolean }[]>('client.sessions.list()');
    expect(sessions.map(({ current }) => current).sort()).toEqual([false, true]);
    await site.product.post('/api/auth/logout', { scope: 'all' }, bearer(other.accessToken));
    expect(await tab.errorOf('client.shop.get()')).toBe('session_invalid');
    expect(await tab.run('changes')).toEqual([owner.phone, 'session_invalid']);
    await context.close();
  });
});

describe('a page that waits for the code', () => {
  it.each([
    ['with an event stream', ''],
    ['without EventSource', without('window', 'EventSource')],
    [
      'without EventSource and AbortController',
      without('window', 'EventSource') + without('window', 'AbortController'),
    ],
  ])(
    '%s sees that the link was opened, that the code was sent, and the approval, which signs it in',
    async (_, script) => {
      const context = await site.openProfile(script);
      const owner = await newOwner(site.product);
      const tab = await site.openTab(context);
      await tab.createClient({ api: site.api });
      await tab.run(`(async () => {
      globalThis.statuses = [];
      globalThis.challenge = await client.requestCode({ phone: '${owner.phone}' });
      client.watch(challenge.challengeId, (status) => {
        statuses.push(status);
        const { challengeId, approval } = challenge;
        if (status === 'approved') client.verify({ challengeId, approvalSecret: approval.secret });
      });
    })()`);
      await tab.waitFor(`statuses.at(-1) === 'pending'`);
      const challengeId = await tab.run<string>('challenge.challengeId');
      await untilRecorded(site.product, challengeId);
      const link = await tab.run<string>('challenge.telegram.link');
      const number = await tab.run<string>('challenge.approval.number');
      const opened = owner.openLink(link);
      await tab.waitFor(`statuses.at(-1) === 'sent'`);
      const offer = await owner.waitForMessage(/нажмите здесь это число/, { after: opened });
      await owner.press(number, offer).answered();
      await tab.waitFor(`statuses.at(-1) === 'verified'`);
      // The stream may report it before the answer to the exchange has arrived.
      await tab.waitFor(`client.session.current?.shop.phone === '${owner.phone}'`);
      await context.close();
    },
  );

  it('gets the reason why a code is refused', async () => {
    const context = await site.openProfile();
    const owner = await newOwner(site.product);
    const tab = await site.openTab(context);
    await tab.createClient({ api: site.api, language: 'en' });
    const before = owner.messages.at(-1)?.messageId;
    await tab.run(
      `client.requestCode({ phone: '${owner.phone}' }).then((made) => void (globalThis.challenge = made))`,
    );
    const code = await receiveCode(owner, before);
    const refused = await tab.run<object>(
      `client.verify({ challengeId: challenge.challengeId, code: '${wrongCode(code, 1)}' }).catch((error) => ({ ...error }))`,
    );
    expect(refused).toMatchObject({
      code: 'code_wrong',
      attemptsLeft: 2,
      text: 'Wrong code. 2 attempts left.',
    });
    await context.close();
  });
});

describe('a browser that lacks every newer API', () => {
  it('signs in, renews its token and signs out', async () => {
    const lacks = [
      'AbortController',
      'AbortSignal',
      'BroadcastChannel',
      'EventSource',
      'Intl',
      'queueMicrotask',
    ];
    const context = await site.openProfile(
      [...lacks, 'structuredClone'].map((name) => without('window', name)).join('') +
        without('navigator', 'locks') +
        without('navigator', 'languages') +
        `delete Promise.any; delete Object.hasOwn; delete Array.prototype.at;
        Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });`,
    );
    const { tab, owner } = await site.openTabAfterSleep(context);
    expect(await tab.run(PHONE)).toBe(owner.phone);
    await tab.run('client.signOut()');
    await tab.waitFor(`changes.join() === '${owner.phone},signed out'`);
    await context.close();
  });
});

describe('a developer', () => {
  it('gets the advice to list the origin of the page when it is refused', async () => {
    const context = await site.openProfile();
    const tab = await site.openTab(context);
    const foreign = await context.newPage();
    await foreign.goto(site.origin.replace('localhost', '127.0.0.1'));
    await foreign.waitForFunction('globalThis.createClient !== undefined');
    const hint = await foreign.evaluate<string>(
      `createClient({ api: '${site.api}' }).requestCode({ phone: '+77011234567' }).catch((error) => error.hint)`,
    );
    expect(hint).toContain(
      `add ${site.origin.replace('localhost', '127.0.0.1')} to CORS_ORIGINS of auth-api`,
    );
    await tab.page.close();
    await context.close();
  });
});
