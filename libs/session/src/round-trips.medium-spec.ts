import { Client } from 'pg';
import { freshDatabase, type TestDatabase } from '@app/testing';
import { CLIENT, newChallenge, PHONE, SessionsOnPostgres } from './spec/sessions-on-postgres';

describe('each method is one round trip to Postgres', () => {
  let store: TestDatabase;
  let it_: SessionsOnPostgres;

  beforeAll(async () => {
    store = await freshDatabase();
    it_ = await SessionsOnPostgres.open(store.url);
  });
  afterAll(async () => {
    await it_.close();
    await store.drop();
  });

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
    await expect(roundTripsOf(() => it_.signIn())).resolves.toBe(1);
    await expect(roundTripsOf(() => it_.signIn())).resolves.toBe(1);
  });

  it('to open it again', async () => {
    const challengeId = newChallenge();
    await it_.signIn({ challengeId });
    await expect(roundTripsOf(() => it_.signIn({ challengeId }))).resolves.toBe(1);
  });

  it('to rotate a token, to repeat it, and to detect a stolen one', async () => {
    const { tokens } = await it_.signIn();
    const refresh = (token: string) => () => it_.sessions.refresh(token, CLIENT);
    await expect(roundTripsOf(refresh(tokens.refreshToken))).resolves.toBe(1);
    await expect(roundTripsOf(refresh(tokens.refreshToken))).resolves.toBe(1);
    const { refreshToken } = await it_.sessions.refresh(tokens.refreshToken, CLIENT);
    await it_.sessions.refresh(refreshToken, CLIENT);
    const refusal = () =>
      expect(refresh(tokens.refreshToken)()).rejects.toMatchObject({ code: 'session_invalid' });
    await expect(roundTripsOf(refusal)).resolves.toBe(1);
  });

  it('to read the shop and the session', async () => {
    const { claims } = await it_.signIn();
    await expect(roundTripsOf(() => it_.sessions.me(claims))).resolves.toBe(1);
  });

  it.each(['this', 'others', 'all'] as const)('to end sessions with the scope %s', async (scope) => {
    const { claims } = await it_.signIn();
    await expect(roundTripsOf(() => it_.sessions.end(claims, scope))).resolves.toBe(1);
  });

  it('to list sessions and activity, and to end one', async () => {
    const { claims } = await it_.signIn();
    const { session } = await it_.signIn();
    await expect(roundTripsOf(() => it_.sessions.list(claims))).resolves.toBe(1);
    await expect(roundTripsOf(() => it_.activity.list(claims, { limit: 9 }))).resolves.toBe(1);
    await expect(roundTripsOf(() => it_.sessions.end(claims, { one: session.id }))).resolves.toBe(1);
  });

  it('to end all sessions of a phone', async () => {
    await expect(roundTripsOf(() => it_.phoneSessions.endAll(PHONE))).resolves.toBe(1);
  });

  it('but for work in a transaction, which costs four beside the work itself', async () => {
    const { claims } = await it_.signIn();
    const work = () => it_.liveTenant.run(claims, () => Promise.resolve());
    await expect(roundTripsOf(work)).resolves.toBe(4);
  });

  it('and none for a token that is forged', async () => {
    const { claims, tokens } = await it_.signIn();
    const forged = [
      `${tokens.refreshToken.slice(0, -3)}AAA`,
      tokens.refreshToken.replace('.1.', '.2.'),
      `v1.${claims.shopId}.${claims.sessionId}.1.${'A'.repeat(43)}`,
      'nothing of ours',
    ];
    for (const token of forged) {
      const refusal = () =>
        expect(it_.sessions.refresh(token, CLIENT)).rejects.toMatchObject({ code: 'session_invalid' });
      await expect(roundTripsOf(refusal)).resolves.toBe(0);
    }
  });
});
