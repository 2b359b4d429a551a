import { Client } from 'pg';
import { CLIENT, newChallenge, PHONE, useSessions } from './spec/sessions-on-postgres';

describe('each method is one round trip to Postgres', () => {
  const fixture = useSessions(beforeAll, afterAll);

  async function roundTripsOf(work: () => Promise<unknown>): Promise<number> {
    const query = jest.spyOn(Client.prototype, 'query');
    try {
      await work();
      return query.mock.calls.length;
    } finally {
      query.mockRestore();
    }
  }

  it('to open a session, for a new shop and for an old one', async () => {
    await expect(roundTripsOf(() => fixture.signIn())).resolves.toBe(1);
    await expect(roundTripsOf(() => fixture.signIn())).resolves.toBe(1);
  });

  it('to open a session again', async () => {
    const challengeId = newChallenge();
    await fixture.signIn({ challengeId });
    await expect(roundTripsOf(() => fixture.signIn({ challengeId }))).resolves.toBe(1);
  });

  it('to rotate a token, to repeat it, and to detect a stolen one', async () => {
    const { tokens } = await fixture.signIn();
    const refresh = (token: string) => () => fixture.sessions.refresh(token, CLIENT);
    await expect(roundTripsOf(refresh(tokens.refreshToken))).resolves.toBe(1);
    await expect(roundTripsOf(refresh(tokens.refreshToken))).resolves.toBe(1);
    const { refreshToken } = await fixture.sessions.refresh(tokens.refreshToken, CLIENT);
    await fixture.sessions.refresh(refreshToken, CLIENT);
    const refusal = () =>
      expect(refresh(tokens.refreshToken)()).rejects.toMatchObject({ code: 'session_invalid' });
    await expect(roundTripsOf(refusal)).resolves.toBe(1);
  });

  it('to read the shop and the session', async () => {
    const { claims } = await fixture.signIn();
    await expect(roundTripsOf(() => fixture.sessions.me(claims))).resolves.toBe(1);
  });

  it.each(['this', 'others', 'all'] as const)('to end sessions with the scope %s', async (scope) => {
    const { claims } = await fixture.signIn();
    await expect(roundTripsOf(() => fixture.sessions.end(claims, scope))).resolves.toBe(1);
  });

  it('to list sessions and activity, and to end one', async () => {
    const { claims } = await fixture.signIn();
    const { session } = await fixture.signIn();
    await expect(roundTripsOf(() => fixture.sessions.list(claims))).resolves.toBe(1);
    await expect(roundTripsOf(() => fixture.activity.list(claims, { limit: 9 }))).resolves.toBe(1);
    await expect(roundTripsOf(() => fixture.sessions.end(claims, { one: session.id }))).resolves.toBe(1);
  });

  it('to end all sessions of a phone', async () => {
    await expect(roundTripsOf(() => fixture.phoneSessions.endAll(PHONE))).resolves.toBe(1);
  });

  it('except for work in a transaction, which needs four more', async () => {
    const { claims } = await fixture.signIn();
    const work = () => fixture.liveTenant.run(claims, () => Promise.resolve());
    await expect(roundTripsOf(work)).resolves.toBe(4);
  });

  it('except for a forged token, which needs none', async () => {
    const { claims, tokens } = await fixture.signIn();
    const forged = [
      `${tokens.refreshToken.slice(0, -3)}AAA`,
      tokens.refreshToken.replace('.1.', '.2.'),
      `v1.${claims.shopId}.${claims.sessionId}.1.${'A'.repeat(43)}`,
      'nothing of ours',
    ];
    for (const token of forged) {
      const refusal = () =>
        expect(fixture.sessions.refresh(token, CLIENT)).rejects.toMatchObject({ code: 'session_invalid' });
      await expect(roundTripsOf(refusal)).resolves.toBe(0);
    }
  });
});
