import type { E164 } from '@app/contract';
import { TelegramAccounts } from '@app/telegram';
import { RefreshTokenReused } from './sessions';
import {
  CLIENT,
  OTHER_PHONE,
  PHONE,
  type SessionsOnPostgres,
  useSessions,
} from './spec/sessions-on-postgres';

const fixture = useSessions();

describe('a live session', () => {
  it('is returned with its shop', async () => {
    const { claims, shop, session } = await fixture.signIn();
    await expect(fixture.sessions.me(claims)).resolves.toEqual({ shop, session });
  });
});

describe('the end of sessions', () => {
  type SignedIn = Awaited<ReturnType<SessionsOnPostgres['signIn']>>;
  const isLive = ({ claims }: SignedIn): Promise<boolean> =>
    fixture.sessions.me(claims).then(
      () => true,
      () => false,
    );
  const live = (...sessions: SignedIn[]): Promise<boolean[]> => Promise.all(sessions.map(isLive));

  it.each([
    ['this', 'ends the session that requests it', [false, true, true]],
    ['others', 'ends the two other sessions', [true, false, false]],
    ['all', 'ends all three sessions', [false, false, false]],
  ] as const)('with the scope %s %s', async (scope, _, expected) => {
    const [first, second, third] = [await fixture.signIn(), await fixture.signIn(), await fixture.signIn()];
    const elsewhere = await fixture.signIn({ phone: OTHER_PHONE });
    await fixture.sessions.end(first.claims, scope);
    await expect(live(first, second, third)).resolves.toEqual(expected);
    await expect(isLive(elsewhere)).resolves.toBe(true);

    const ended = expected.filter((isStillLive) => !isStillLive).length;
    const events = await fixture.events(first.shop.id);
    expect(events.filter((event) => event === 'session_ended')).toHaveLength(ended);
    const rows = await fixture.asOwner<{ reason: string }>(
      `select revoked_reason as reason from sessions where revoked_at is not null order by id`,
    );
    // The session that asks has logged out. The owner has ended the others from another device.
    expect(rows.map(({ reason }) => reason)).toEqual(
      expected.flatMap((isStillLive, index) => (isStillLive ? [] : index === 0 ? 'logout' : 'signed_out')),
    );
  });

  it('makes every token of the session invalid at once', async () => {
    const { claims, tokens } = await fixture.signIn();
    await fixture.sessions.end(claims, 'this');
    await expect(fixture.sessions.me(claims)).rejects.toMatchObject({ code: 'token_invalid' });
    await expect(fixture.sessions.end(claims, 'all')).rejects.toMatchObject({ code: 'token_invalid' });
    await expect(fixture.sessions.refresh(tokens.refreshToken, CLIENT)).rejects.toMatchObject({
      code: 'session_invalid',
    });
  });

  it('cannot be requested by a session of another shop', async () => {
    const [ours, theirs] = [await fixture.signIn(), await fixture.signIn({ phone: OTHER_PHONE })];
    const mixed = { shopId: theirs.shop.id, sessionId: ours.session.id };
    await expect(fixture.sessions.end(mixed, 'all')).rejects.toMatchObject({ code: 'token_invalid' });
    await expect(fixture.sessions.me(mixed)).rejects.toMatchObject({ code: 'token_invalid' });
    await expect(live(ours, theirs)).resolves.toEqual([true, true]);
  });

  it('leaves expired sessions as they are', async () => {
    const expired = await fixture.signIn();
    await fixture.passDays(expired.shop.id, 31);
    const { claims } = await fixture.signIn();
    await fixture.sessions.end(claims, 'all');
    await expect(fixture.row(expired.session.id)).resolves.toMatchObject({ revoked_reason: null });
  });

  describe('that the owner requests in Telegram', () => {
    it('ends and records every session of the phone', async () => {
      const sessions = [await fixture.signIn(), await fixture.signIn()];
      const elsewhere = await fixture.signIn({ phone: OTHER_PHONE });
      const ended = await fixture.phoneSessions.endAll(PHONE);
      expect(ended.shopId).toBe(sessions[0]!.shop.id);
      expect([...ended.ended].sort()).toEqual(sessions.map(({ session }) => session.id).sort());
      await expect(live(...sessions, elsewhere)).resolves.toEqual([false, false, true]);
      await expect(fixture.events(sessions[0]!.shop.id)).resolves.toEqual([
        ...['session_opened', 'session_opened'],
        ...['session_ended', 'session_ended'],
      ]);
    });

    it('ends only live sessions', async () => {
      const { shop } = await fixture.signIn();
      await fixture.passDays(shop.id, 31);
      const { claims } = await fixture.signIn();
      await fixture.sessions.end(claims, 'this');
      const { session } = await fixture.signIn();
      await expect(fixture.phoneSessions.endAll(PHONE)).resolves.toMatchObject({ ended: [session.id] });
      await expect(fixture.phoneSessions.endAll(PHONE)).resolves.toMatchObject({ ended: [] });
    });

    it('ends nothing for a phone without a shop', async () => {
      const phone = '+77019999999' as E164;
      await expect(fixture.phoneSessions.endAll(phone)).resolves.toEqual({ shopId: null, ended: [] });
    });
  });

  it('of one session can be requested only by sessions of its shop', async () => {
    const [first, second] = [await fixture.signIn(), await fixture.signIn()];
    const elsewhere = await fixture.signIn({ phone: OTHER_PHONE });
    const end = (claims: SignedIn['claims'], one: string) => fixture.sessions.end(claims, { one });
    await expect(end(first.claims, elsewhere.session.id)).resolves.toEqual([]);
    await expect(end(first.claims, '01890000-0000-7000-8000-000000000000')).resolves.toEqual([]);
    await expect(end(first.claims, second.session.id)).resolves.toEqual([second.session.id]);
    await expect(end(first.claims, second.session.id)).resolves.toEqual([]);
    await expect(end(second.claims, first.session.id)).rejects.toMatchObject({ code: 'token_invalid' });
    await expect(live(first, second, elsewhere)).resolves.toEqual([true, false, true]);
  });

  it('of the session that a code has opened can be requested only by the owner of the phone', async () => {
    const [first, second] = [await fixture.signIn({ challengeId: 'opened first' }), await fixture.signIn()];
    const endSessionOfChallenge = (phone: E164) =>
      fixture.phoneSessions.endSessionOfChallenge(phone, 'opened first', { isUsed: true });
    await expect(endSessionOfChallenge(OTHER_PHONE)).resolves.toEqual({ shopId: null, ended: [] });
    const results = await Promise.all(Array.from({ length: 50 }, () => endSessionOfChallenge(PHONE)));
    expect(results.flatMap(({ ended }) => ended)).toEqual([first.session.id]);
    await expect(live(first, second)).resolves.toEqual([false, true]);
    await expect(fixture.row(first.session.id)).resolves.toMatchObject({ revoked_reason: 'refused' });
  });

  it('prevents a session that is opening at the same time', async () => {
    const { shop } = await fixture.signIn();
    const refuse = (code: { isUsed: boolean }) =>
      fixture.phoneSessions.endSessionOfChallenge(PHONE, 'used just now', code);
    await expect(refuse({ isUsed: false })).resolves.toEqual({ shopId: shop.id, ended: [] });
    await expect(refuse({ isUsed: true })).resolves.toEqual({ shopId: shop.id, ended: [] });
    await expect(fixture.signIn({ challengeId: 'used just now' })).rejects.toMatchObject({
      code: 'challenge_gone',
    });
    const events = await fixture.events(shop.id);
    expect(events).toEqual(['session_opened']);

    for (let round = 0; round < 20; round++) {
      const challengeId = `races ${round}`;
      await Promise.all([
        fixture.signIn({ challengeId }).catch(() => undefined),
        fixture.phoneSessions.endSessionOfChallenge(PHONE, challengeId, { isUsed: true }),
      ]);
      const live = `select from sessions where challenge_id = $1 and revoked_at is null`;
      await expect(fixture.asOwner(live, [challengeId])).resolves.toEqual([]);
    }
  });

  it('of a session by its id can be requested only by the owner of the phone', async () => {
    const [first, second] = [await fixture.signIn(), await fixture.signIn()];
    await fixture.signIn({ phone: OTHER_PHONE });
    await expect(fixture.phoneSessions.endOne(OTHER_PHONE, first.session.id)).resolves.toMatchObject({
      ended: [],
    });
    await expect(fixture.phoneSessions.endOne(PHONE, first.session.id)).resolves.toMatchObject({
      ended: [first.session.id],
    });
    await expect(live(first, second)).resolves.toEqual([false, true]);
  });

  it('of a session that the owner chose in the list is recorded once, and by no other owner', async () => {
    const [chosen, kept] = [await fixture.signIn(), await fixture.signIn()];
    await fixture.signIn({ phone: OTHER_PHONE });
    const signOut = (phone: E164) => fixture.phoneSessions.signOut(phone, chosen.session.id);
    await expect(signOut(OTHER_PHONE)).resolves.toMatchObject({ ended: [] });
    const results = await Promise.all(Array.from({ length: 50 }, () => signOut(PHONE)));
    expect(results.flatMap(({ ended }) => ended)).toEqual([chosen.session.id]);
    await expect(live(chosen, kept)).resolves.toEqual([false, true]);
    await expect(fixture.row(chosen.session.id)).resolves.toMatchObject({ revoked_reason: 'signed_out' });
    const events = await fixture.events(chosen.shop.id);
    expect(events.filter((event) => event === 'session_ended')).toHaveLength(1);
  });

  it('after the reuse of a token ends what was open then, once, and nothing that was opened since', async () => {
    const [stolen, other] = [await fixture.signIn(), await fixture.signIn()];
    const elsewhere = await fixture.signIn({ phone: OTHER_PHONE });
    const endBefore = (phone: E164, sessionId: string) =>
      fixture.phoneSessions.endBeforeReuse(phone, sessionId);
    // Nothing ends before the reuse, and nothing for a session that was ended in another way.
    await expect(endBefore(PHONE, stolen.session.id)).resolves.toMatchObject({ ended: [] });
    await fixture.asOwner('update sessions set generation = 9 where id = $1', [stolen.session.id]);
    await expect(fixture.sessions.refresh(stolen.tokens.refreshToken, CLIENT)).rejects.toBeInstanceOf(
      RefreshTokenReused,
    );
    const since = await fixture.signIn();
    await expect(endBefore(OTHER_PHONE, stolen.session.id)).resolves.toMatchObject({ ended: [] });
    const results = await Promise.all(Array.from({ length: 50 }, () => endBefore(PHONE, stolen.session.id)));
    expect(results.flatMap(({ ended }) => ended)).toEqual([other.session.id]);
    await expect(live(stolen, other, since, elsewhere)).resolves.toEqual([false, false, true, true]);
    await expect(fixture.row(other.session.id)).resolves.toMatchObject({ revoked_reason: 'refused' });
  });

  it('can be requested with the refresh token alone', async () => {
    const [first, second] = [await fixture.signIn(), await fixture.signIn()];
    const { shopId, sessionId } = first.claims;
    for (const ended of [[sessionId], []]) {
      await expect(fixture.sessions.endByRefreshToken(first.tokens.refreshToken)).resolves.toEqual({
        shopId,
        ended,
      });
    }
    await expect(fixture.sessions.endByRefreshToken('x')).rejects.toMatchObject({ code: 'session_invalid' });
    await expect(live(first, second)).resolves.toEqual([false, true]);
  });

  it('does not deadlock when many calls run at once while the phone moves', async () => {
    const accounts = new TelegramAccounts(fixture.database);
    const move = async (telegramId: number): Promise<void> => {
      const { outcome } = await accounts.link({ telegramId, chatId: telegramId }, PHONE);
      if (outcome === 'unchanged') await accounts.unlink(telegramId);
    };
    const expected = (error: unknown): void => {
      const { code } = error as { code: string };
      if (code !== 'token_invalid' && code !== 'session_invalid') throw error;
    };
    for (let round = 0; round < 15; round++) {
      const sessions = [await fixture.signIn(), await fixture.signIn(), await fixture.signIn()];
      const [first, second, third] = sessions as [SignedIn, SignedIn, SignedIn];
      await fixture.asOwner('update sessions set generation = 9 where id = $1', [third.session.id]);
      await Promise.all([
        fixture.sessions.end(first.claims, 'all').catch(expected),
        fixture.sessions.end(second.claims, 'others').catch(expected),
        fixture.sessions.refresh(third.tokens.refreshToken, CLIENT).catch(expected),
        fixture.phoneSessions.endAll(PHONE),
        fixture.sessions.endByRefreshToken(second.tokens.refreshToken),
        fixture.signIn(),
        move(1 + (round % 2)),
        move(2 - (round % 2)),
      ]);
    }
  });
});
