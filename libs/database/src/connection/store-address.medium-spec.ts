import { asOwner, Authority, DebianPostgres } from '@app/testing';
import { migrate } from '../migrator';
import { OwnerConnection } from './owner-connection';
import { booted, closeDatabases } from '../spec/databases';

/** Services, migrations and operators connect to each kind of address. */
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
    ['without TLS by default', () => at('127.0.0.1', ''), false],
    ['with TLS, without verifying the certificate', () => at('127.0.0.1', 'sslmode=require'), true],
    ['with a certificate of its own authority', () => at('localhost', `sslmode=verify-full${root()}`), true],
    [
      'with a certificate for another name by sslmode=verify-ca',
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
    ['for another name', () => at('127.0.0.1', `sslmode=verify-full${root()}`), /IP: 127\.0\.0\.1 is not/],
    ['of an unknown authority', () => at('localhost', 'sslmode=verify-full'), /self-signed|unable to/],
    [
      'of another authority than the given one',
      () => at('127.0.0.1', `sslmode=require${root(other.caFile)}`),
      /self-signed|unable to|signature/,
    ],
  ])('with a certificate %s is refused for good', async (_, url, reason) => {
    for (const connect of [booted, migrate, (text: string) => OwnerConnection.open(text, 'otpravka-spec')]) {
      await expect(connect(url())).rejects.toThrow(reason);
    }
  });
});
