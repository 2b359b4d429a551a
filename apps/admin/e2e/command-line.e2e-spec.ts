import { freshDatabase, randomNamespace, type TestDatabase, testRedisUrl, TcpProxy } from '@app/testing';
import { codesOf, Operator, type Why } from './operator';

const NOWHERE = {
  DATABASE_URL: 'postgres://owner:pw-of-the-owner@127.0.0.1:1/otpravka',
  REDIS_URL: 'redis://:pw-of-redis@127.0.0.1:1',
};

let database: TestDatabase;

beforeAll(async () => {
  database = await freshDatabase();
});

afterAll(async () => {
  await database?.drop();
});

const settings = (): Readonly<Record<string, string>> => ({
  ...{ NODE_ENV: 'production', DATABASE_URL: database.url, REDIS_URL: testRedisUrl() },
  EVENTS_NAMESPACE: randomNamespace(),
});
const production = (more: Readonly<Record<string, string>> = {}): Operator =>
  new Operator({ ...settings(), ...more });

describe('help', () => {
  const operator = Operator.inOneProcess({});

  it.each([
    [['--help'], /doctor .*\n[^]*phone why <phone> .*\n +phone move <phone> .*\n +shop list/],
    [['doctor', '--help'], /^Usage: npm run admin -- doctor \[options\]\n/],
    [['shop', '--help'], /^Usage: (?![^]*phone why)[^]*shop unlock/],
    [['shop', 'plan', '--help'], /--until <date>[^]*00:00 UTC of that day/],
    [['phone', 'why', '--help'], /--country <KZ>/],
  ])('for %j needs no store', async (words, expected) => {
    const { exitCode, stdout } = await operator.run(...words);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(expected);
  });
});

describe('a wrong call exits with 2, the reason and the usage', () => {
  let operator: Operator;
  beforeAll(() => (operator = Operator.inOneProcess(settings())));

  it.each([
    [[], /Which command/, /phone why/],
    [['shop'], /no such command/, /shop plan/],
    [['shop', 'drop', '+77011234567'], /no such command/, /shop plan/],
    [['shop', 'show'], /missing/, /shop show </],
    [['shop', 'show', 'nobody'], /neither a phone number nor the id/, /shop show </],
    [['shop', 'show', '+77011234567', '+77011234568'], /too much/, /shop show </],
    [['shop', 'show', '+77011234567', '--limits'], /Unknown option '--limits'/, /shop show </],
    [['shop', 'show', '87011234567', '--country', 'KAZ'], /two letters/, /shop show </],
    [['phone', 'move', 'nobody'], /"nobody" is not a phone number/, /phone move </],
    [['phone', 'move', '+77011234567', '--to', '@vera'], /takes the id of a Telegram/, /phone move </],
    [['shop', 'plan', '+77011234567', 'gold'], /"gold" is not a plan/, /shop plan </],
    [['shop', 'plan', '+77011234567', 'pro', '--until', 'tomorrow'], /takes a date/, /shop plan </],
    [['shop', 'plan', '+77011234567', 'pro', '--until', '2099-02-30'], /takes a date/, /shop plan </],
    [
      ['shop', 'plan', '+77011234567', 'pro', '--until', '2099-01-01T00:00:00'],
      /takes a date/,
      /shop plan </,
    ],
    [['shop', 'plan', '+77011234567', 'pro', '--until', '2020-01-01'], /in the past/, /shop plan </],
    [['shop', 'plan', '+77011234567', 'free', '--until', '2099-01-01'], /free has no end/, /shop plan </],
    [['phone', 'why'], /Which phone/, /phone why </],
    [['phone', 'why', '+77011234567', '--ip', 'home'], /takes an IP address/, /phone why </],
    [['shop', 'list', '--limit', '0'], /takes a number from 1 to 1000/, /shop list \[/],
    [['shop', 'list', '--before', '7'], /takes the id of a shop/, /shop list \[/],
    [['shop', 'list', '--plan', 'gold'], /"gold" is not a plan/, /shop list \[/],
    [['doctor', 'now'], /"now" is one argument too much/, /doctor \[/],
  ])('%j', async (words, reason, usage) => {
    const { exitCode, stdout, stderr } = await operator.run(...words);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(reason);
    expect(stderr).toMatch(usage);
  });
});

it('prints a failure as JSON too if JSON is asked for', async () => {
  const operator = Operator.inOneProcess(settings());
  const failureOf = async (...words: string[]) => {
    const { exitCode, stdout, stderr } = await operator.run(...words, '--json');
    expect(stderr).not.toBe('');
    return { exitCode, ...(JSON.parse(stdout) as { error: { code: string; message: string } }) };
  };
  expect(await failureOf('shop', 'show', '+77011234567')).toEqual({
    exitCode: 3,
    error: { code: 'not_found', message: 'No shop has the phone +77011234567.' },
  });
  expect(await failureOf('shop', 'show', 'nobody')).toMatchObject({ exitCode: 2, error: { code: 'usage' } });
  expect(await failureOf('shop')).toMatchObject({ exitCode: 2, error: { code: 'usage' } });
});

it('the process exits with the code of the command', async () => {
  expect(await production().run()).toMatchObject({ exitCode: 2, stdout: '' });
  expect(await production().run('--help')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('phone why') as string,
  });
});

describe('a command that fails', () => {
  it.each([['show'], ['sessions'], ['plan']])(
    'exits with 3 for "shop %s" if the shop does not exist',
    async (name) => {
      const words = ['shop', name, '+77011234567', ...(name === 'plan' ? ['pro'] : [])];
      const { exitCode, stderr } = await production().run(...words);
      expect({ exitCode, stderr }).toEqual({
        exitCode: 3,
        stderr: 'No shop has the phone +77011234567.\n',
      });
    },
  );

  it('exits with 1 and names the unavailable store', async () => {
    const noPostgres = await production({ DATABASE_URL: NOWHERE.DATABASE_URL }).run(
      'shop',
      'show',
      '+77011234567',
    );
    expect(noPostgres).toMatchObject({ exitCode: 1, stdout: '' });
    expect(noPostgres.stderr).toMatch(/^Postgres is unavailable: .*ECONNREFUSED/);
    const noRedis = await production({ REDIS_URL: NOWHERE.REDIS_URL }).run('shop', 'unlock', '+77011234567');
    expect(noRedis).toMatchObject({ exitCode: 1, stdout: '' });
    expect(noRedis.stderr).toMatch(/^Redis is unavailable: .*ECONNREFUSED/);
  });

  it('names every unavailable store without its password for "phone why"', async () => {
    const operator = production(NOWHERE);
    const { exitCode, stdout } = await operator.run('phone', 'why', '+77011234567', '--json');
    expect(exitCode).toBe(1);
    expect(codesOf(JSON.parse(stdout) as Why)).toEqual(['redis_unavailable', 'postgres_unavailable']);
    await operator.run('phone', 'why', '+77011234567');
    expect(operator.transcript).not.toMatch(/pw-of/);
    const withPostgres = await production({ REDIS_URL: NOWHERE.REDIS_URL }).run(
      'phone',
      'why',
      '+77011234567',
    );
    expect(withPostgres.exitCode).toBe(1);
    expect(withPostgres.stdout).toMatch(/Telegram +not linked[^]*Nobody can sign in without Redis/);
  });

  it('exits although the hosts of the stores do not answer', async () => {
    const proxies = await Promise.all([database.url, testRedisUrl()].map((url) => TcpProxy.to(url)));
    for (const proxy of proxies) proxy.silence();
    try {
      const operator = production({ DATABASE_URL: proxies[0]!.url, REDIS_URL: proxies[1]!.url });
      const { exitCode, stdout } = await operator.run('phone', 'why', '+77011234567', '--json');
      expect(exitCode).toBe(1);
      expect(codesOf(JSON.parse(stdout) as Why)).toEqual(['redis_unavailable', 'postgres_unavailable']);
    } finally {
      await Promise.all(proxies.map((proxy) => proxy.close()));
    }
  });

  it('refuses a database user that row security binds', async () => {
    const url = new URL(database.url);
    url.searchParams.set('options', '-c role=otpravka_app');
    for (const words of [
      ['shop', 'plan', '+77011234567', 'pro'],
      ['phone', 'why', '+77011234567'],
    ]) {
      const { exitCode, stderr } = await production({ DATABASE_URL: url.href }).run(...words);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(
        /"otpravka_app" of DATABASE_URL is bound by row security\. Set DATABASE_URL to the user/,
      );
    }
  });

  it('names a variable with a bad value', async () => {
    const bad = await production({ OTP_PHONE_PER_DAY: 'many' }).run('shop', 'show', '+77011234567');
    expect(bad.exitCode).toBe(1);
    expect(bad.stderr).toMatch(/OTP_PHONE_PER_DAY is not usable: expected an integer/);
  });

  it('names a missing REDIS_URL only if it needs Redis', async () => {
    expect((await production({ REDIS_URL: '' }).run('shop', 'show', '+77011234567')).exitCode).toBe(3);
    const unlock = await production({ REDIS_URL: '' }).run('shop', 'unlock', '+77011234567');
    expect(unlock).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^REDIS_URL is missing/) as string,
    });
  });
});
