import { type E164, session as sessionSchema, shop as shopSchema } from '@app/contract';
import { TelegramAccounts } from '@app/telegram';
import { newChallenge, OTHER_PHONE, PHONE, useSessions } from './spec/sessions-on-postgres';

const DAY_SECONDS = 86_400;

describe('a sign-in', () => {
  const fixture = useSessions();

  const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
  const liveOf = async (shopId: string): Promise<string[]> =>
    (
      await fixture.asOwner<{ id: string }>(
        'select id from sessions where shop_id = $1 and revoked_at is null order by created_at',
        [shopId],
      )
    ).map(({ id }) => id);

  it('is refused when the chat of the code no longer holds the phone', async () => {
    const accounts = new TelegramAccounts(fixture.database);
    await accounts.link({ telegramId: 1, chatId: 11 }, PHONE);
    await expect(fixture.signIn({ chatId: 11 })).resolves.toBeDefined();
    await accounts.link({ telegramId: 2, chatId: 22 }, PHONE);
    await expect(fixture.signIn({ chatId: 11 })).rejects.toMatchObject({ code: 'challenge_gone' });
    await accounts.unlink(2);
    await expect(fixture.signIn({ chatId: 22 })).rejects.toMatchObject({ code: 'challenge_gone' });
    await expect(fixture.asOwner('select from sessions where revoked_at is null')).resolves.toEqual([]);
  });

  it('leaves no session of the former holder when the phone moves at the same time', async () => {
    const accounts = new TelegramAccounts(fixture.database);
    for (let round = 1; round <= 20; round++) {
      const [former, next] = [round, round + 1];
      await accounts.link({ telegramId: former, chatId: former }, PHONE);
      await Promise.all([
        fixture.signIn({ chatId: former }).catch(() => undefined),
        accounts.link({ telegramId: next, chatId: next }, PHONE),
      ]);
      await expect(fixture.asOwner('select from sessions where revoked_at is null')).resolves.toEqual([]);
    }
  });

  it('creates the shop of a new phone with the profile', async () => {
    const { shop, session, isNewShop, tokens } = await fixture.signIn();
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
    expect(fixture.refreshTokens.read(tokens.refreshToken)).toEqual({
      shopId: shop.id,
      sessionId: session.id,
      generation: 1,
    });
    expect(tokens.refreshExpiresIn).toBeGreaterThan(30 * DAY_SECONDS - 60);
    expect(tokens.refreshExpiresIn).toBeLessThanOrEqual(30 * DAY_SECONDS);
  });

  it('returns what the contract defines', async () => {
    const { shop, session } = await fixture.signIn();
    expect(shopSchema.strict().parse(shop)).toEqual(shop);
    expect(sessionSchema.strict().parse(session)).toEqual(session);
    await fixture.asOwner(`update shops set plan = 'pro', plan_expires_at = '2027-01-02 03:04:05.678+05'`);
    const { shop: paying } = await fixture.signIn();
    expect(shopSchema.strict().parse(paying)).toMatchObject({ planExpiresAt: '2027-01-01T22:04:05.678Z' });
  });

  it('keeps the profile of a shop that exists', async () => {
    const first = await fixture.signIn();
    await fixture.asOwner(
      `update shops set language = 'en', currency = 'USD', timezone = 'UTC', name = 'Tea'`,
    );
    const later = await fixture.signIn();
    expect(later).toMatchObject({
      isNewShop: false,
      shop: { id: first.shop.id, language: 'en', currency: 'USD', timezone: 'UTC', name: 'Tea' },
    });
    expect(later.session.id).not.toBe(first.session.id);
    expect(Date.parse(later.shop.lastLoginAt!)).toBeGreaterThanOrEqual(Date.parse(first.shop.lastLoginAt!));
    expect(later.shop.createdAt).toBe(first.shop.createdAt);
  });

  it('with another phone opens another shop', async () => {
    const [ours, theirs] = [await fixture.signIn(), await fixture.signIn({ phone: OTHER_PHONE })];
    expect(theirs.shop.id).not.toBe(ours.shop.id);
  });

  it('returns the Telegram account of the phone', async () => {
    await new TelegramAccounts(fixture.database).link(
      { telegramId: 7, chatId: 7, username: 'tea_shop', firstName: 'Aigerim' },
      PHONE,
    );
    const { shop } = await fixture.signIn();
    expect(shop.telegram).toEqual({ linked: true, username: 'tea_shop', firstName: 'Aigerim' });
    await expect(fixture.asOwner('select telegram_id from shops')).resolves.toEqual([{ telegram_id: '7' }]);
  });

  it('creates one shop when it runs fifty times at once for one phone', async () => {
    const opened = await Promise.all(Array.from({ length: 50 }, () => fixture.signIn()));
    expect(distinct(opened.map(({ shop }) => shop.id))).toHaveLength(1);
    expect(distinct(opened.map(({ session }) => session.id))).toHaveLength(50);
    expect(opened.filter(({ isNewShop }) => isNewShop)).toHaveLength(1);
    await expect(liveOf(opened[0]!.shop.id)).resolves.toHaveLength(10);
  });

  it('creates a shop for each of thirty phones at once', async () => {
    const phones = Array.from({ length: 30 }, (_, i) => `+770100000${10 + i}` as E164);
    const opened = await Promise.all(phones.map((phone) => fixture.signIn({ phone })));
    expect(opened.map(({ shop }) => shop.phone)).toEqual(phones);
    expect(opened.every(({ isNewShop }) => isNewShop)).toBe(true);
  });

  describe('that repeats a challenge', () => {
    const signIn = (challengeId: string) => fixture.signIn({ challengeId });

    it('opens the same session with the same refresh token', async () => {
      const challengeId = newChallenge();
      const first = await signIn(challengeId);
      const second = await signIn(challengeId);
      expect(second.session).toEqual(first.session);
      expect(second.tokens.refreshToken).toBe(first.tokens.refreshToken);
      expect([first.isNewShop, second.isNewShop]).toEqual([true, true]);
      await expect(fixture.events(first.shop.id)).resolves.toEqual(['session_opened']);
    });

    it('reports a shop that existed before as not new', async () => {
      await fixture.signIn();
      const challengeId = newChallenge();
      expect([(await signIn(challengeId)).isNewShop, (await signIn(challengeId)).isNewShop]).toEqual([
        false,
        false,
      ]);
    });

    it('opens one session when it runs twenty times at once', async () => {
      const challengeId = newChallenge();
      const opened = await Promise.all(Array.from({ length: 20 }, () => signIn(challengeId)));
      expect(distinct(opened.map(({ session }) => session.id))).toHaveLength(1);
      expect(distinct(opened.map(({ tokens }) => tokens.refreshToken))).toHaveLength(1);
      expect(distinct(opened.map(({ isNewShop }) => isNewShop))).toEqual([true]);
    });

    it('returns the token of the current generation', async () => {
      const challengeId = newChallenge();
      const { tokens } = await signIn(challengeId);
      const { refreshToken } = await fixture.sessions.refresh(tokens.refreshToken, {
        userAgent: 'x',
        ip: 'y',
      });
      expect((await signIn(challengeId)).tokens.refreshToken).toBe(refreshToken);
    });

    it('is refused after the session has ended', async () => {
      const challengeId = newChallenge();
      const { claims } = await signIn(challengeId);
      await fixture.sessions.end(claims, 'this');
      await expect(signIn(challengeId)).rejects.toMatchObject({ code: 'challenge_gone' });
    });

    it('is refused after the session has expired', async () => {
      const challengeId = newChallenge();
      const { shop } = await signIn(challengeId);
      await fixture.passDays(shop.id, 31);
      await expect(signIn(challengeId)).rejects.toMatchObject({ code: 'challenge_gone' });
    });
  });

  it('ends the oldest session beyond the limit of the shop', async () => {
    const limited = await fixture.configured({ perShop: 3 });
    const signedIn = [];
    for (let i = 0; i < 5; i++) signedIn.push(await limited.signIn());
    const ids = signedIn.map(({ session }) => session.id);
    expect(signedIn.map(({ ended }) => ended)).toEqual([[], [], [], [ids[0]], [ids[1]]]);
    await expect(liveOf(signedIn[0]!.shop.id)).resolves.toEqual(ids.slice(2));
    await expect(fixture.row(ids[0]!)).resolves.toMatchObject({ revoked_reason: 'limit' });
    const events = await fixture.events(signedIn[0]!.shop.id);
    expect(events.filter((event) => event === 'session_ended')).toHaveLength(2);
  });

  it('counts only live sessions towards the limit', async () => {
    const limited = await fixture.configured({ perShop: 2 });
    const { shop, claims } = await limited.signIn();
    await limited.passDays(shop.id, 31);
    const ended = await limited.signIn();
    await limited.sessions.end(ended.claims, 'this');
    const kept = [await limited.signIn(), await limited.signIn()];
    const live = await liveOf(shop.id);
    expect(live).toEqual([claims.sessionId, ...kept.map(({ session }) => session.id)]);
  });

  it('keeps the newest session when sign-ins at the limit run at once', async () => {
    const limited = await fixture.configured({ perShop: 1 });
    const opened = await Promise.all(Array.from({ length: 20 }, () => limited.signIn()));
    const [live] = await liveOf(opened[0]!.shop.id);
    const newest = opened.map(({ session }) => session).sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
    expect(
      newest.filter(({ createdAt }) => createdAt === newest[0]!.createdAt).map(({ id }) => id),
    ).toContain(live);
  });

  it('opens a session that ends within the maximum lifetime', async () => {
    const brief = await fixture.configured({ idleDays: 30, maxDays: 7 });
    const { tokens } = await brief.signIn();
    expect(tokens.refreshExpiresIn).toBeLessThanOrEqual(7 * DAY_SECONDS);
  });
});
