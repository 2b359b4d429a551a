import { createClient, type KeyValueStorage } from '../index.ts';
import { json, SHOP } from '../spec/fake-api.ts';
import { codeOf, useClientOnFakeApi } from '../spec/client-on-fake-api.ts';

const page = useClientOnFakeApi();

describe('a storage', () => {
  it.each<[string, (keyof KeyValueStorage)[]]>([
    ['refuses everything', ['getItem', 'setItem', 'removeItem']],
    ['is full', ['setItem']],
  ])('that %s is replaced by memory', async (_, refused) => {
    for (const name of refused)
      page.storage[name] = () => {
        throw new Error('refused');
      };
    await page.signInWithExpiredToken();
    await page.client.shop.get();
    expect(page.api.refreshes).toBe(1);
    await page.client.signOut();
    expect(await codeOf(page.client.session.accessToken())).toBe('session_invalid');
  });

  it('that is full does not keep the used token', async () => {
    await page.signInWithExpiredToken();
    page.storage.setItem = () => {
      throw new Error('full');
    };
    await page.client.shop.get();
    expect(page.storage.values.size).toBe(0);
  });

  it('of a client in Node is its own memory', async () => {
    const [one, other] = [createClient({ api: page.api.url }), createClient({ api: page.api.url })];
    await one.verify({ challengeId: 'c1', code: '123456' });
    expect(await other.session.restore()).toBeUndefined();
    expect((await one.shop.get()).id).toBe('s1');
  });
});

describe('the cookie transport', () => {
  it('stores nothing and sends no token in the body', async () => {
    const client = createClient({ api: page.api.url, storage: page.storage, transport: 'cookie' });
    const bodies: string[] = [];
    page.api.handlers.set('POST /api/auth/refresh?transport=cookie', (_, response, body) => {
      bodies.push(body);
      json(response, 200, { ...page.api.tokens, refreshToken: undefined });
    });
    expect(await client.session.restore()).toMatchObject({ shop: SHOP });
    client.close();
    expect(bodies).toEqual(['{}']);
    expect(page.storage.values.size).toBe(0);
  });
});
