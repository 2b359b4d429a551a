import { asOwner, Authority, DebianPostgres } from '@app/testing';
import { migrate } from '../migrator';
import { OwnerConnection } from './owner-connection';
import { booted, closeDatabases } from '../spec/databases';

/** Services, migrations and operators over each kind of address. */
describe('a Postgres', () => {
  let authority: Authority;
  let other: Authority;
  let postgres: DebianPostgres;

  beforeAll(async () => {
    [authority, other] = [new Authority(), new Authority()];
    postgres = await DebianPostgres.start(authority.issue('localhost'));
  });
  afterEach(closeDatabases);
  afterAll(async () => {
    await postgres.stop();
    authority.remove();
    other.remove();
  });

  const at = (host: string, query: string): string =>
    `postgres://postgres@${host}:${postgres.port}/postgres?${query}`;
  const root = (file = authority.caFile): string => `&sslrootcert=${encodeURIComponent(file)}`;

  /** Whether the connections of a service and of an operator are encrypted. */
  async function encrypted(url: string): Promise<boolean[]> {
    await migrate(url);
    await booted(url, { connections: 1 });
    const operator = await OwnerConnection.open(url, 'otpravka-spec');
    const found = await asOwner<{ ssl: boolean }>(
      postgres.url(),
      `select ssl from pg_stat_ssl join pg_stat_activity using (pid) where application_name = 'otpravka-spec'`,
    );
    operator.close();
    return found.map(({ ssl }) => ssl);
  }

  it.each([
    ['without TLS, unless it is asked for', () => at('127.0.0.1', ''), false],
    ['with TLS and no look at the certificate', () => at('127.0.0.1', 'sslmode=require'), true],
    ['with a certificate of its own authority', () => at('localhost', `sslmode=verify-full${root()}`), true],
    [
      'with one for another name, where that does not matter',
      () => at('127.0.0.1', `sslmode=verify-ca${root()}`),
      true,
    ],
    [
      'at the folder of its socket',
      () => `postgres://postgres@/postgres?host=${encodeURIComponent(postgres.folder)}&port=${postgres.port}`,
      false,
    ],
  ])('is reached %s', async (_, url, isEncrypted) => {
    await expect(encrypted(url())).resolves.toEqual([isEncrypted, isEncrypted]);
  });

  it.each([
    [
      'one for another name',
      () => at('127.0.0.1', `sslmode=verify-full${root()}`),
      /IP: 127\.0\.0\.1 is not/,
    ],
    ['one that nobody knows', () => at('localhost', 'sslmode=verify-full'), /self-signed|unable to/],
    [
      'one of another authority',
      () => at('127.0.0.1', `sslmode=require${root(other.caFile)}`),
      /self-signed|unable to|signature/,
    ],
  ])('with a certificate that is %s is refused for good', async (_, url, reason) => {
    for (const connect of [booted, migrate, (text: string) => OwnerConnection.open(text, 'otpravka-spec')]) {
      await expect(connect(url())).rejects.toThrow(reason);
    }
  });
});
