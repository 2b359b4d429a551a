import { serviceOptions } from './connection-options';

const optionsOf = (databaseUrl: string): { url: string; extra: { options: string } } => {
  const { url, extra } = serviceOptions({ databaseUrl, applicationName: 'otpravka-spec' }) as {
    url: string;
    extra: object;
  };
  return { url, extra: extra as { options: string } };
};

describe('how the services connect', () => {
  it('takes the application role by a startup option', () => {
    expect(optionsOf('postgres://user@host/name').extra.options).toBe('-c role=otpravka_app');
  });

  it('keeps the options of the URL, and puts its own after them: the last one of a name counts', () => {
    const { url, extra } = optionsOf(
      'postgres://user@host/name?sslmode=disable&options=-c%20role%3Dpostgres%20-c%20work_mem%3D8MB',
    );
    expect(extra.options).toBe('-c role=postgres -c work_mem=8MB -c role=otpravka_app');
    expect(url).toBe('postgres://user@host/name?sslmode=disable');
  });

  it.each([
    'postgres://user:p%40ss%25word@host:5433/name',
    'postgresql://user@[::1]:5432/a%20name?sslmode=verify-full&sslrootcert=%2Fca.pem',
  ])('leaves the rest of %s as it is', (url) => {
    expect(optionsOf(url).url).toBe(url);
  });

  it('never lets the tables follow the entities', () => {
    const options = serviceOptions({
      databaseUrl: 'postgres://user@host/name',
      applicationName: 'otpravka-spec',
    });
    expect(options).toMatchObject({ synchronize: false });
  });
});
