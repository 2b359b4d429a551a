import {
  asOwner,
  Authority,
  bearer,
  DebianPostgres,
  emptyDatabase,
  freePort,
  migrateCommand,
  newOwner,
  PgBouncer,
  Product,
  type ProductOptions,
  RedisCluster,
  RedisProcess,
  redisTlsOptions,
  ServiceLogin,
  signIn,
  TcpProxy,
  until,
} from '@app/testing';

/** Their phones belong to different partitions, which are on different nodes of a cluster. */
const OWNERS = 4;

const PASSWORD = 'a/b@c#d%e';
const LOGIN = `:${encodeURIComponent(PASSWORD)}@`;

const cleanUps: (() => unknown)[] = [];
const stopLater = <T extends { stop(): unknown }>(started: T): T => {
  cleanUps.push(() => started.stop());
  return started;
};
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function migratedDatabase(): Promise<string> {
  const database = await emptyDatabase();
  cleanUps.push(() => database.drop());
  await expect(migrateCommand(database.url)).resolves.toMatch(/^Ran /);
  return database.url;
}

function newAuthority(): Authority {
  const authority = new Authority();
  cleanUps.push(() => authority.remove());
  return authority;
}

async function startedCluster(shape: Omit<Parameters<typeof RedisCluster.start>[0], 'nodeTimeoutMs'>) {
  const cluster = await RedisCluster.start({ ...shape, nodeTimeoutMs: 60_000 });
  cleanUps.push(() => cluster.end());
  return cluster;
}

async function startProduct(databaseUrl: string, options: ProductOptions = {}): Promise<Product> {
  return stopLater(await Product.start({ ...options, databaseUrl: () => databaseUrl }));
}

async function expectSignIns(product: Product): Promise<void> {
  const signInOnce = async (): Promise<void> => {
    const owner = await newOwner(product);
    const { accessToken, shop } = await signIn(product, owner);
    const me = await product.get('/api/auth/me', bearer(accessToken));
    const linked = { id: shop.id, phone: owner.phone, telegram: { linked: true } };
    expect(me).toMatchObject({ status: 200, body: { shop: linked } });
  };
  await Promise.all(Array.from({ length: OWNERS }, signInOnce));
}

/** Each message once, whichever service logged it. */
function warningsOf({ services }: Product): Set<string> {
  const warnings = services
    .flatMap(({ lines }) => lines)
    .filter((line) => /"level":"(?:warn|error|fatal)"/.test(line));
  return new Set(warnings.map((line) => (JSON.parse(line) as { message: string }).message));
}

const REFUSES_OPTIONS =
  'A pooler in front of Postgres refuses startup options; the login must have the role by itself';
const KEEPS_NO_STATEMENTS =
  'A pooler in front of Postgres does not keep prepared statements, so none are used';

/** @returns the variables by which the services reach it */
type StartRedis = () => Promise<Readonly<Record<string, string>>>;

describe('shop owners sign in on a Redis', () => {
  it.each<[string, StartRedis]>([
    [
      'with a password and TLS by its own authority',
      async () => {
        const authority = newAuthority();
        const port = await freePort();
        const tls = ['--port', '0', ...redisTlsOptions(authority, port)];
        stopLater(await RedisProcess.start('--requirepass', PASSWORD, ...tls));
        return { REDIS_URL: `rediss://${LOGIN}localhost:${port}`, REDIS_CA_FILE: authority.caFile };
      },
    ],
    [
      'that is a cluster of three masters and three replicas',
      async () => {
        const { url } = await startedCluster({ masters: 3, replicasEach: 1 });
        return { REDIS_URL: url, REDIS_CLUSTER: 'true' };
      },
    ],
    [
      'that is a cluster at IPv6 addresses only',
      async () => {
        const { url } = await startedCluster({ masters: 3, replicasEach: 0, host: '::1' });
        return { REDIS_URL: url, REDIS_CLUSTER: 'true' };
      },
    ],
    [
      'that is a cluster with a password and TLS by its own authority',
      async () => {
        const authority = newAuthority();
        const { url } = await startedCluster({ masters: 3, replicasEach: 0, password: PASSWORD, authority });
        return { REDIS_URL: url, REDIS_CLUSTER: 'true', REDIS_CA_FILE: authority.caFile };
      },
    ],
    [
      'in whose place Valkey runs',
      async () => {
        const program = 'valkey-server';
        const valkey = stopLater(await RedisProcess.startAt({ program }, '--requirepass', PASSWORD));
        return { REDIS_URL: valkey.url.replace('//', `//${LOGIN}`) };
      },
    ],
  ])('%s', async (_, start) => {
    const env = await start();
    const product = await startProduct(await migratedDatabase(), { env });
    await expectSignIns(product);
    expect(warningsOf(product)).toEqual(new Set());
  });

  /** The private network of older environments of Railway (docs/deploy/railway.md). */
  it('that has an IPv6 address only, like Postgres, and both services answer over IPv6 and IPv4', async () => {
    const redis = stopLater(await RedisProcess.startAt({ host: '::1' }));
    const postgres = await TcpProxy.to(await migratedDatabase(), '::1');
    cleanUps.push(() => postgres.close());
    // Railway sets no HOST, so the services listen where they do by default.
    const product = await startProduct(postgres.url, { redisUrl: redis.url, env: { HOST: '' } });
    await expectSignIns(product);
    expect(warningsOf(product)).toEqual(new Set());
    for (const { url } of product.services) {
      for (const host of ['127.0.0.1', '[::1]']) {
        const isReady = async (): Promise<boolean> =>
          (await fetch(url.replace('127.0.0.1', host) + '/health/ready')).ok;
        await until(isReady, { what: `${host} to be ready` });
      }
    }
  });
});

describe('shop owners sign in on a fresh Postgres', () => {
  let postgres: DebianPostgres;

  beforeEach(async () => {
    postgres = stopLater(await DebianPostgres.start());
  });

  const asSuperuser = (sql: string) => asOwner(postgres.url(), sql);

  async function pooled(mode: 'session' | 'transaction', user: string): Promise<string> {
    const pooler = await PgBouncer.inFrontOf(postgres.url(), { mode, users: { [user]: 'any' } });
    return stopLater(pooler).url(postgres.url(), user);
  }

  /** As docs/deploy/index.md advises for a pooler. */
  async function pooledLogin(mode: 'session' | 'transaction'): Promise<string> {
    const settings = { role: 'otpravka_app', statement_timeout: '1500ms' };
    return pooled(mode, (await ServiceLogin.create(postgres.url(), settings)).name);
  }

  it('whose user is a superuser', async () => {
    await expect(migrateCommand(postgres.url())).resolves.toMatch(/^Ran /);
    const product = await startProduct(postgres.url());
    await expectSignIns(product);
    expect(warningsOf(product)).toEqual(new Set());
  });

  it('whose user owns the database and has no other right, once an administrator has run the SQL of migrate', async () => {
    await asSuperuser('create role plain login nosuperuser nocreaterole');
    await asSuperuser('create database plain owner plain');
    const url = postgres.url('plain', 'plain');
    const refused = await migrateCommand(url).catch((error: unknown) => error as { stderr: string });
    const [, sql] = /An administrator runs: (.*)$/m.exec((refused as { stderr: string }).stderr)!;
    await asSuperuser(sql!);
    await expect(migrateCommand(url)).resolves.toMatch(/^Ran /);
    const product = await startProduct(url);
    await expectSignIns(product);
    expect(warningsOf(product)).toEqual(new Set());
  });

  it('behind a PgBouncer in session mode, also for migrate', async () => {
    await expect(migrateCommand(await pooled('session', 'postgres'))).resolves.toMatch(/^Ran /);
    const product = await startProduct(await pooledLogin('session'));
    await expectSignIns(product);
    expect(warningsOf(product)).toEqual(new Set([REFUSES_OPTIONS]));
  });

  it('behind a PgBouncer in transaction mode', async () => {
    await migrateCommand(postgres.url());
    const product = await startProduct(await pooledLogin('transaction'));
    await expectSignIns(product);
    expect(warningsOf(product)).toEqual(new Set([REFUSES_OPTIONS, KEEPS_NO_STATEMENTS]));
  });

  it.each(['session', 'transaction'] as const)(
    'but not behind a PgBouncer in %s mode as a login without the role: the services stop with the SQL to run',
    async (mode) => {
      await migrateCommand(postgres.url());
      const refused = startProduct(await pooled(mode, 'postgres'));
      await expect(refused).rejects.toThrow(`alter role otpravka_login set role = 'otpravka_app';`);
      await expect(refused).rejects.not.toThrow('Postgres is unavailable');
    },
  );
});
