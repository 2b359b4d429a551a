import { type E164, session as sessionSchema, shop as shopSchema } from '@app/contract';
import { TelegramAccounts } from '@app/telegram';
import { freshDatabase, type TestDatabase } from '@app/testing';
import { newChallenge, OTHER_PHONE, PHONE, SessionsOnPostgres } from './spec/sessions-on-postgres';

const DAY_SECONDS = 86_400;

describe('a sign-in', () => {
  let store: TestDatabase;
  let it_: SessionsOnPostgres;
  const opened: SessionsOnPostgres[] = [];

  async function configured(
    config: Parameters<typeof SessionsOnPostgres.open>[1],
  ): Promise<SessionsOnPostgres> {
    const sessions = await SessionsOnPostgres.open(store.url, config);
    opened.push(sessions);
    return sessions;
  }

  beforeEach(async () => {
    store = await freshDatabase();
    it_ = await configured({});
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((sessions) => sessions.close()));
    await store.drop();
  });

  const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
  const liveOf = async (shopId: string): Promise<string[]> =>
    (
      await it_.asOwner<{ id: string }>(
        'select id from sessions where shop_id = $1 and revoked_at is null order by created_at',
        [shopId],
      )
    ).map(({ id }) => id);

  it('is refused where the code came to a chat that no longer has the phone', async () => {
    const accounts = new TelegramAccounts(it_.database);
    await accounts.link({ telegramId: 1, chatId: 11 }, PHONE);
    await expect(it_.signIn({ chatId: 11 })).resolves.toBeDefined();
    await accounts.link({ telegramId: 2, chatId: 22 }, PHONE);
    await expect(it_.signIn({ chatId: 11 })).rejects.toMatchObject({ code: 'challenge_gone' });
    await accounts.unlink(2);
    await expect(it_.signIn({ chatId: 22 })).rejects.toMatchObject({ code: 'challenge_gone' });
    await expect(it_.asOwner('select from sessions where revoked_at is null')).resolves.toEqual([]);
  });

  it('never leaves a session of the former holder, though the phone moves at the same moment', async () => {
    const accounts = new TelegramAccounts(it_.database);
    for (let round = 1; round <= 20; round++) {
      const [former, next] = [round, round + 1];
      await accounts.link({ telegramId: former, chatId: former }, PHONE);
      await Promise.all([
        it_.signIn({ chatId: former }).catch(() => undefined),
        accounts.link({ telegramId: next, chatId: next }, PHONE),
      ]);
      await expect(it_.asOwner('select from sessions where revoked_at is null')).resolves.toEqual([]);
    }
  });

  it('creates the shop of the phone at the first time, with the profile', async () => {
    const { shop, session, isNewShop, tokens } = await it_.signIn();
    expect(isNewShop).toBe(true);
    expect(shop).toMatchObject({
      phone: PHONE,
      name: '',
      language: 'kk',
      currency: 'KZT',
      timezone: 'Asia/Almaty',
      plan: 'free',
      planExpiresAt: null,
      telegram: { linked: false, username: null, firstName: null },
    });
    expect(tokens).toMatchObject({ tokenType: 'Bearer', expiresIn: 600 });
    expect(it_.refreshTokens.read(tokens.refreshToken)).toEqual({
      shopId: shop.id,
      sessionId: session.id,
      generation: 1,
    });
    expect(tokens.refreshExpiresIn).toBeGreaterThan(30 * DAY_SECONDS - 60);
    expect(tokens.refreshExpiresIn).toBeLessThanOrEqual(30 * DAY_SECONDS);
  });

  it('answers as the contract says', async () => {
    const { shop, session } = await it_.signIn();
    expect(shopSchema.strict().parse(shop)).toEqual(shop);
    expect(sessionSchema.strict().parse(session)).toEqual(session);
    await it_.asOwner(`update shops set plan = 'pro', plan_expires_at = '2027-01-02 03:04:05.678+05'`);
    const { shop: paying } = await it_.signIn();
    expect(shopSchema.strict().parse(paying)).toMatchObject({ planExpiresAt: '2027-01-01T22:04:05.678Z' });
  });

  it('finds the same shop later, and leaves its profile as the owner has set it', async () => {
    const first = await it_.signIn();
    await it_.asOwner(`update shops set language = 'en', currency = 'USD', timezone = 'UTC', name = 'Tea'`);
    const later = await it_.signIn();
    expect(later).toMatchObject({
      isNewShop: false,
      shop: { id: first.shop.id, language: 'en', currency: 'USD', timezone: 'UTC', name: 'Tea' },
    });
    expect(later.session.id).not.toBe(first.session.id);
    expect(Date.parse(later.shop.lastLoginAt!)).toBeGreaterThanOrEqual(Date.parse(first.shop.lastLoginAt!));
    expect(later.shop.createdAt).toBe(first.shop.createdAt);
  });

  it('with another phone has another shop', async () => {
    const [ours, theirs] = [await it_.signIn(), await it_.signIn({ phone: OTHER_PHONE })];
    expect(theirs.shop.id).not.toBe(ours.shop.id);
  });

  it('shows the Telegram account of the phone', async () => {
    await new TelegramAccounts(it_.database).link(
      { telegramId: 7, chatId: 7, username: 'tea_shop', firstName: 'Aigerim' },
      PHONE,
    );
    const { shop } = await it_.signIn();
    expect(shop.telegram).toEqual({ linked: true, username: 'tea_shop', firstName: 'Aigerim' });
    await expect(it_.asOwner('select telegram_id from shops')).resolves.toEqual([{ telegram_id: '7' }]);
  });

  it('fifty times at once for one phone creates one shop, and one of them reports it as new', async () => {
    const opened = await Promise.all(Array.from({ length: 50 }, () => it_.signIn()));
    expect(distinct(opened.map(({ shop }) => shop.id))).toHaveLength(1);
    expect(distinct(opened.map(({ session }) => session.id))).toHaveLength(50);
    expect(opened.filter(({ isNewShop }) => isNewShop)).toHaveLength(1);
    await expect(liveOf(opened[0]!.shop.id)).resolves.toHaveLength(10);
  });

  it('for many phones at once makes a shop for each', async () => {
    const phones = Array.from({ length: 30 }, (_, i) => `+770100000${10 + i}` as E164);
    const opened = await Promise.all(phones.map((phone) => it_.signIn({ phone })));
    expect(opened.map(({ shop }) => shop.phone)).toEqual(phones);
    expect(opened.every(({ isNewShop }) => isNewShop)).toBe(true);
  });

  describe('by a challenge that was used before, as after a lost answer,', () => {
    const again = (challengeId: string) => it_.signIn({ challengeId });

    it('opens the same session with the same refresh token', async () => {
      const challengeId = newChallenge();
      const first = await again(challengeId);
      const second = await again(challengeId);
      expect(second.session).toEqual(first.session);
      expect(second.tokens.refreshToken).toBe(first.tokens.refreshToken);
      expect([first.isNewShop, second.isNewShop]).toEqual([true, true]);
      await expect(it_.events(first.shop.id)).resolves.toEqual(['session_opened']);
    });

    it('reports a shop that existed before as not new, each time', async () => {
      await it_.signIn();
      const challengeId = newChallenge();
      expect([(await again(challengeId)).isNewShop, (await again(challengeId)).isNewShop]).toEqual([
        false,
        false,
      ]);
    });

    it('opens one session, twenty times at once', async () => {
      const challengeId = newChallenge();
      const opened = await Promise.all(Array.from({ length: 20 }, () => again(challengeId)));
      expect(distinct(opened.map(({ session }) => session.id))).toHaveLength(1);
      expect(distinct(opened.map(({ tokens }) => tokens.refreshToken))).toHaveLength(1);
      expect(distinct(opened.map(({ isNewShop }) => isNewShop))).toEqual([true]);
    });

    it('returns the token of the current generation', async () => {
      const challengeId = newChallenge();
      const { tokens } = await again(challengeId);
      const { refreshToken } = await it_.sessions.refresh(tokens.refreshToken, { userAgent: 'x', ip: 'y' });
      expect((await again(challengeId)).tokens.refreshToken).toBe(refreshToken);
    });

    it('is refused where the session has ended', async () => {
      const challengeId = newChallenge();
      const { claims } = await again(challengeId);
      await it_.sessions.end(claims, 'this');
      await expect(again(challengeId)).rejects.toMatchObject({ code: 'challenge_gone' });
    });

    it('is refused where the session has expired', async () => {
      const challengeId = newChallenge();
      const { shop } = await again(challengeId);
      await it_.passDays(shop.id, 31);
      await expect(again(challengeId)).rejects.toMatchObject({ code: 'challenge_gone' });
    });
  });

  it('beyond the limit of the shop ends the oldest session, and returns its id', async () => {
    const limited = await configured({ perShop: 3 });
    const signedIn = [];
    for (let i = 0; i < 5; i++) signedIn.push(await limited.signIn());
    const ids = signedIn.map(({ session }) => session.id);
    await expect(liveOf(signedIn[0]!.shop.id)).resolves.toEqual(ids.slice(2));
    await expect(it_.row(ids[0]!)).resolves.toMatchObject({ revoked_reason: 'limit' });
    const events = await it_.events(signedIn[0]!.shop.id);
    expect(events.filter((event) => event === 'session_ended')).toHaveLength(2);
  });

  it('does not count sessions that have ended or expired towards the limit', async () => {
    const limited = await configured({ perShop: 2 });
    const { shop, claims } = await limited.signIn();
    await limited.passDays(shop.id, 31);
    const ended = await limited.signIn();
    await limited.sessions.end(ended.claims, 'this');
    const kept = [await limited.signIn(), await limited.signIn()];
    const live = await liveOf(shop.id);
    expect(live).toEqual([claims.sessionId, ...kept.map(({ session }) => session.id)]);
  });

  it('at the limit is never the one that ends, though others come at the same time', async () => {
    const limited = await configured({ perShop: 1 });
    const opened = await Promise.all(Array.from({ length: 20 }, () => limited.signIn()));
    const [live] = await liveOf(opened[0]!.shop.id);
    const newest = opened.map(({ session }) => session).sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
    expect(
      newest.filter(({ createdAt }) => createdAt === newest[0]!.createdAt).map(({ id }) => id),
    ).toContain(live);
  });

  it('forgets sessions 30 days after their end and activity after 180', async () => {
    const { shop } = await it_.signIn();
    await it_.passDays(shop.id, 61);
    await it_.signIn();
    await expect(liveOf(shop.id)).resolves.toHaveLength(1);
    await expect(it_.events(shop.id)).resolves.toEqual(['session_opened', 'session_opened']);
    await it_.passDays(shop.id, 120);
    await it_.signIn();
    await expect(it_.events(shop.id)).resolves.toEqual(['session_opened', 'session_opened']);
  });

  it('expires no later than a session may last in all', async () => {
    const brief = await configured({ idleDays: 30, maxDays: 7 });
    const { tokens } = await brief.signIn();
    expect(tokens.refreshExpiresIn).toBeLessThanOrEqual(7 * DAY_SECONDS);
  });
});
