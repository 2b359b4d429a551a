import { RefreshTokenReused } from './sessions';
import { CLIENT, OTHER_CLIENT, OTHER_PHONE, PHONE, useSessions } from './spec/sessions-on-postgres';

const DAY_MS = 86_400_000;
const INVALID = { code: 'session_invalid' };

describe('a refresh token', () => {
  const fixture = useSessions();

  const refresh = (refreshToken: string) => fixture.sessions.refresh(refreshToken, OTHER_CLIENT);

  /** A session and its tokens. `tokens[n - 1]` has the generation n; the last one is current. */
  async function sessionOfGeneration(generation: number) {
    const { claims, tokens: first } = await fixture.signIn();
    const tokens = [first.refreshToken];
    while (tokens.length < generation) tokens.push((await refresh(tokens.at(-1)!)).refreshToken);
    return { claims, tokens, nth: (n: number) => fixture.refreshTokens.make({ ...claims, generation: n }) };
  }

  const rotatedSecondsAgo = (sessionId: string, seconds: number) =>
    fixture.asOwner('update sessions set rotated_at = now() - make_interval(secs => $2) where id = $1', [
      sessionId,
      seconds,
    ]);

  it('is exchanged for its successor', async () => {
    const { claims, tokens, nth } = await sessionOfGeneration(4);
    expect(tokens).toEqual([nth(1), nth(2), nth(3), nth(4)]);
    await expect(fixture.row(claims.sessionId)).resolves.toMatchObject({
      generation: 4,
      revoked_reason: null,
    });
  });

  it('is exchanged together with an access token of the same session', async () => {
    const { claims, tokens } = await sessionOfGeneration(1);
    const { accessToken, tokenType, expiresIn } = await refresh(tokens[0]!);
    const payload = JSON.parse(Buffer.from(accessToken.split('.')[1]!, 'base64url').toString()) as object;
    expect(payload).toMatchObject({ sub: claims.shopId, sid: claims.sessionId });
    expect({ tokenType, expiresIn }).toEqual({ tokenType: 'Bearer', expiresIn: 600 });
  });

  it('records the client that uses it', async () => {
    const { claims, tokens } = await sessionOfGeneration(1);
    await expect(fixture.row(claims.sessionId)).resolves.toMatchObject({
      user_agent: CLIENT.userAgent,
      ip: CLIENT.ip,
    });
    await refresh(tokens[0]!);
    await expect(fixture.row(claims.sessionId)).resolves.toMatchObject({
      user_agent: OTHER_CLIENT.userAgent,
      ip: OTHER_CLIENT.ip,
    });
  });

  it('gives one successor when it is used fifty times at once', async () => {
    const { claims, tokens, nth } = await sessionOfGeneration(1);
    const refreshed = await Promise.all(Array.from({ length: 50 }, () => refresh(tokens[0]!)));
    expect(new Set(refreshed.map(({ refreshToken }) => refreshToken))).toEqual(new Set([nth(2)]));
    await expect(fixture.row(claims.sessionId)).resolves.toMatchObject({
      generation: 2,
      revoked_reason: null,
    });
  });

  describe('that was used', () => {
    // The answer with the successor may have been lost.
    it('gives the same successor for 20 s', async () => {
      const { claims, tokens, nth } = await sessionOfGeneration(2);
      await expect(refresh(tokens[0]!)).resolves.toMatchObject({ refreshToken: nth(2) });
      await rotatedSecondsAgo(claims.sessionId, 10);
      await expect(refresh(tokens[0]!)).resolves.toMatchObject({ refreshToken: nth(2) });
      await expect(fixture.row(claims.sessionId)).resolves.toMatchObject({
        generation: 2,
        revoked_reason: null,
      });
    });

    it('more than 20 s ago ends its session as stolen', async () => {
      const { claims, tokens } = await sessionOfGeneration(2);
      await rotatedSecondsAgo(claims.sessionId, 21);
      const reused = await refresh(tokens[0]!).catch((error: unknown) => error);
      expect(reused).toBeInstanceOf(RefreshTokenReused);
      expect(reused).toMatchObject({ ...INVALID, ...claims, phone: PHONE });
      await expect(fixture.row(claims.sessionId)).resolves.toMatchObject({ revoked_reason: 'reuse' });
      await expect(fixture.events(claims.shopId)).resolves.toEqual(['session_opened', 'token_reused']);
      await expect(refresh(tokens[1]!)).rejects.toMatchObject(INVALID);
      await expect(fixture.sessions.me(claims)).rejects.toMatchObject({ code: 'token_invalid' });
    });

    it('ends the session at once when its successor was used too', async () => {
      const { claims, tokens } = await sessionOfGeneration(3);
      await expect(refresh(tokens[0]!)).rejects.toMatchObject(INVALID);
      await expect(fixture.row(claims.sessionId)).resolves.toMatchObject({
        revoked_reason: 'reuse',
        generation: 3,
      });
    });

    it('ends no other session of the shop', async () => {
      const { claims: other } = await sessionOfGeneration(1);
      const { tokens } = await sessionOfGeneration(3);
      await expect(refresh(tokens[0]!)).rejects.toMatchObject(INVALID);
      await expect(fixture.sessions.me(other)).resolves.toBeDefined();
    });

    it('notifies the owner once, and again after a failed notification', async () => {
      const { claims, tokens } = await sessionOfGeneration(3);
      const reuse = (token: string) => refresh(token).catch((error: unknown) => error);
      await expect(reuse(tokens[0]!)).resolves.toBeInstanceOf(RefreshTokenReused);
      await expect(reuse(tokens[0]!)).resolves.not.toBeInstanceOf(RefreshTokenReused);
      await fixture.sessions.releaseReuseNotification(claims);
      await expect(reuse(tokens[2]!)).resolves.toBeInstanceOf(RefreshTokenReused);
      await expect(reuse(tokens[2]!)).resolves.toMatchObject(INVALID);
      await expect(fixture.events(claims.shopId)).resolves.toEqual(['session_opened', 'token_reused']);
    });

    it('is reported once when it comes twenty times at once', async () => {
      const { claims, tokens } = await sessionOfGeneration(3);
      const refused = await Promise.allSettled(Array.from({ length: 20 }, () => refresh(tokens[0]!)));
      const reasons = refused.map((result) =>
        result.status === 'rejected' ? (result.reason as unknown) : 'taken',
      );
      expect(reasons.filter((reason) => reason instanceof RefreshTokenReused)).toHaveLength(1);
      expect(reasons).toEqual(reasons.map(() => expect.objectContaining(INVALID) as unknown));
      await expect(fixture.events(claims.shopId)).resolves.toEqual(['session_opened', 'token_reused']);
    });
  });

  it('of a future generation is refused without ending the session', async () => {
    const { claims, tokens, nth } = await sessionOfGeneration(2);
    for (const n of [3, 4, 999_999_999]) await expect(refresh(nth(n))).rejects.toMatchObject(INVALID);
    await expect(fixture.row(claims.sessionId)).resolves.toMatchObject({
      generation: 2,
      revoked_reason: null,
    });
    await expect(refresh(tokens[1]!)).resolves.toBeDefined();
  });

  it('with a session of another shop is refused', async () => {
    const { claims } = await fixture.signIn();
    const { shop } = await fixture.signIn({ phone: OTHER_PHONE });
    const mixed = fixture.refreshTokens.make({ shopId: shop.id, sessionId: claims.sessionId, generation: 1 });
    await expect(refresh(mixed)).rejects.toMatchObject(INVALID);
    await expect(fixture.row(claims.sessionId)).resolves.toMatchObject({
      generation: 1,
      revoked_reason: null,
    });
  });

  it('of an ended session is refused and keeps the reason of the end', async () => {
    const { claims, tokens } = await sessionOfGeneration(3);
    await fixture.sessions.end(claims, 'this');
    for (const token of tokens) await expect(refresh(token)).rejects.toMatchObject(INVALID);
    await expect(fixture.row(claims.sessionId)).resolves.toMatchObject({ revoked_reason: 'logout' });
  });

  describe('lives', () => {
    const expiryOf = async (sessionId: string): Promise<number> => {
      const [row] = await fixture.asOwner<{ expires_at: Date }>(
        'select expires_at from sessions where id = $1',
        [sessionId],
      );
      return row!.expires_at.getTime();
    };

    it('30 days from its last use', async () => {
      const { claims, tokens } = await sessionOfGeneration(1);
      await fixture.passDays(claims.shopId, 29);
      const { refreshToken, refreshExpiresIn } = await refresh(tokens[0]!);
      expect((await expiryOf(claims.sessionId)) - Date.now()).toBeGreaterThan(30 * DAY_MS - 60_000);
      expect(refreshExpiresIn).toBeGreaterThan(30 * 86_400 - 60);

      await fixture.passDays(claims.shopId, 31);
      await expect(refresh(refreshToken)).rejects.toMatchObject(INVALID);
      await expect(fixture.sessions.me(claims)).rejects.toMatchObject({ code: 'token_invalid' });
      await expect(fixture.row(claims.sessionId)).resolves.toMatchObject({ revoked_reason: null });
    });

    it('90 days from the sign-in, however often it is used', async () => {
      const { claims, tokens } = await sessionOfGeneration(1);
      let token = tokens[0]!;
      for (let day = 25; day < 90; day += 25) {
        await fixture.passDays(claims.shopId, 25);
        token = (await refresh(token)).refreshToken;
      }
      const left = (await expiryOf(claims.sessionId)) - Date.now();
      expect(left).toBeGreaterThan(15 * DAY_MS - 60_000);
      expect(left).toBeLessThanOrEqual(15 * DAY_MS);
      await fixture.passDays(claims.shopId, 16);
      await expect(refresh(token)).rejects.toMatchObject(INVALID);
    });
  });
});
