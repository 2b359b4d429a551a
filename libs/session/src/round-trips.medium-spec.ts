import { Client } from 'pg';
import { CLIENT, newChallenge, PHONE, useSessions } from './spec/sessions-on-postgres';

describe('Postgres is called', () => {
  const fixture = useSessions('per file');

  async function roundTripsOf(work: () => Promise<unknown>): Promise<number> {
    const query = jest.spyOn(Client.prototype, 'query');
    try {
      await work();
      return query.mock.calls.length;
    } finally {
      query.mockRestore();
    }
  }

  it('once to open a session of a new or an existing shop', async () => {
    await expect(roundTripsOf(() => fixture.signIn())).resolves.toBe(1);
    await expect(roundTripsOf(() => fixture.signIn())).resolves.toBe(1);
  });

  it('once to open the session of a challenge again', async () => {
    const challengeId = newChallenge();
    await fixture.signIn({ challengeId });
    await expect(roundTripsOf(() => fixture.signIn({ challengeId }))).resolves.toBe(1);
  });

  it('once to rotate a token, to repeat the rotation or to detect a stolen token', async () => {
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

  it('once to read the shop and the session', async () => {
    const { claims } = await fixture.signIn();
    await expect(roundTripsOf(() => fixture.sessions.me(claims))).resolves.toBe(1);
  });

  it.each(['this', 'others', 'all'] as const)('once to end sessions with the scope %s', async (scope) => {
    const { claims } = await fixture.signIn();
    await expect(roundTripsOf(() => fixture.sessions.end(claims, scope))).resolves.toBe(1);
  });

  it('once to list sessions, to list activity or to end one session', async () => {
    const { claims } = await fixture.signIn();
    const { session } = await fixture.signIn();
    await expect(roundTripsOf(() => fixture.sessions.list(claims))).resolves.toBe(1);
    await expect(roundTripsOf(() => fixture.activity.list(claims, { limit: 9 }))).resolves.toBe(1);
    await expect(roundTripsOf(() => fixture.sessions.end(claims, { one: session.id }))).resolves.toBe(1);
  });

  it('once to end all sessions of a phone', async () => {
    await expect(roundTripsOf(() => fixture.phoneSessions.endAll(PHONE))).resolves.toBe(1);
  });

  it('four times around the work of a transaction', async () => {
    const { claims } = await fixture.signIn();
    const work = () => fixture.liveTenant.run(claims, () => Promise.resolve());
    await expect(roundTripsOf(work)).resolves.toBe(4);
  });

  it('never for a forged token', async () => {
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
