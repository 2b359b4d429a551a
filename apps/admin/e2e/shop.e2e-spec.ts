import { asOwner, until } from '@app/testing';
import { useOperatorScene } from './operator-scene';

const scene = useOperatorScene();

const letPlanExpire = (shopId: string) =>
  asOwner(
    scene.product.database.url,
    `update shops set plan_expires_at = now() - interval '1 day' where id = $1`,
    [shopId],
  );

describe('shop plan', () => {
  it('sets a plan that the shop sees at once, and prints the former plan', async () => {
    const { accessToken, shop } = await scene.newShop();
    const printed = await scene.runText('shop', 'plan', shop.phone, 'pro', '--until', '2099-01-01');
    expect(printed).toMatch(/: free → pro until 2099-01-01 00:00:00 UTC/);
    expect((await scene.me(accessToken)).body.shop).toMatchObject({
      plan: 'pro',
      planExpiresAt: '2099-01-01T00:00:00.000Z',
    });
    expect(await scene.runText('shop', 'plan', shop.id, 'basic')).toMatch(
      /pro until .+ → basic, without an end/,
    );
    expect((await scene.me(accessToken)).body.shop).toMatchObject({ plan: 'basic', planExpiresAt: null });
    expect(await scene.runText('shop', 'plan', shop.id, 'basic')).toMatch(/nothing changed/);
    expect(await scene.eventsOf(shop.id)).toEqual(['session_opened', 'plan_changed', 'plan_changed']);

    const instant = await scene.operator.json(
      'shop',
      'plan',
      shop.id,
      'pro',
      '--until',
      '2098-12-31T23:00:00-05:00',
    );
    expect(instant).toMatchObject({ isChanged: true, after: { planExpiresAt: '2099-01-01T04:00:00.000Z' } });
  });

  it('prints that an expired plan counts as free', async () => {
    const { shop } = await scene.newShop();
    await scene.runText('shop', 'plan', shop.phone, 'pro');
    await letPlanExpire(shop.id);
    expect(await scene.runText('shop', 'show', shop.id)).toMatch(/Plan +pro, expired .+: it counts as free/);
    expect(await scene.operator.json('shop', 'show', shop.id)).toMatchObject({
      shop: { plan: 'pro', effectivePlan: 'free' },
    });
    expect(await scene.runText('shop', 'plan', shop.id, 'free')).toMatch(/pro, expired .+ → free\n/);
  });

  it('records one change when several operators set the same plan at once', async () => {
    const { shop } = await scene.newShop();
    const set = await Promise.all(
      ['pro', 'pro', 'pro', 'pro'].map((plan) =>
        scene.operator.json<{ isChanged: boolean }>('shop', 'plan', shop.id, plan),
      ),
    );
    expect(set.filter(({ isChanged }) => isChanged)).toHaveLength(1);
    expect((await scene.eventsOf(shop.id)).filter((event) => event === 'plan_changed')).toHaveLength(1);
  });
});

describe('shop list', () => {
  interface List {
    readonly shops: readonly {
      readonly id: string;
      readonly phone: string;
      readonly effectivePlan: string;
    }[];
    readonly nextBefore: string | null;
  }
  const list = (...words: string[]) => scene.operator.json<List>('shop', 'list', ...words);

  it('lists the newest shops first, in pages', async () => {
    const created: string[] = [];
    for (const _ of [1, 2, 3]) created.unshift((await scene.newShop()).shop.id);
    const first = await list('--limit', '2');
    expect(first.shops.map(({ id }) => id)).toEqual(created.slice(0, 2));
    const next = await list('--limit', '1', '--before', first.nextBefore!);
    expect(next.shops.map(({ id }) => id)).toEqual(created.slice(2));
    expect((await list('--limit', '1000')).nextBefore).toBeNull();
    const printed = await scene.runText('shop', 'list', '--limit', '2');
    expect(printed).toMatch(/^ +Id +Phone +Plan +Created +Last sign-in +Name\n/);
    expect(printed).toContain(`More: --before ${created[1]}`);
  });

  it('lists only shops whose plan counts now', async () => {
    const { shop } = await scene.newShop();
    await scene.runText('shop', 'plan', shop.id, 'pro');
    const idsOf = async (plan: string) =>
      (await list('--plan', plan, '--limit', '1000')).shops.map(({ id }) => id);
    expect(await idsOf('pro')).toContain(shop.id);
    await letPlanExpire(shop.id);
    expect(await idsOf('pro')).not.toContain(shop.id);
    expect(await idsOf('free')).toContain(shop.id);
  });
});

describe('shop show', () => {
  it('prints the same for the phone in any form and for the id', async () => {
    const { shop } = await scene.newShop();
    const byId = await scene.operator.json('shop', 'show', shop.id);
    expect(byId).toMatchObject({
      shop: { id: shop.id, phone: shop.phone, plan: 'free', effectivePlan: 'free', liveSessions: 1 },
      telegram: { linked: true, firstName: 'Anna', blockedAt: null },
    });
    const national = `8 ${shop.phone.slice(2)}`;
    await expect(scene.operator.json('shop', 'show', national, '--country', 'kz')).resolves.toEqual(byId);
    expect(await scene.runText('shop', 'show', shop.phone)).toMatch(/Telegram +linked to .*Anna/);
  });

  it('escapes control characters in names', async () => {
    const { shop } = await scene.newShop();
    await asOwner(scene.product.database.url, `update shops set name = $2 where id = $1`, [
      shop.id,
      'A\u001b[2J\u009b31m\u202eB',
    ]);
    const { stdout } = await scene.operator.run('shop', 'show', shop.id);
    const json = await scene.operator.run('shop', 'show', shop.id, '--json');
    for (const printed of [stdout, json.stdout]) {
      expect(['\u001b', '\u009b', '\u202e'].filter((control) => printed.includes(control))).toEqual([]);
    }
    expect(JSON.parse(json.stdout)).toMatchObject({ shop: { name: 'A\u001b[2J\u009b31m\u202eB' } });
  });
});

describe('shop sessions', () => {
  it('lists the live sessions, and ends one or all', async () => {
    const person = await scene.linked();
    const first = await scene.signedIn(person);
    const second = await scene.signedIn(person);
    const { id, phone } = first.shop;
    const { sessions } = await scene.operator.json<{ sessions: { id: string }[] }>('shop', 'sessions', phone);
    expect(sessions).toHaveLength(2);
    const { session } = (await scene.me(first.accessToken)).body;
    expect(await scene.runText('shop', 'sessions', phone)).toContain(session.id);

    expect(await scene.runText('shop', 'sessions', phone, '--end', session.id)).toMatch(
      /1 session has ended/,
    );
    expect((await scene.me(first.accessToken)).body.code).toBe('token_invalid');
    expect((await scene.me(second.accessToken)).status).toBe(200);
    expect((await scene.operator.run('shop', 'sessions', phone, '--end', session.id)).exitCode).toBe(3);
    expect(await scene.operator.json('shop', 'sessions', id, '--end', 'all')).toMatchObject({ ended: 1 });
    expect((await scene.me(second.accessToken)).body.code).toBe('token_invalid');
    expect((await scene.eventsOf(id)).filter((event) => event === 'session_ended')).toHaveLength(2);
    expect(await scene.runText('shop', 'sessions', phone)).toMatch(/: 0 live/);
  });

  it('publishes session.revoked for each session that it ends', async () => {
    const { accessToken, shop } = await scene.newShop();
    const { session } = (await scene.me(accessToken)).body;
    const { received, stop } = await scene.subscribe('session.revoked');
    try {
      const output = await scene.operator.json('shop', 'sessions', shop.id, '--end', 'all');
      expect(output).toMatchObject({ ended: 1, isPublished: true });
      await until(() => received.length > 0);
      expect(received).toEqual([{ v: 1, shopId: shop.id, sessionId: session.id }]);
    } finally {
      stop();
    }
  });

  it('does not end a session of another shop', async () => {
    const [mine, other] = [await scene.newShop(), await scene.newShop()];
    const { session } = (await scene.me(other.accessToken)).body;
    expect((await scene.operator.run('shop', 'sessions', mine.shop.id, '--end', session.id)).exitCode).toBe(
      3,
    );
    expect((await scene.me(other.accessToken)).status).toBe(200);
  });
});

it('no command printed anything that helps to sign in', () => {
  expect(scene.secrets.length).toBeGreaterThan(15);
  expect(scene.printedSecrets()).toEqual([]);
});
