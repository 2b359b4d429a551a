import { sessionsAnswer } from '@app/contract';
import { TelegramAccounts } from '@app/telegram';
import { ActivityEntry } from './activity-entry.entity';
import { CLIENT, OTHER_CLIENT, OTHER_PHONE, PHONE, useSessions } from './spec/sessions-on-postgres';

const ENDED = { code: 'token_invalid' };

const fixture = useSessions();

/** Opens two sessions of the shop, of which the first is used last, one that has ended, and one of another shop. */
async function openTwo() {
  const [first, second, ended] = [
    await fixture.signIn(),
    await fixture.signIn(OTHER_CLIENT),
    await fixture.signIn(),
  ];
  await fixture.signIn({ phone: OTHER_PHONE });
  await fixture.sessions.end(ended.claims, 'this');
  await fixture.sessions.refresh(first.tokens.refreshToken, CLIENT);
  return [first, second] as const;
}

describe('the self-service of owners', () => {
  it('lists the live sessions of the shop, the last used first', async () => {
    const [first, second] = await openTwo();
    const sessions = await fixture.sessions.list(second.claims);
    expect(sessionsAnswer.parse({ sessions })).toEqual({ sessions });
    expect(sessions).toMatchObject([
      { id: first.session.id, current: false, ...CLIENT },
      { id: second.session.id, current: true, ...OTHER_CLIENT },
    ]);
  });

  it('lists the live sessions of a Telegram account, the last used first, and those of no other', async () => {
    const accounts = new TelegramAccounts(fixture.database);
    const list = () => fixture.phoneSessions.list(1);
    await expect(list()).resolves.toBeUndefined();
    await accounts.link({ telegramId: 1, chatId: 1 }, PHONE);
    await accounts.link({ telegramId: 2, chatId: 2 }, OTHER_PHONE);
    await expect(list()).resolves.toBeUndefined();
    const [first, second] = await openTwo();
    await expect(list()).resolves.toEqual({
      timezone: 'Asia/Almaty',
      sessions: [
        { id: first.session.id, ...CLIENT, lastSeenAt: expect.any(Date) as Date },
        { id: second.session.id, ...OTHER_CLIENT, lastSeenAt: expect.any(Date) as Date },
      ],
    });

    await accounts.unlink(1);
    await expect(list()).resolves.toBeUndefined();
    await accounts.link({ telegramId: 1, chatId: 1 }, PHONE);
    await expect(list()).resolves.toEqual({ timezone: 'Asia/Almaty', sessions: [] });
  });

  it('refuses a session that has ended or belongs to another shop', async () => {
    const [ours, theirs] = [await fixture.signIn(), await fixture.signIn({ phone: OTHER_PHONE })];
    const ended = await fixture.signIn();
    await fixture.sessions.end(ended.claims, 'this');
    const mixed = { shopId: theirs.shop.id, sessionId: ours.session.id };
    for (const claims of [ended.claims, mixed]) {
      await expect(fixture.sessions.list(claims)).rejects.toMatchObject(ENDED);
      await expect(fixture.activity.list(claims, { limit: 9 })).rejects.toMatchObject(ENDED);
      await expect(fixture.liveTenant.run(claims, () => Promise.resolve('done'))).rejects.toMatchObject(
        ENDED,
      );
    }
    await expect(fixture.sessions.me(theirs.claims)).resolves.toMatchObject({ shop: { name: '' } });
  });

  it('runs work in one transaction with the check of the session', async () => {
    const { claims } = await fixture.signIn();
    const work = fixture.liveTenant.run(claims, async (manager) => {
      await manager.insert(ActivityEntry, { shopId: claims.shopId, event: 'code_refused' });
      throw new Error('something else failed');
    });
    await expect(work).rejects.toThrow('something else failed');
    await expect(fixture.events(claims.shopId)).resolves.toEqual(['session_opened']);
    const read = fixture.liveTenant.run(claims, (manager) => manager.findBy(ActivityEntry, {}));
    await expect(read).resolves.toMatchObject([{ event: 'session_opened' }]);
  });

  it.each([
    ['an hour ago', 'free', `now() - interval '1 hour'`],
    ['in an hour', 'pro', `now() + interval '1 hour'`],
    ['never', 'pro', 'null'],
  ])('counts a plan that expires %s as %s', async (_, plan, expiry) => {
    const { claims, shop } = await fixture.signIn();
    const set = `update shops set plan = 'pro', plan_expires_at = ${expiry} where id = $1`;
    await fixture.asOwner(set, [shop.id]);
    await expect(fixture.sessions.me(claims)).resolves.toMatchObject({ shop: { plan } });
  });
});

describe('the activity of a shop', () => {
  it('is listed page by page with every event once', async () => {
    const { claims, shop } = await fixture.signIn();
    await fixture.signIn({ phone: OTHER_PHONE });
    // Several entries have the same time, so the order also depends on the id.
    await fixture.asOwner(
      `insert into activity (shop_id, at, event) select $1, now() - make_interval(secs => (n + 2) / 3), 'e' || n
         from generate_series(1, 10) as n`,
      [shop.id],
    );
    const seen: string[] = [];
    let before: string | null | undefined;
    while (before !== null) {
      const page = await fixture.activity.list(claims, { limit: 4, before });
      seen.push(...page.items.map(({ event }) => event));
      before = page.nextBefore;
    }
    expect(seen).toHaveLength(11);
    expect(new Set(seen).size).toBe(11);
    expect(seen[0]).toBe('session_opened');
  });

  it('has no next page after a full last page', async () => {
    const { claims } = await fixture.signIn();
    await fixture.signIn();
    await expect(fixture.activity.list(claims, { limit: 2 })).resolves.toMatchObject({ nextBefore: null });
  });

  it('leaves out what is older than 180 days, even before it is deleted', async () => {
    const { shop } = await fixture.signIn();
    await fixture.passDays(shop.id, 181);
    const { claims } = await fixture.signIn();
    await expect(fixture.activity.list(claims, { limit: 9 })).resolves.toMatchObject({
      items: [{ event: 'session_opened' }],
    });
  });

  it('is empty after an entry of another shop', async () => {
    const [ours, theirs] = [await fixture.signIn(), await fixture.signIn({ phone: OTHER_PHONE })];
    await fixture.activity.record(OTHER_PHONE, 'phone_locked', CLIENT);
    const [{ id: before }] = (await fixture.asOwner<{ id: string }>(
      'select id from activity where shop_id = $1 order by at desc limit 1',
      [theirs.shop.id],
    )) as [{ id: string }];
    await expect(fixture.activity.list(ours.claims, { limit: 9, before })).resolves.toEqual({
      items: [],
      nextBefore: null,
    });
  });

  it('is recorded with the client, but only for a phone with a shop', async () => {
    const { claims } = await fixture.signIn();
    await fixture.activity.record(PHONE, 'phone_locked', OTHER_CLIENT);
    await fixture.activity.record(OTHER_PHONE, 'phone_locked', OTHER_CLIENT);
    await expect(fixture.activity.list(claims, { limit: 1 })).resolves.toMatchObject({
      items: [{ event: 'phone_locked', ...OTHER_CLIENT }],
    });
    await expect(fixture.asOwner(`select from activity where event = 'phone_locked'`)).resolves.toHaveLength(
      1,
    );
  });
});
