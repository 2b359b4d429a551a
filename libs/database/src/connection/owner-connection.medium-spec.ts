import { asOwner, emptyDatabase, freshDatabase, type TestDatabase, TcpProxy } from '@app/testing';
import { OwnerConnection } from './owner-connection';

const open = (url: string) => OwnerConnection.open(url, 'otpravka-spec');

describe('the connection of an operator', () => {
  let store: TestDatabase;
  beforeAll(async () => (store = await freshDatabase()));
  afterAll(() => store.drop());

  const shops = (connection: OwnerConnection) =>
    connection.query<{ phone: string }>('select phone from public.shops');

  it('sees every shop, and rolls back a transaction that fails', async () => {
    const connection = await open(store.url);
    const insert = `insert into public.shops (phone, language, currency, timezone) values ($1, 'ru', 'KZT', 'UTC')`;
    await connection.transaction((manager) => manager.query(insert, ['+77011234567']));
    const failure = connection.transaction(async (manager) => {
      await manager.query(insert, ['+77017654321']);
      throw new Error('something else failed');
    });
    await expect(failure).rejects.toThrow('something else failed');
    await expect(shops(connection)).resolves.toEqual([{ phone: '+77011234567' }]);
    connection.close();
  });

  it('is refused to the role of the services, which is bound by row security', async () => {
    const url = new URL(store.url);
    url.searchParams.set('options', '-c role=otpravka_app');
    await expect(open(url.href)).rejects.toMatchObject({
      name: 'UnfitDatabase',
      message: expect.stringMatching(/"otpravka_app" of DATABASE_URL is bound by row security/) as string,
    });
  });

  it('is refused to a user who bypasses row security and has no rights', async () => {
    const name = `reader_${store.url.split('_').at(-1)}`;
    await asOwner(store.url, `create role ${name} login bypassrls password 'reader'`);
    const url = Object.assign(new URL(store.url), { username: name, password: 'reader' });
    try {
      await expect(open(url.href)).rejects.toMatchObject({
        name: 'UnfitDatabase',
        message: expect.stringMatching(/permission denied .+ "npm run migrate" runs as/) as string,
      });
    } finally {
      await asOwner(store.url, `drop role ${name}`);
    }
  });

  it('is refused if no migration ran', async () => {
    const empty = await emptyDatabase();
    await expect(open(empty.url)).rejects.toMatchObject({
      name: 'UnfitDatabase',
      message: expect.stringContaining('Run "npm run migrate" first') as string,
    });
    await empty.drop();
  });

  it('fails with DatabaseUnavailable when Postgres cannot be reached', async () => {
    const proxy = await TcpProxy.to(store.url);
    const connection = await open(proxy.url);
    try {
      proxy.cut();
      await expect(shops(connection)).rejects.toMatchObject({ name: 'DatabaseUnavailable' });
      await expect(open(proxy.url)).rejects.toMatchObject({ name: 'DatabaseUnavailable' });
    } finally {
      connection.close();
      await proxy.close();
    }
  });
});
