import { TelegramAccounts } from '@app/telegram';
import { SignInNotifications } from './sign-in-notifications';
import {
  CLIENT,
  newChallenge,
  OTHER_CLIENT,
  PHONE,
  type SessionsOnPostgres,
  useSessions,
} from './spec/sessions-on-postgres';

const OWNER = { telegramId: 7, chatId: 7 };
type SignedIn = Awaited<ReturnType<SessionsOnPostgres['signIn']>>;

const NEW_CLIENT = { ...OTHER_CLIENT, browser: 'Safari', system: 'iPhone', network: OTHER_CLIENT.ip };

describe('the owner is to be notified of a sign-in', () => {
  const fixture = useSessions();
  const accounts = () => new TelegramAccounts(fixture.database);
  const notifications = () => new SignInNotifications(fixture.database);
  const isDue = async (more = {}): Promise<boolean> => (await fixture.signIn(more)).isNotificationDue;
  /** Lets the ten seconds pass in which the API may still enqueue the notification. */
  const passSeconds = () =>
    fixture.asOwner(`update sessions set notification_due_at = notification_due_at - interval '11 seconds'`);

  beforeEach(() => accounts().link(OWNER, PHONE));

  it('from a browser, a system or an address that is new to the shop, once each', async () => {
    await fixture.signIn();
    await expect(isDue({ browser: 'Chrome' })).resolves.toBe(true);
    await expect(isDue({ browser: 'Chrome' })).resolves.toBe(false);
    await expect(isDue({ system: 'Windows' })).resolves.toBe(true);
    await expect(isDue({ system: 'Windows' })).resolves.toBe(false);
    await expect(isDue({ ip: '203.0.113.9', network: '203.0.113.9' })).resolves.toBe(true);
    await expect(isDue({ ip: '203.0.113.9', network: '203.0.113.9' })).resolves.toBe(false);
  });

  it('not at the first sign-in of the shop, and not from a known client', async () => {
    await expect(isDue()).resolves.toBe(false);
    await expect(isDue()).resolves.toBe(false);
    await expect(isDue({ userAgent: 'Firefox of a later version' })).resolves.toBe(false);
  });

  it('not from another address of the same IPv6 network', async () => {
    const network = '2001:db8:1:2::/64';
    await fixture.signIn({ ip: '2001:db8:1:2::a', network });
    await expect(isDue({ ip: '2001:db8:1:2:9999::b', network })).resolves.toBe(false);
    await expect(isDue({ ip: '2001:db8:1:3::a', network: '2001:db8:1:3::/64' })).resolves.toBe(true);
  });

  it('not from an address at which a session was used since', async () => {
    const { tokens } = await fixture.signIn();
    await fixture.sessions.refresh(tokens.refreshToken, { ...CLIENT, ip: OTHER_CLIENT.ip });
    await expect(isDue({ ip: OTHER_CLIENT.ip, network: OTHER_CLIENT.ip })).resolves.toBe(false);
  });

  it('not from the IPv6 network in which a session was used since', async () => {
    const { tokens } = await fixture.signIn();
    const network = '2001:db8:1:4::/64';
    await fixture.sessions.refresh(tokens.refreshToken, { ...CLIENT, ip: '2001:db8:1:4::a', network });
    await expect(isDue({ ip: '2001:db8:1:4::b', network })).resolves.toBe(false);
  });

  it('again from a client whose session the owner has refused', async () => {
    await fixture.signIn();
    const { claims } = await fixture.signIn(NEW_CLIENT);
    await fixture.phoneSessions.endOne(PHONE, claims.sessionId);
    await expect(isDue(NEW_CLIENT)).resolves.toBe(true);
  });

  it.each<[string, (own: SignedIn, other: SignedIn) => Promise<unknown>]>([
    ['/logout_all', () => fixture.phoneSessions.endAll(PHONE)],
    ['/sessions', (_, { session }) => fixture.phoneSessions.signOut(PHONE, session.id)],
    ['a logout of all devices', ({ claims }) => fixture.sessions.end(claims, 'all')],
    ['a logout of the others', ({ claims }) => fixture.sessions.end(claims, 'others')],
    ['the list of the page', ({ claims }, { session }) => fixture.sessions.end(claims, { one: session.id })],
  ])('again from a client whose session its owner has ended by %s', async (_, end) => {
    const own = await fixture.signIn();
    await end(own, await fixture.signIn(NEW_CLIENT));
    await expect(isDue(NEW_CLIENT)).resolves.toBe(true);
  });

  it('not from a client that has logged itself out', async () => {
    await fixture.signIn();
    const { claims } = await fixture.signIn(NEW_CLIENT);
    await fixture.sessions.end(claims, 'this');
    await expect(isDue(NEW_CLIENT)).resolves.toBe(false);
    await fixture.sessions.end((await fixture.signIn()).claims, 'all');
    await expect(isDue()).resolves.toBe(false);
  });

  it('to the account that is linked to the phone', async () => {
    await expect(fixture.signIn()).resolves.toMatchObject({ ownerId: OWNER.telegramId });
    await accounts().unlink(OWNER.telegramId);
    await expect(fixture.signIn()).resolves.toMatchObject({ ownerId: null });
  });

  it.each([
    ['takes the phone over', () => Promise.resolve()],
    ['links a phone that was unlinked', () => accounts().unlink(OWNER.telegramId)],
  ])(
    'from the first browser of an account that %s: it does not know the former sessions',
    async (_, before) => {
      await fixture.signIn();
      await before();
      await accounts().link({ telegramId: 8, chatId: 8 }, PHONE);
      await expect(isDue()).resolves.toBe(true);
      await expect(isDue()).resolves.toBe(false);
    },
  );

  it('once, when twenty sign-ins come from a new client at once', async () => {
    await fixture.signIn();
    const opened = await Promise.all(Array.from({ length: 20 }, () => isDue(NEW_CLIENT)));
    expect(opened.filter(Boolean)).toHaveLength(1);
  });

  it('not while no account is linked to the phone, or the account is muted', async () => {
    await fixture.signIn();
    await accounts().switchSignInNotifications(OWNER.telegramId, 1);
    await expect(isDue(NEW_CLIENT)).resolves.toBe(false);
    await accounts().unlink(OWNER.telegramId);
    await expect(isDue({ browser: 'Chrome' })).resolves.toBe(false);
  });

  it('not by an instance of the former version, which does not tell the network', async () => {
    await fixture.signIn();
    const opened = await fixture.database.query<{ due: boolean }>(
      `select (open_session($1, $2, 'ru', 'KZT', 'UTC', 'a browser', '198.51.100.1', 30, 10, null)
         ->> 'isNotificationDue')::boolean as due`,
      [PHONE, newChallenge()],
    );
    expect(opened).toEqual([{ due: false }]);
  });

  it('until the notification is known to be in the outbox, by a call that repeats the challenge too', async () => {
    await fixture.signIn();
    const challengeId = newChallenge();
    await expect(isDue({ ...NEW_CLIENT, challengeId })).resolves.toBe(true);
    await expect(isDue({ ...NEW_CLIENT, challengeId })).resolves.toBe(true);
    await expect(notifications().due()).resolves.toEqual([]);
    await passSeconds();
    await expect(notifications().due()).resolves.toEqual([
      {
        challengeId,
        phone: PHONE,
        ownerId: OWNER.telegramId,
        ...{ browser: 'Safari', system: 'iPhone', ip: '203.0.113.8' },
        createdAt: expect.any(String) as string,
        timezone: 'Asia/Almaty',
      },
    ]);
    await notifications().settle([challengeId]);
    await expect(notifications().due()).resolves.toEqual([]);
    await expect(isDue({ ...NEW_CLIENT, challengeId })).resolves.toBe(false);
  });
});
