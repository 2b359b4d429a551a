import { serviceOptions } from './connection-options';

const optionsOf = (databaseUrl: string) => {
  const { direct, pooled } = serviceOptions({ databaseUrl, applicationName: 'otpravka-spec' });
  return { direct: direct.extra as Record<string, unknown>, pooled: pooled.extra as Record<string, unknown> };
};

describe('the options of a connection', () => {
  it('set the application role, but are left out for a pooler that refuses them', () => {
    const { direct, pooled } = optionsOf('postgres://user@host/name');
    expect(direct['options']).toBe('-c statement_timeout=1500 -c role=otpravka_app -c otpravka.direct=1');
    expect(pooled['options']).toBeUndefined();
  });

  it('come after the options of the URL, because the last value of a setting wins', () => {
    const { direct } = optionsOf(
      'postgres://user@host/name?sslmode=disable&options=-c%20role%3Dpostgres%20-c%20work_mem%3D8MB',
    );
    expect(direct['options']).toBe(
      '-c role=postgres -c work_mem=8MB -c statement_timeout=1500 -c role=otpravka_app -c otpravka.direct=1',
    );
  });

  it('contain the parts of the URL but not the URL itself', () => {
    const { direct, pooled } = optionsOf('postgres://user:p%40ss%25word@[::1]:5433/a%20name');
    for (const extra of [direct, pooled]) {
      expect(extra).toMatchObject({
        host: '::1',
        port: 5433,
        user: 'user',
        password: 'p@ss%word',
        database: 'a name',
        ssl: false,
      });
      expect(extra).not.toHaveProperty('connectionString');
    }
  });

  it('never synchronize the tables with the entities', () => {
    const { direct } = serviceOptions({
      databaseUrl: 'postgres://user@host/name',
      applicationName: 'otpravka-spec',
    });
    expect(direct).toMatchObject({ synchronize: false });
  });
});
