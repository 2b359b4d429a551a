import { adminConfig, databaseConfig } from '../config/config';
import { problemsOf } from '../config/spec/environments';
import { postgresAddress } from './postgres-address';
import { AddressFiles, CERTIFICATE, WRITE_ESCAPED, WRITE_HASH } from './spec/address-files';

const files = new AddressFiles();
const file = (name: string): string => files.path(name);
afterAll(() => files.remove());

const PLAIN = {
  host: 'db',
  port: 5432,
  user: 'me',
  password: 'pw',
  database: 'shop',
  tls: false,
  options: undefined,
  applicationName: undefined,
};

describe('an address of Postgres', () => {
  it.each<[string, object]>([
    ['postgres://me:pw@db/shop', {}],
    ['postgresql://me:pw@db:6543/shop', { port: 6543 }],
    ['postgres://me:p%40%2Fw@db/a%20shop', { password: 'p@/w', database: 'a shop' }],
    ['postgres://me:pw@[fd12::1]:5432/shop', { host: 'fd12::1' }],
    ['postgres://db', { user: undefined, password: undefined, database: undefined }],
    ['postgres://?host=db&port=6543&user=me&password=pw&dbname=shop', { port: 6543 }],
    ['postgres://me:pw@/shop?host=/run/postgresql', { host: '/run/postgresql' }],
    ['postgres://me:pw@%2Frun%2Fpostgresql/shop', { host: '/run/postgresql' }],
    ['postgres:///shop?host=/run&user=me&password=pw', { host: '/run' }],
    ['postgres://me:pw@db/shop?options=-c%20work_mem%3D8MB', { options: '-c work_mem=8MB' }],
    ['postgres://me:pw@db/shop?application_name=x', { applicationName: 'x' }],
    ['postgres://me:pw@db/shop?sslmode=disable', {}],
  ])('is parsed: %s', (url, expected) => {
    expect(postgresAddress(url)).toEqual({ ...PLAIN, ...expected });
  });

  const tlsOf = (query: string) => postgresAddress(`postgres://db/shop?${query}`).tls;

  it('supports the TLS modes of libpq', () => {
    const root = `sslrootcert=${file('ca.pem')}`;
    const anyName = { checkServerIdentity: expect.any(Function) as unknown };
    expect(tlsOf('sslmode=require')).toEqual({ rejectUnauthorized: false });
    expect(tlsOf('sslmode=require&uselibpqcompat=true')).toEqual({ rejectUnauthorized: false });
    expect(tlsOf(`sslmode=require&${root}`)).toEqual({
      rejectUnauthorized: true,
      ca: CERTIFICATE,
      ...anyName,
    });
    expect(tlsOf(`sslmode=verify-ca&${root}`)).toEqual({
      rejectUnauthorized: true,
      ca: CERTIFICATE,
      ...anyName,
    });
    expect(tlsOf(`sslmode=verify-full&${root}`)).toEqual({ rejectUnauthorized: true, ca: CERTIFICATE });
    expect(tlsOf('sslmode=verify-full')).toEqual({ rejectUnauthorized: true });
    expect(tlsOf('sslmode=verify-full&sslrootcert=system')).toEqual({ rejectUnauthorized: true });
    expect(tlsOf(`sslmode=verify-full&sslcert=${file('client.pem')}&sslkey=${file('client.key')}`)).toEqual({
      rejectUnauthorized: true,
      cert: 'a certificate',
      key: 'its key',
    });
    expect(tlsOf(`sslmode=verify-full&host=/run`)).toBe(false);
  });

  it.each([
    ['postgres://db/shop?sslmode=prefer', 'sslmode=prefer is not supported, because it connects without TLS'],
    ['postgres://db/shop?sslmode=allow', 'sslmode=allow is not supported, because it connects without TLS'],
    ['postgres://db/shop?sslmode=hunter2', 'sslmode must be disable, require, verify-ca or verify-full'],
    ['postgres://db/shop?sslmode=verify-ca', 'sslmode=verify-ca needs sslrootcert'],
    ['postgres://db/shop?sslmode=require&sslrootcert=system', 'needs sslmode=verify-full'],
    ['postgres://db/shop?sslrootcert=/hunter2', 'sslrootcert needs sslmode=verify-full'],
    ['postgres://db/shop?sslmode=verify-full&sslrootcert=/hunter2', 'the file of sslrootcert cannot be read'],
    ['postgres://db/shop?sslmode=verify-full&sslcert=/hunter2', 'sslcert and sslkey must be set together'],
    ['postgres://db/shop?ssl=true', '"ssl" is not supported: write sslmode'],
    ['postgres://db/shop?target_session_attrs=hunter2', '"target_session_attrs" is not supported'],
    ['postgres://db/shop?channel_binding=require', '"channel_binding" is not supported'],
    ['postgres://db/shop?pgbouncer=hunter2', '"pgbouncer" is not supported'],
    ['postgres://db/shop?hunter2=1', WRITE_ESCAPED],
    ['postgres://user:12?hunter2@db.host/shop', WRITE_ESCAPED],
    ['postgres://db/shop?user=me&password=se&hunter2', WRITE_ESCAPED],
    ['postgres://db/shop#hunter2', WRITE_HASH],
    ['postgres://user:12#hunter2@db.host/shop', WRITE_HASH],
    ['postgres://me:hunter2@a,b/shop', 'several hosts are not supported'],
    ['postgres://a:1,b:2/shop', 'several hosts are not supported'],
    ['postgres:///shop?host=a,b', 'several hosts are not supported'],
    ['postgres://me:hunter2@/shop', 'it names no host'],
    ['postgres://db:hunter2/shop', 'it is not a URL'],
    ['postgres://db/shop?port=hunter2', 'its port is not a number from 1 to 65535'],
    ['postgres://me:hunter2%@db/shop', 'it is not a URL'],
    ['mysql://me:hunter2@db/shop', 'it is not a URL that begins with postgres://'],
  ])('is refused with the name of the problem and without its value: %s', (url, expected) => {
    for (const read of [databaseConfig, adminConfig]) {
      const [problem] = problemsOf(() => read({ DATABASE_URL: url }));
      expect(problem).toMatch(/^DATABASE_URL is not usable: expected .*, but /);
      expect(problem).toContain(expected);
      expect(problem).not.toContain('hunter2');
    }
  });

  it.each(['empty.pem', 'client.key'])(
    'is refused with a sslrootcert that holds no certificate: %s',
    (name) => {
      for (const sslmode of ['require', 'verify-ca', 'verify-full']) {
        const query = `sslmode=${sslmode}&sslrootcert=${file(name)}`;
        expect(() => tlsOf(query)).toThrow('cannot be read or contains no certificate');
        expect(problemsOf(() => databaseConfig({ PGHOST: 'db', PGSSLROOTCERT: file(name) }))).toEqual([
          expect.stringMatching(/^PGSSLROOTCERT is not usable: expected a file with the certificate/),
        ]);
      }
    },
  );

  it('is refused with unsupported variables of libpq, all of which are named', () => {
    const names = ['PGSSLCERT', 'PGSSLKEY', 'PGCHANNELBINDING', 'PGREQUIREAUTH', 'PGSSLNEGOTIATION'];
    const given = Object.fromEntries(names.map((name) => [name, 'hunter2']));
    for (const where of [{ PGHOST: 'db' }, { DATABASE_URL: 'postgres://db/shop' }]) {
      const problems = problemsOf(() =>
        databaseConfig({ ...where, ...given, PGAPPNAME: 'x', PGOPTIONS: '' }),
      );
      expect(problems.map((problem) => problem.split(' is not supported: ')[0]).sort()).toEqual(names.sort());
      expect(problems.join()).not.toContain('hunter2');
    }
  });

  it.each([
    ['PGGSSENCMODE', 'disable', 'prefer'],
    ['PGCHANNELBINDING', 'disable', 'require'],
    ['PGCHANNELBINDING', 'prefer', 'PREFER'],
    ['PGTARGETSESSIONATTRS', 'any', 'read-write'],
  ])('is accepted with %s=%s and refused with %s', (name, harmless, other) => {
    for (const where of [{ PGHOST: 'db' }, { DATABASE_URL: 'postgres://db/shop' }]) {
      expect(problemsOf(() => databaseConfig({ ...where, [name]: harmless }))).toEqual([]);
      expect(problemsOf(() => databaseConfig({ ...where, [name]: other }))).toEqual([
        `${name} is not supported: unset it`,
      ]);
    }
  });

  it.each(['hunter2', 'prefer'])('is refused under the name PGSSLMODE if that is %s', (mode) => {
    for (const read of [databaseConfig, adminConfig]) {
      for (const where of [{ PGHOST: 'db' }, { DATABASE_URL: 'postgres://db/shop' }]) {
        expect(problemsOf(() => read({ ...where, PGSSLMODE: mode }))).toEqual([
          'PGSSLMODE is not usable: expected disable, require, verify-ca or verify-full',
        ]);
      }
      // PGSSLMODE has no effect on these addresses.
      const url = 'postgres://db/shop?sslmode=disable';
      expect(problemsOf(() => read({ DATABASE_URL: url, PGSSLMODE: mode }))).toEqual([]);
      expect(problemsOf(() => read({ PGHOST: '/run', PGSSLMODE: mode }))).toEqual([]);
    }
  });

  const addressOf = (env: Record<string, string>) => postgresAddress(databaseConfig(env).databaseUrl);

  it('may be the folder of a socket in PGHOST', () => {
    expect(
      addressOf({ PGHOST: '/run/postgresql', PGUSER: 'me', PGPASSWORD: 'p/w', PGDATABASE: 'shop' }),
    ).toEqual({
      ...PLAIN,
      host: '/run/postgresql',
      password: 'p/w',
    });
  });

  it('is completed by PGSSLMODE and PGSSLROOTCERT as in libpq', () => {
    const tls = { PGSSLMODE: 'verify-full', PGSSLROOTCERT: file('ca.pem') };
    for (const where of [{ PGHOST: 'db' }, { DATABASE_URL: 'postgres://db/shop?application_name=x' }]) {
      expect(addressOf({ ...where, ...tls }).tls).toEqual({ rejectUnauthorized: true, ca: CERTIFICATE });
    }
    expect(addressOf({ DATABASE_URL: 'postgres://db/shop?sslmode=disable', PGSSLMODE: 'require' }).tls).toBe(
      false,
    );
  });
});
