import type { E164 } from '@app/contract';
import { TelegramAccounts } from '@app/telegram';
import { freshDatabase, type TestDatabase } from '@app/testing';
import { CLIENT, OTHER_PHONE, PHONE, SessionsOnPostgres } from './spec/sessions-on-postgres';

describe('the end of sessions', () => {
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

  type SignedIn = Awaited<ReturnType<SessionsOnPostgres['signIn']>>;
  const isLive = ({ claims }: SignedIn): Promise<boolean> =>
    it_.sessions.me(claims).then(
      () => true,
      () => false,
    );
  const live = (...sessions: SignedIn[]): Promise<boolean[]> => Promise.all(sessions.map(isLive));

  it('has not happened while `me` returns the shop and the session', async () => {
    const { claims, shop, session } = await it_.signIn();
    await expect(it_.sessions.me(claims)).resolves.toEqual({ shop, session });
  });

  it.each([
    ['this', [false, true, true]],
    ['others', [true, false, false]],
    ['all', [false, false, false]],
  ] as const)('with the scope %s, asked by the first of three sessions, ends %j', async (scope, expected) => {
    const [first, second, third] = [await it_.signIn(), await it_.signIn(), await it_.signIn()];
    const elsewhere = await it_.signIn({ phone: OTHER_PHONE });
    await it_.sessions.end(first.claims, scope);
    await expect(live(first, second, third)).resolves.toEqual(expected);
    await expect(isLive(elsewhere)).resolves.toBe(true);

    const ended = expected.filter((is) => !is).length;
    const events = await it_.events(first.shop.id);
    expect(events.filter((event) => event === 'session_ended')).toHaveLength(ended);
    const [row] = await it_.asOwner<{ count: string }>(
      `select count(*) from sessions where revoked_reason = 'logout'`,
    );
    expect(row!.count).toBe(String(ended));
  });

  it('makes every token of the session invalid at once', async () => {
    const { claims, tokens } = await it_.signIn();
    await it_.sessions.end(claims, 'this');
    await expect(it_.sessions.me(claims)).rejects.toMatchObject({ code: 'token_invalid' });
    await expect(it_.sessions.end(claims, 'all')).rejects.toMatchObject({ code: 'token_invalid' });
    await expect(it_.sessions.refresh(tokens.refreshToken, CLIENT)).rejects.toMatchObject({
      code: 'session_invalid',
    });
  });

  it('cannot be asked by a session of another shop', async () => {
    const [ours, theirs] = [await it_.signIn(), await it_.signIn({ phone: OTHER_PHONE })];
    const mixed = { shopId: theirs.shop.id, sessionId: ours.session.id };
    await expect(it_.sessions.end(mixed, 'all')).rejects.toMatchObject({ code: 'token_invalid' });
    await expect(it_.sessions.me(mixed)).rejects.toMatchObject({ code: 'token_invalid' });
    await expect(live(ours, theirs)).resolves.toEqual([true, true]);
  });

  it('leaves expired sessions as they are', async () => {
    const expired = await it_.signIn();
    await it_.passDays(expired.shop.id, 31);
    const { claims } = await it_.signIn();
    await it_.sessions.end(claims, 'all');
    await expect(it_.row(expired.session.id)).resolves.toMatchObject({ revoked_reason: null });
  });

  describe('that the owner asks for in Telegram', () => {
    it('ends every session of the phone, counts them, and records them', async () => {
      const sessions = [await it_.signIn(), await it_.signIn()];
      const elsewhere = await it_.signIn({ phone: OTHER_PHONE });
      const ended = await it_.phoneSessions.endAll(PHONE);
      expect(ended.shopId).toBe(sessions[0]!.shop.id);
      expect([...ended.ended].sort()).toEqual(sessions.map(({ session }) => session.id).sort());
      await expect(live(...sessions, elsewhere)).resolves.toEqual([false, false, true]);
      await expect(it_.events(sessions[0]!.shop.id)).resolves.toEqual([
        ...['session_opened', 'session_opened'],
        ...['session_ended', 'session_ended'],
      ]);
    });

    it('does not count sessions that have ended or expired before', async () => {
      const { shop } = await it_.signIn();
      await it_.passDays(shop.id, 31);
      const { claims } = await it_.signIn();
      await it_.sessions.end(claims, 'this');
      const { session } = await it_.signIn();
      await expect(it_.phoneSessions.endAll(PHONE)).resolves.toMatchObject({ ended: [session.id] });
      await expect(it_.phoneSessions.endAll(PHONE)).resolves.toMatchObject({ ended: [] });
    });

    it('is nothing for a phone without a shop', async () => {
      const phone = '+77019999999' as E164;
      await expect(it_.phoneSessions.endAll(phone)).resolves.toEqual({ shopId: null, ended: [] });
    });
  });

  it('of one session can be asked by any session of the shop, and by none of another shop', async () => {
    const [first, second] = [await it_.signIn(), await it_.signIn()];
    const elsewhere = await it_.signIn({ phone: OTHER_PHONE });
    const end = (claims: SignedIn['claims'], one: string) => it_.sessions.end(claims, { one });
    await expect(end(first.claims, elsewhere.session.id)).resolves.toEqual([]);
    await expect(end(first.claims, '01890000-0000-7000-8000-000000000000')).resolves.toEqual([]);
    await expect(end(first.claims, second.session.id)).resolves.toEqual([second.session.id]);
    await expect(end(first.claims, second.session.id)).resolves.toEqual([]);
    await expect(end(second.claims, first.session.id)).rejects.toMatchObject({ code: 'token_invalid' });
    await expect(live(first, second, elsewhere)).resolves.toEqual([true, false, true]);
  });

  it('of the session that a code has opened can be asked by the owner of the phone alone', async () => {
    const [first, second] = [await it_.signIn({ challengeId: 'opened first' }), await it_.signIn()];
    const endOpenedBy = (phone: E164) =>
      it_.phoneSessions.endOpenedBy(phone, 'opened first', { isUsed: true });
    await expect(endOpenedBy(OTHER_PHONE)).resolves.toEqual({ shopId: null, ended: [] });
    const at = await Promise.all(Array.from({ length: 50 }, () => endOpenedBy(PHONE)));
    expect(at.flatMap(({ ended }) => ended)).toEqual([first.session.id]);
    await expect(live(first, second)).resolves.toEqual([false, true]);
    await expect(it_.row(first.session.id)).resolves.toMatchObject({ revoked_reason: 'refused' });
  });

  it('of a session that is opening at this moment prevents it', async () => {
    const { shop } = await it_.signIn();
    const refuse = (of: { isUsed: boolean }) => it_.phoneSessions.endOpenedBy(PHONE, 'used just now', of);
    await expect(refuse({ isUsed: false })).resolves.toEqual({ shopId: shop.id, ended: [] });
    await expect(refuse({ isUsed: true })).resolves.toEqual({ shopId: shop.id, ended: [] });
    await expect(it_.signIn({ challengeId: 'used just now' })).rejects.toMatchObject({
      code: 'challenge_gone',
    });
    const events = await it_.events(shop.id);
    expect(events).toEqual(['session_opened']);

    for (let round = 0; round < 20; round++) {
      const challengeId = `races ${round}`;
      await Promise.all([
        it_.signIn({ challengeId }).catch(() => undefined),
        it_.phoneSessions.endOpenedBy(PHONE, challengeId, { isUsed: true }),
      ]);
      const live = `select from sessions where challenge_id = $1 and revoked_at is null`;
      await expect(it_.asOwner(live, [challengeId])).resolves.toEqual([]);
    }
  });

  it('of a session by its id can be asked by the owner of the phone alone', async () => {
    const [first, second] = [await it_.signIn(), await it_.signIn()];
    await it_.signIn({ phone: OTHER_PHONE });
    await expect(it_.phoneSessions.endOne(OTHER_PHONE, first.session.id)).resolves.toMatchObject({
      ended: [],
    });
    await expect(it_.phoneSessions.endOne(PHONE, first.session.id)).resolves.toMatchObject({
      ended: [first.session.id],
    });
    await expect(live(first, second)).resolves.toEqual([false, true]);
  });

  it('can be asked with the refresh token alone', async () => {
    const [first, second] = [await it_.signIn(), await it_.signIn()];
    const { shopId, sessionId } = first.claims;
    for (const ended of [[sessionId], []]) {
      await expect(it_.sessions.endByRefreshToken(first.tokens.refreshToken)).resolves.toEqual({
        shopId,
        ended,
      });
    }
    await expect(it_.sessions.endByRefreshToken('x')).rejects.toMatchObject({ code: 'session_invalid' });
    await expect(live(first, second)).resolves.toEqual([false, true]);
  });

  it('does not deadlock, though it is asked from all sides while the phone moves to and fro', async () => {
    const accounts = new TelegramAccounts(it_.database);
    const move = async (telegramId: number): Promise<void> => {
      const { outcome } = await accounts.link({ telegramId, chatId: telegramId }, PHONE);
      if (outcome === 'unchanged') await accounts.unlink(telegramId);
    };
    const expected = (error: unknown): void => {
      const { code } = error as { code: string };
      if (code !== 'token_invalid' && code !== 'session_invalid') throw error;
    };
    for (let round = 0; round < 15; round++) {
      const sessions = [await it_.signIn(), await it_.signIn(), await it_.signIn()];
      const [first, second, third] = sessions as [SignedIn, SignedIn, SignedIn];
      await it_.asOwner('update sessions set generation = 9 where id = $1', [third.session.id]);
      await Promise.all([
        it_.sessions.end(first.claims, 'all').catch(expected),
        it_.sessions.end(second.claims, 'others').catch(expected),
        it_.sessions.refresh(third.tokens.refreshToken, CLIENT).catch(expected),
        it_.phoneSessions.endAll(PHONE),
        it_.sessions.endByRefreshToken(second.tokens.refreshToken),
        it_.signIn(),
        move(1 + (round % 2)),
        move(2 - (round % 2)),
      ]);
    }
  });
});
