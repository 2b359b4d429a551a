import { asOwner, emptyDatabase } from '@app/testing';
import { MIGRATIONS } from '.';
import { migrate } from '../migrator';
import { booted, useDatabase } from '../spec/databases';
import { refusalOf } from '../spec/refusal-of';

const NAMES = MIGRATIONS.map(({ name }) => name);

/** In a database of PostgreSQL 14 or older, `postgres` owns the schema `public`. */
describe('a migrate by a user who does not own the schema', () => {
  const database = useDatabase('each test', emptyDatabase);
  let user: string;
  let url: string;

  beforeEach(async () => {
    user = `plain_${database.url.split('_').at(-1)}`;
    url = Object.assign(new URL(database.url), { username: user, password: user }).href;
    await asOwner(
      database.url,
      `create role ${user} login createrole password '${user}'; grant otpravka_app to ${user};
       alter schema public owner to postgres; grant create on schema public to public`,
    );
  });
  afterEach(async () => {
    await asOwner(new URL('/postgres', database.url).href, `drop role ${user}`);
  });

  const closeSchema = async (): Promise<void> => {
    const failure: unknown = await migrate(url).catch((error: unknown) => error);
    const [, sql] = /An administrator runs: (.*)$/.exec((failure as Error).message) ?? [];
    expect(sql).toContain('revoke create on schema public from public');
    await asOwner(database.url, sql!);
  };

  it('gives the administrator the SQL that closes the schema', async () => {
    await closeSchema();
    await expect(migrate(url)).resolves.toEqual(NAMES);
  });

  it('is refused if other users have created functions, but not for functions of this user', async () => {
    const makeFunctions = ['helper', 'planted_by_service', 'planted_by_other']
      .map((name) => `create function public.${name}() returns int language sql return 1;`)
      .join('\n');
    await asOwner(
      database.url,
      `${makeFunctions}
       alter function public.helper owner to ${user};
       alter function public.planted_by_service owner to otpravka_app;
       alter function public.planted_by_other owner to pg_monitor`,
    );
    await closeSchema();
    const drops = (await refusalOf(migrate(url))).split('\n').filter((line) => line.startsWith('drop '));
    expect(drops.sort()).toEqual([
      'drop routine public.planted_by_other();',
      'drop routine public.planted_by_service();',
    ]);
    await asOwner(database.url, drops.join('\n'));
    await expect(migrate(url)).resolves.toEqual(NAMES);
    await expect(booted(url)).resolves.toBeDefined();
  });
});

describe('a migrate of an empty database', () => {
  const database = useDatabase('each test', emptyDatabase);

  it('is refused if the services have created a function, even if it runs as their role', async () => {
    const { href } = new URL('?options=-c%20role%3Dotpravka_app', database.url);
    await asOwner(
      database.url,
      `create function public.planted() returns int language sql return 1;
       alter function public.planted owner to otpravka_app`,
    );
    await expect(migrate(href)).rejects.toThrow('drop routine public.planted();');
    await expect(asOwner(database.url, `select to_regclass('migrations') as migrations`)).resolves.toEqual([
      { migrations: null },
    ]);
  });
});
