import { json, SHOP } from '../spec/fake-api.ts';
import { codeOf, useClientOnFakeApi } from '../spec/client-on-fake-api.ts';

const page = useClientOnFakeApi();

describe('a sign-in', () => {
  it('returns the shop and the session, and calls the listeners', async () => {
    const signedIn = await page.signIn();
    expect(signedIn).toEqual({
      shop: SHOP,
      isNewShop: false,
      session: {
        id: 'session-1',
        createdAt: '2025-11-24T16:00:00.000Z',
        expiresAt: '2025-12-24T16:00:00.000Z',
      },
    });
    expect(page.client.session.current).toMatchObject({ shop: SHOP, session: { id: 'session-1' } });
    expect(page.changes).toEqual(['Лавка']);
  });

  it('stores the refresh token only', async () => {
    await page.signIn();
    expect([...page.storage.values]).toEqual([[page.storageKey, 'r1']]);
  });

  it('ends the session that it replaces', async () => {
    await page.signIn();
    page.api.sessionId = 'session-2';
    page.api.generation = 7;
    const ended = new Promise<string | undefined>((resolve) => {
      page.api.handlers.set('POST /api/auth/logout', (request, response) => {
        resolve(request.headers.authorization);
        response.writeHead(204).end();
      });
    });
    const replaced = await page.client.session.accessToken();
    await page.signIn();
    expect(await ended).toBe(`Bearer ${replaced}`);
    expect(page.client.session.current?.session.id).toBe('session-2');
  });

  it('calls the listeners after the caller of verify has handled it', async () => {
    const order: string[] = [];
    const called = new Promise<void>((resolve) => {
      page.client.onChange(() => {
        order.push('listener');
        resolve();
      });
    });
    await page.client.verify({ challengeId: 'c1', code: '123456' });
    await Promise.resolve();
    order.push('caller');
    await called;
    expect(order).toEqual(['caller', 'listener']);
  });
});

describe('a page that is opened', () => {
  it('restores the session of its storage', async () => {
    await page.signIn();
    const opened = page.newClient();
    expect(opened.session.current).toBeUndefined();
    expect(await opened.session.restore()).toMatchObject({ shop: SHOP, session: { id: 'session-1' } });
    expect(opened.session.current).toMatchObject({ shop: SHOP });
    expect(page.storage.getItem(page.storageKey)).toBe('r2');
  });

  it('sends nothing if nobody has signed in', async () => {
    expect(await page.client.session.restore()).toBeUndefined();
    expect(await codeOf(page.client.session.accessToken())).toBe('session_invalid');
    expect(page.api.requests).toEqual([]);
  });

  it('keeps the session while the API is unavailable, and finds it later', async () => {
    await page.signIn();
    const opened = page.newClient();
    page.makeRefreshUnavailable();
    expect(await codeOf(opened.session.restore())).toBe('unavailable');
    expect(page.storage.getItem(page.storageKey)).toBe('r1');
    page.api.handlers.clear();
    expect(await opened.session.restore()).toMatchObject({ shop: SHOP });
  });

  it('is signed out if its session has ended', async () => {
    page.storage.setItem(page.storageKey, 'r0');
    expect(await page.client.session.restore()).toBeUndefined();
    expect(page.storage.values.size).toBe(0);
    expect(page.changes).toEqual([]);
  });
});

describe('a sign-out', () => {
  it('forgets the session', async () => {
    await page.signIn();
    await page.client.signOut();
    expect(page.api.requests).toContain('POST /api/auth/logout');
    expect(page.storage.values.size).toBe(0);
    expect(page.changes).toEqual(['Лавка', 'signed out']);
    expect(await codeOf(page.client.session.accessToken())).toBe('session_invalid');
  });

  it('of the other sessions keeps this one', async () => {
    await page.signIn();
    await page.client.signOut({ scope: 'others' });
    expect(page.client.session.current).toBeDefined();
  });

  it('that does not reach the API keeps the session, because it goes on there', async () => {
    await page.signIn();
    page.api.handlers.set('POST /api/auth/logout', (_, response) => response.destroy());
    expect(await codeOf(page.client.signOut())).toBe('unreachable');
    expect(page.client.session.current).toBeDefined();
  });

  it('of a session that has ended already succeeds', async () => {
    await page.signIn();
    page.api.generation = 9;
    await page.client.signOut();
    expect(page.client.session.current).toBeUndefined();
  });
});

describe('a change of the shop', () => {
  it('calls the listeners', async () => {
    await page.signIn();
    page.api.handlers.set('PATCH /api/shop', (_, response, body) => {
      json(response, 200, { ...SHOP, ...(JSON.parse(body) as object) });
    });
    await page.client.shop.update({ name: 'Чайная' });
    expect(page.client.session.current?.shop.name).toBe('Чайная');
    expect(page.changes).toEqual(['Лавка', 'Чайная']);
  });

  it('that erases it signs out', async () => {
    await page.signIn();
    await page.client.shop.erase({ challengeId: 'c', code: '123456' });
    expect(page.changes).toEqual(['Лавка', 'signed out']);
  });
});
