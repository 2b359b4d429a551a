import { createClient, OtpravkaError, type KeyValueStorage, type OtpravkaClient } from '../index.ts';
import { FakeApi, problem, SHOP } from '../spec/fake-api.ts';

const KEY = (api: FakeApi) => `otpravka:body:${api.url}`;

class MapStorage implements KeyValueStorage {
  readonly values = new Map<string, string>();
  getItem(key: string): string | null {
    return this.values.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.values.set(key, value);
  }
  removeItem(key: string): void {
    this.values.delete(key);
  }
}

let api: FakeApi;
let storage: MapStorage;
let client: OtpravkaClient;
let changes: string[];
const systemNow = Date.now.bind(Date);
let clockOffset: number;

const newClient = (): OtpravkaClient => createClient({ api: api.url, storage, language: 'en' });
/** Signs in, and lets the listeners hear of it. */
const signIn = async () => {
  const signedIn = await client.verify({ challengeId: 'c1', code: '123456' });
  await new Promise((resolve) => setTimeout(resolve));
  return signedIn;
};
const codeOf = async (call: Promise<unknown>): Promise<string> => {
  const error: unknown = await call.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  expect(error).toBeInstanceOf(OtpravkaError);
  return (error as OtpravkaError).code;
};
/** Sets the clock of the computer forward or back. */
const setClock = (byMs: number): void => {
  clockOffset += byMs;
  jest.spyOn(Date, 'now').mockImplementation(() => systemNow() + clockOffset);
};

beforeEach(async () => {
  clockOffset = 0;
  api = await FakeApi.start();
  storage = new MapStorage();
  client = newClient();
  changes = [];
  client.onChange((session, error) => changes.push(session?.shop.name ?? error?.code ?? 'signed out'));
});
afterEach(async () => {
  client.close();
  jest.restoreAllMocks();
  await api.stop();
});

describe('a sign-in', () => {
  it('returns the shop and the session, and tells the listeners', async () => {
    const signedIn = await signIn();
    expect(signedIn).toEqual({
      shop: SHOP,
      isNewShop: false,
      session: {
        id: 'session-1',
        createdAt: '2025-11-24T16:00:00.000Z',
        expiresAt: '2025-12-24T16:00:00.000Z',
      },
    });
    expect(client.session.current).toMatchObject({ shop: SHOP, session: { id: 'session-1' } });
    expect(changes).toEqual(['Лавка']);
  });

  it('stores the refresh token only', async () => {
    await signIn();
    expect([...storage.values]).toEqual([[KEY(api), 'r1']]);
  });

  it('ends the session that it replaces', async () => {
    await signIn();
    api.sessionId = 'session-2';
    api.generation = 7;
    const ended = new Promise<string | undefined>((resolve) => {
      api.handlers.set('POST /api/auth/logout', (request, response) => {
        resolve(request.headers.authorization);
        response.writeHead(204).end();
      });
    });
    const replaced = await client.session.accessToken();
    await signIn();
    expect(await ended).toBe(`Bearer ${replaced}`);
    expect(client.session.current?.session.id).toBe('session-2');
  });

  it('is told to the listeners after the caller of verify has handled it', async () => {
    const order: string[] = [];
    const told = new Promise<void>((resolve) => {
      client.onChange(() => {
        order.push('listener');
        resolve();
      });
    });
    await client.verify({ challengeId: 'c1', code: '123456' });
    await Promise.resolve();
    order.push('caller');
    await told;
    expect(order).toEqual(['caller', 'listener']);
  });
});

describe('a page that is opened', () => {
  it('restores the session of its storage', async () => {
    await signIn();
    const opened = newClient();
    expect(opened.session.current).toBeUndefined();
    expect(await opened.session.restore()).toMatchObject({ shop: SHOP, session: { id: 'session-1' } });
    expect(opened.session.current).toMatchObject({ shop: SHOP });
    expect(storage.getItem(KEY(api))).toBe('r2');
  });

  it('sends nothing if nobody has signed in', async () => {
    expect(await client.session.restore()).toBeUndefined();
    expect(await codeOf(client.session.accessToken())).toBe('session_invalid');
    expect(api.requests).toEqual([]);
  });

  it('keeps the session while the API is unavailable, and finds it later', async () => {
    await signIn();
    const opened = newClient();
    api.handlers.set('POST /api/auth/refresh', (_, response) =>
      problem(response, 'unavailable', { retryAfter: 2 }),
    );
    expect(await codeOf(opened.session.restore())).toBe('unavailable');
    expect(storage.getItem(KEY(api))).toBe('r1');
    api.handlers.clear();
    expect(await opened.session.restore()).toMatchObject({ shop: SHOP });
  });

  it('is signed out if its session has ended', async () => {
    storage.setItem(KEY(api), 'r0');
    expect(await client.session.restore()).toBeUndefined();
    expect(storage.values.size).toBe(0);
    expect(changes).toEqual([]);
  });
});

describe('an access token', () => {
  it('is renewed before it expires, after the sleep of a laptop too', async () => {
    await signIn();
    const first = await client.session.accessToken();
    setClock(539_000);
    expect(await client.session.accessToken()).toBe(first);
    setClock(2_000);
    expect(await client.session.accessToken()).not.toBe(first);
    expect(api.refreshes).toBe(1);
  });

  it('is renewed early when it lives for seconds', async () => {
    api.expiresIn = 8;
    await signIn();
    setClock(5_900);
    await client.session.accessToken();
    expect(api.refreshes).toBe(0);
    setClock(200);
    await client.session.accessToken();
    expect(api.refreshes).toBe(1);
  });

  it('does not depend on a clock that is wrong or set back', async () => {
    setClock(-86_400_000);
    await signIn();
    setClock(-86_400_000);
    await client.shop.get();
    expect(api.refreshes).toBe(0);
  });

  it('is renewed once for many requests', async () => {
    await signIn();
    setClock(3_600_000);
    await Promise.all(Array.from({ length: 20 }, () => client.shop.get()));
    expect(api.refreshes).toBe(1);
  });

  it('that the API refuses is renewed once, and the request is sent again', async () => {
    await signIn();
    api.generation++;
    storage.setItem(KEY(api), 'r2');
    await Promise.all([client.shop.get(), client.shop.get()]);
    expect(api.refreshes).toBe(1);
    api.handlers.set('GET /api/shop', (_, response) => problem(response, 'token_invalid'));
    expect(await codeOf(client.shop.get())).toBe('token_invalid');
    expect(api.refreshes).toBe(2);
  });

  it('that is about to expire is used while the API cannot renew it', async () => {
    await signIn();
    const token = await client.session.accessToken();
    setClock(580_000);
    api.handlers.set('POST /api/auth/refresh', (_, response) =>
      problem(response, 'unavailable', { retryAfter: 2 }),
    );
    expect(await client.session.accessToken()).toBe(token);
    setClock(30_000);
    expect(await codeOf(client.session.accessToken())).toBe('unavailable');
    expect(client.session.current).toBeDefined();
    expect(changes).toEqual(['Лавка']);
  });
});

describe('a refresh', () => {
  it('whose answer is lost is sent again at once, because the API repeats its answer for some seconds only', async () => {
    await signIn();
    setClock(3_600_000);
    api.handlers.set('POST /api/auth/refresh', (_, response) => {
      api.handlers.clear();
      response.destroy();
    });
    await client.shop.get();
    expect(api.refreshes).toBe(2);
  });

  it('uses the token that another page has stored', async () => {
    await signIn();
    const other = newClient();
    await other.session.accessToken();
    setClock(3_600_000);
    await client.shop.get();
    expect(storage.getItem(KEY(api))).toBe('r3');
  });

  it('is repeated with the token that another page has stored meanwhile', async () => {
    await signIn();
    setClock(3_600_000);
    api.handlers.set('POST /api/auth/refresh', (_, response) => {
      api.handlers.clear();
      api.generation = 5;
      storage.setItem(KEY(api), 'r5');
      problem(response, 'session_invalid');
    });
    await client.shop.get();
    expect(changes).toEqual(['Лавка']);
  });

  it('that the API refuses ends the session', async () => {
    await signIn();
    setClock(3_600_000);
    api.generation = 9;
    expect(await codeOf(client.shop.get())).toBe('session_invalid');
    expect(changes).toEqual(['Лавка', 'session_invalid']);
    expect(client.session.current).toBeUndefined();
    expect(storage.values.size).toBe(0);
  });

  it('that ends after a sign-out stores nothing', async () => {
    await signIn();
    setClock(3_600_000);
    const [shop] = await Promise.allSettled([client.shop.get(), client.signOut()]);
    expect(storage.values.size).toBe(0);
    expect(client.session.current).toBeUndefined();
    expect(shop.status).toBeDefined();
    expect(changes).toEqual(['Лавка', 'signed out']);
  });

  it('of another session, which a page unknown to this one has stored, shows that session', async () => {
    await signIn();
    api.sessionId = 'session-2';
    setClock(3_600_000);
    const changed = new Promise<string | undefined>((resolve) =>
      client.onChange((next) => resolve(next?.session.id)),
    );
    await client.shop.get();
    expect(await changed).toBe('session-2');
  });
});

describe('a sign-out', () => {
  it('forgets the session', async () => {
    await signIn();
    await client.signOut();
    expect(api.requests).toContain('POST /api/auth/logout');
    expect(storage.values.size).toBe(0);
    expect(changes).toEqual(['Лавка', 'signed out']);
    expect(await codeOf(client.session.accessToken())).toBe('session_invalid');
  });

  it('of the other sessions keeps this one', async () => {
    await signIn();
    await client.signOut({ scope: 'others' });
    expect(client.session.current).toBeDefined();
  });

  it('that does not reach the API keeps the session, because it goes on there', async () => {
    await signIn();
    api.handlers.set('POST /api/auth/logout', (_, response) => response.destroy());
    expect(await codeOf(client.signOut())).toBe('unreachable');
    expect(client.session.current).toBeDefined();
  });

  it('of a session that has ended already succeeds', async () => {
    await signIn();
    api.generation = 9;
    await client.signOut();
    expect(client.session.current).toBeUndefined();
  });
});

describe('a storage', () => {
  it.each<[string, (keyof KeyValueStorage)[]]>([
    ['refuses everything', ['getItem', 'setItem', 'removeItem']],
    ['is full', ['setItem']],
  ])('that %s is replaced by memory', async (_, refused) => {
    for (const name of refused)
      storage[name] = () => {
        throw new Error('refused');
      };
    await signIn();
    setClock(3_600_000);
    await client.shop.get();
    expect(api.refreshes).toBe(1);
    await client.signOut();
    expect(await codeOf(client.session.accessToken())).toBe('session_invalid');
  });

  it('that is full does not keep the used token', async () => {
    await signIn();
    setClock(3_600_000);
    storage.setItem = () => {
      throw new Error('full');
    };
    await client.shop.get();
    expect(storage.values.size).toBe(0);
  });

  it('of a client in Node is its own memory', async () => {
    const [one, other] = [createClient({ api: api.url }), createClient({ api: api.url })];
    await one.verify({ challengeId: 'c1', code: '123456' });
    expect(await other.session.restore()).toBeUndefined();
    expect((await one.shop.get()).id).toBe('s1');
  });
});

describe('the cookie transport', () => {
  it('stores nothing and sends no token in the body', async () => {
    client = createClient({ api: api.url, storage, transport: 'cookie' });
    const bodies: string[] = [];
    api.handlers.set('POST /api/auth/refresh?transport=cookie', (_, response, body) => {
      bodies.push(body);
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ ...api.tokens, refreshToken: undefined }));
    });
    expect(await client.session.restore()).toMatchObject({ shop: SHOP });
    expect(bodies).toEqual(['{}']);
    expect(storage.values.size).toBe(0);
  });
});

describe('a change of the shop', () => {
  it('is told to the listeners', async () => {
    await signIn();
    api.handlers.set('PATCH /api/shop', (_, response, body) => {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ ...SHOP, ...(JSON.parse(body) as object) }));
    });
    await client.shop.update({ name: 'Чайная' });
    expect(client.session.current?.shop.name).toBe('Чайная');
    expect(changes).toEqual(['Лавка', 'Чайная']);
  });

  it('that erases it signs out', async () => {
    await signIn();
    await client.shop.erase({ challengeId: 'c', code: '123456' });
    expect(changes).toEqual(['Лавка', 'signed out']);
  });
});
