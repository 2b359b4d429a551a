import { Redis } from 'ioredis';
import {
  activityAnswer,
  type ActivityAnswer,
  type MeAnswer,
  type Problem,
  sessionsAnswer,
  type SessionsAnswer,
  type Tokens,
} from '@app/contract';
import { bearer, newOwner, Product, signIn, testRedisUrl, until, useProduct } from '@app/testing';

const product = useProduct({ apis: 2 });

const list = (token: string) => product.get<SessionsAnswer & Problem>('/api/auth/sessions', bearer(token));
const activity = (token: string, query = '') =>
  product.get<ActivityAnswer & Problem>(`/api/auth/activity${query}`, bearer(token));
const end = (token: string, id: string) => product.delete<Problem>(`/api/auth/sessions/${id}`, bearer(token));

/** The status of `me` at every instance. */
async function meEverywhere(token: string): Promise<number[]> {
  const answers = await Promise.all(
    product.apis.map(({ url }) => fetch(`${url}/api/auth/me`, { headers: bearer(token) })),
  );
  return answers.map(({ status }) => status);
}

async function idOf(token: string): Promise<string> {
  return (await product.get<MeAnswer>('/api/auth/me', bearer(token))).body.session.id;
}

describe('sessions', () => {
  it('can be listed and ended one by one, at once on every instance', async () => {
    const person = await newOwner(product);
    const [one, two] = [await signIn(product, person), await signIn(product, person)];
    const { status, body } = await list(one.accessToken);
    expect(status).toBe(200);
    expect(sessionsAnswer.strict().parse(body)).toEqual(body);
    expect(body.sessions.map(({ current }) => current)).toEqual([false, true]);

    const other = body.sessions.find(({ current }) => !current)!;
    expect(other.id).toBe(await idOf(two.accessToken));
    expect((await end(one.accessToken, other.id)).status).toBe(204);
    expect(await meEverywhere(two.accessToken)).toEqual([401, 401]);
    expect(await meEverywhere(one.accessToken)).toEqual([200, 200]);
    expect(await end(one.accessToken, other.id)).toMatchObject({
      status: 404,
      body: { code: 'session_not_found' },
    });
    expect((await list(two.accessToken)).body.code).toBe('token_invalid');
  });

  it('of another shop cannot be listed or ended', async () => {
    const [anna, boris] = [
      await signIn(product, await newOwner(product)),
      await signIn(product, await newOwner(product)),
    ];
    const id = await idOf(boris.accessToken);
    expect((await list(anna.accessToken)).body.sessions.map((session) => session.id)).not.toContain(id);
    for (const inaccessible of [id, '0', '..%2Fme', "'; drop table sessions; --"]) {
      expect(await end(anna.accessToken, inaccessible)).toMatchObject({
        body: { code: 'session_not_found' },
      });
    }
    expect(await meEverywhere(boris.accessToken)).toEqual([200, 200]);
  });

  it('are limited to ten: the eleventh ends the oldest', async () => {
    const many = await Product.start({ env: { OTP_PHONE_PER_MINUTE: '100', OTP_PHONE_PER_HOUR: '100' } });
    try {
      const person = await newOwner(many);
      const tokens: string[] = [];
      for (let i = 0; i < 11; i++) tokens.push((await signIn(many, person)).accessToken);
      const statuses = await Promise.all(
        tokens.map(async (token) => (await many.get('/api/auth/me', bearer(token))).status),
      );
      expect(statuses).toEqual([401, ...Array<number>(10).fill(200)]);
    } finally {
      await many.stop();
    }
  });

  it('publish only their ids when they open and end', async () => {
    const subscriber = new Redis(testRedisUrl());
    const received: { channel: string; data: unknown }[] = [];
    subscriber.on('message', (channel: string, text: string) =>
      received.push({ channel, data: (JSON.parse(text) as { data: unknown }).data }),
    );
    const channels = ['session.opened', 'session.revoked'].map((name) => `${product.namespace}.${name}`);
    await subscriber.subscribe(...channels);
    try {
      const { accessToken, shop } = await signIn(product, await newOwner(product));
      const sessionId = await idOf(accessToken);
      await product.post('/api/auth/logout', {}, bearer(accessToken));
      const data = { v: 1, shopId: shop.id, sessionId };
      await until(() => received.length >= 2);
      expect(received).toEqual(channels.map((channel) => ({ channel, data })));
    } finally {
      subscriber.disconnect();
    }
  });
});

describe('a refresh token that is used twice', () => {
  it('ends its session, and the bot notifies the owner', async () => {
    const person = await newOwner(product);
    const { refreshToken, accessToken } = await signIn(product, person);
    const other = await signIn(product, person);
    const refresh = (token?: string) =>
      product.post<Tokens & Problem>('/api/auth/refresh', { refreshToken: token });
    const second = await refresh(refreshToken);
    await refresh(second.body.refreshToken);
    expect(await refresh(refreshToken)).toMatchObject({ status: 401, body: { code: 'session_invalid' } });
    expect(await meEverywhere(accessToken)).toEqual([401, 401]);
    const notification = await person.waitForMessage(/воспользовались дважды/);
    expect(notification.text).toMatch(/нажмите «Это не я»/);
    expect((await activity(other.accessToken)).body.items[0]).toMatchObject({ event: 'token_reused' });
  });
});

describe('activity', () => {
  it('lists the events of the own shop in pages, the newest first', async () => {
    const person = await newOwner(product);
    await signIn(product, await newOwner(product));
    const first = await signIn(product, person);
    const { accessToken } = await signIn(product, person);
    await product.post('/api/auth/logout', { scope: 'others' }, bearer(accessToken));
    const all = await activity(accessToken);
    expect(activityAnswer.strict().parse(all.body)).toEqual(all.body);
    expect(all.body.items.map(({ event }) => event)).toEqual([
      'session_ended',
      'session_opened',
      'session_opened',
    ]);
    expect(all.body.nextBefore).toBeNull();

    const page = await activity(accessToken, '?limit=2');
    expect(page.body.items).toEqual(all.body.items.slice(0, 2));
    const rest = await activity(accessToken, `?limit=2&before=${page.body.nextBefore}`);
    expect(rest.body).toEqual({ items: all.body.items.slice(2), nextBefore: null });
    expect((await activity(first.accessToken)).body.code).toBe('token_invalid');
  });

  it.each(['limit=0', 'limit=101', 'limit=x', 'limit=1.5', 'before=yesterday', 'limit=1&limit=2'])(
    'names the invalid parameter of %s',
    async (query) => {
      const { accessToken } = await signIn(product, await newOwner(product));
      const { status, body } = await activity(accessToken, `?${query}`);
      expect({ status, code: body.code }).toEqual({ status: 400, code: 'body_invalid' });
      expect(body.errors?.[0]?.path).toMatch(/^(limit|before)$/);
    },
  );
});
