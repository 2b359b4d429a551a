import { sessionsAnswer } from '@app/contract';
import { freshDatabase, type TestDatabase } from '@app/testing';
import { ActivityEntry } from './activity-entry.entity';
import { CLIENT, OTHER_CLIENT, OTHER_PHONE, PHONE, SessionsOnPostgres } from './spec/sessions-on-postgres';

const ENDED = { code: 'token_invalid' };

describe('owners see and do', () => {
  let store: TestDatabase;
  let it_: SessionsOnPostgres;

  beforeEach(async () => {
    store = await freshDatabase();
    it_ = await SessionsOnPostgres.open(store.url);
  });
  afterEach(async () => {
    await it_.close();
    await store.drop();
  });

  it('the live sessions of their own shop, the last used first, with their own marked', async () => {
    const [first, second, ended] = [await it_.signIn(), await it_.signIn(OTHER_CLIENT), await it_.signIn()];
    await it_.signIn({ phone: OTHER_PHONE });
    await it_.sessions.end(ended.claims, 'this');
    await it_.sessions.refresh(first.tokens.refreshToken, CLIENT);
    const sessions = await it_.sessions.list(second.claims);
    expect(sessionsAnswer.parse({ sessions })).toEqual({ sessions });
    expect(sessions).toMatchObject([
      { id: first.session.id, current: false, ...CLIENT },
      { id: second.session.id, current: true, ...OTHER_CLIENT },
    ]);
  });

  it('nothing with a session that has ended, and nothing of a shop that is not its own', async () => {
    const [ours, theirs] = [await it_.signIn(), await it_.signIn({ phone: OTHER_PHONE })];
    const ended = await it_.signIn();
    await it_.sessions.end(ended.claims, 'this');
    const mixed = { shopId: theirs.shop.id, sessionId: ours.session.id };
    for (const claims of [ended.claims, mixed]) {
      await expect(it_.sessions.list(claims)).rejects.toMatchObject(ENDED);
      await expect(it_.activity.list(claims, { limit: 9 })).rejects.toMatchObject(ENDED);
      await expect(it_.liveTenant.run(claims, () => Promise.resolve('done'))).rejects.toMatchObject(ENDED);
    }
    await expect(it_.sessions.me(theirs.claims)).resolves.toMatchObject({ shop: { name: '' } });
  });

  it('work in one transaction with the check of the session', async () => {
    const { claims } = await it_.signIn();
    const work = it_.liveTenant.run(claims, async (manager) => {
      await manager.insert(ActivityEntry, { shopId: claims.shopId, event: 'code_refused' });
      throw new Error('something else failed');
    });
    await expect(work).rejects.toThrow('something else failed');
    await expect(it_.events(claims.shopId)).resolves.toEqual(['session_opened']);
    const read = it_.liveTenant.run(claims, (manager) => manager.findBy(ActivityEntry, {}));
    await expect(read).resolves.toMatchObject([{ event: 'session_opened' }]);
  });

  it.each([
    ['an hour ago', 'free', `now() - interval '1 hour'`],
    ['in an hour', 'pro', `now() + interval '1 hour'`],
    ['never', 'pro', 'null'],
  ])('the plan that counts: one that expires %s is %s', async (_, plan, expiry) => {
    const { claims, shop } = await it_.signIn();
    const set = `update shops set plan = 'pro', plan_expires_at = ${expiry} where id = $1`;
    await it_.asOwner(set, [shop.id]);
    await expect(it_.sessions.me(claims)).resolves.toMatchObject({ shop: { plan } });
  });

  describe('activity', () => {
    it('is listed page by page, the newest first, with every event once', async () => {
      const { claims, shop } = await it_.signIn();
      await it_.signIn({ phone: OTHER_PHONE });
      // Several entries have the same time, so the order also depends on the id.
      await it_.asOwner(
        `insert into activity (shop_id, at, event) select $1, now() - make_interval(secs => (n + 2) / 3), 'e' || n
           from generate_series(1, 10) as n`,
        [shop.id],
      );
      const seen: string[] = [];
      let before: string | null | undefined;
      while (before !== null) {
        const page = await it_.activity.list(claims, { limit: 4, before });
        seen.push(...page.items.map(({ event }) => event));
        before = page.nextBefore;
      }
      expect(seen).toHaveLength(11);
      expect(new Set(seen).size).toBe(11);
      expect(seen[0]).toBe('session_opened');
    });

    it('ends with a full page where there are no more entries', async () => {
      const { claims } = await it_.signIn();
      await it_.signIn();
      await expect(it_.activity.list(claims, { limit: 2 })).resolves.toMatchObject({ nextBefore: null });
    });

    it('is not shown after 180 days, and is pruned by the sign-ins of anybody', async () => {
      const { shop } = await it_.signIn();
      await it_.passDays(shop.id, 181);
      const { claims } = await it_.signIn({ phone: OTHER_PHONE });
      await expect(it_.activity.list(claims, { limit: 9 })).resolves.toMatchObject({
        items: [{ event: 'session_opened' }],
      });
      await expect(it_.asOwner('select from activity where shop_id = $1', [shop.id])).resolves.toEqual([]);
    });

    it('shows nothing where the page before belongs to another shop', async () => {
      const [ours, theirs] = [await it_.signIn(), await it_.signIn({ phone: OTHER_PHONE })];
      await it_.activity.record(OTHER_PHONE, 'phone_locked', CLIENT);
      const [{ id: before }] = (await it_.asOwner<{ id: string }>(
        'select id from activity where shop_id = $1 order by at desc limit 1',
        [theirs.shop.id],
      )) as [{ id: string }];
      await expect(it_.activity.list(ours.claims, { limit: 9, before })).resolves.toEqual({
        items: [],
        nextBefore: null,
      });
    });

    it('has the client, and nothing for a phone without a shop', async () => {
      const { claims } = await it_.signIn();
      await it_.activity.record(PHONE, 'phone_locked', OTHER_CLIENT);
      await it_.activity.record(OTHER_PHONE, 'phone_locked', OTHER_CLIENT);
      await expect(it_.activity.list(claims, { limit: 1 })).resolves.toMatchObject({
        items: [{ event: 'phone_locked', ...OTHER_CLIENT }],
      });
      await expect(it_.asOwner(`select from activity where event = 'phone_locked'`)).resolves.toHaveLength(1);
    });
  });
});
