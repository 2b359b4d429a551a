import { problem } from '../spec/fake-api.ts';
import { codeOf, useClientOnFakeApi } from '../spec/client-on-fake-api.ts';

const page = useClientOnFakeApi();

describe('an access token', () => {
  it('is renewed before it expires, after the sleep of a laptop too', async () => {
    await page.signIn();
    const first = await page.client.session.accessToken();
    page.moveClock(539_000);
    expect(await page.client.session.accessToken()).toBe(first);
    page.moveClock(2_000);
    expect(await page.client.session.accessToken()).not.toBe(first);
    expect(page.api.refreshes).toBe(1);
  });

  it('is renewed early when it lives for seconds', async () => {
    page.api.expiresIn = 8;
    await page.signIn();
    page.moveClock(5_900);
    await page.client.session.accessToken();
    expect(page.api.refreshes).toBe(0);
    page.moveClock(200);
    await page.client.session.accessToken();
    expect(page.api.refreshes).toBe(1);
  });

  it('does not depend on a clock that is wrong or set back', async () => {
    page.moveClock(-86_400_000);
    await page.signIn();
    page.moveClock(-86_400_000);
    await page.client.shop.get();
    expect(page.api.refreshes).toBe(0);
  });

  it('is renewed once for many requests', async () => {
    await page.signInWithExpiredToken();
    await Promise.all(Array.from({ length: 20 }, () => page.client.shop.get()));
    expect(page.api.refreshes).toBe(1);
  });

  it('that the API refuses is renewed once, and the request is sent again', async () => {
    await page.signIn();
    page.api.generation++;
    page.storage.setItem(page.storageKey, 'r2');
    await Promise.all([page.client.shop.get(), page.client.shop.get()]);
    expect(page.api.refreshes).toBe(1);
    page.api.handlers.set('GET /api/shop', (_, response) => problem(response, 'token_invalid'));
    expect(await codeOf(page.client.shop.get())).toBe('token_invalid');
    expect(page.api.refreshes).toBe(2);
  });

  it('that is about to expire is used while the API cannot renew it', async () => {
    await page.signIn();
    const token = await page.client.session.accessToken();
    page.moveClock(580_000);
    page.makeRefreshUnavailable();
    expect(await page.client.session.accessToken()).toBe(token);
    page.moveClock(30_000);
    expect(await codeOf(page.client.session.accessToken())).toBe('unavailable');
    expect(page.client.session.current).toBeDefined();
    expect(page.changes).toEqual(['Лавка']);
  });
});

describe('a refresh', () => {
  it('whose answer is lost is sent again at once, because the API repeats its answer for some seconds only', async () => {
    await page.signInWithExpiredToken();
    page.api.handlers.set('POST /api/auth/refresh', (_, response) => {
      page.api.handlers.clear();
      response.destroy();
    });
    await page.client.shop.get();
    expect(page.api.refreshes).toBe(2);
  });

  it('uses the token that another page has stored', async () => {
    await page.signIn();
    const other = page.newClient();
    await other.session.accessToken();
    page.moveClock(3_600_000);
    await page.client.shop.get();
    expect(page.storage.getItem(page.storageKey)).toBe('r3');
  });

  it('is repeated with the token that another page has stored meanwhile', async () => {
    await page.signInWithExpiredToken();
    page.api.handlers.set('POST /api/auth/refresh', (_, response) => {
      page.api.handlers.clear();
      page.api.generation = 5;
      page.storage.setItem(page.storageKey, 'r5');
      problem(response, 'session_invalid');
    });
    await page.client.shop.get();
    expect(page.changes).toEqual(['Лавка']);
  });

  it('that the API refuses ends the session', async () => {
    await page.signInWithExpiredToken();
    page.api.generation = 9;
    expect(await codeOf(page.client.shop.get())).toBe('session_invalid');
    expect(page.changes).toEqual(['Лавка', 'session_invalid']);
    expect(page.client.session.current).toBeUndefined();
    expect(page.storage.values.size).toBe(0);
  });

  it('that ends after a sign-out stores nothing', async () => {
    await page.signInWithExpiredToken();
    await Promise.allSettled([page.client.shop.get(), page.client.signOut()]);
    expect(page.storage.values.size).toBe(0);
    expect(page.client.session.current).toBeUndefined();
    expect(page.changes).toEqual(['Лавка', 'signed out']);
  });

  it('of another session, which a page unknown to this one has stored, shows that session', async () => {
    await page.signIn();
    page.api.sessionId = 'session-2';
    page.moveClock(3_600_000);
    const changed = new Promise<string | undefined>((resolve) =>
      page.client.onChange((next) => resolve(next?.session.id)),
    );
    await page.client.shop.get();
    expect(await changed).toBe('session-2');
  });
});
