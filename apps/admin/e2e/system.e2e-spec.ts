import {
  asOwner,
  BOT_TOKEN,
  freshDatabase,
  RedisProcess,
  requestCode,
  type TestDatabase,
  until,
} from '@app/testing';
import { Operator } from './operator';
import { useOperatorScene } from './operator-scene';

interface Examined {
  readonly isHealthy: boolean;
  readonly checks: readonly { readonly name: string; readonly state: string; readonly message: string }[];
}

interface Status {
  readonly isHealthy: boolean;
  readonly troubles: readonly { readonly code: string; readonly advice: string }[];
  readonly workers: number;
}

interface Outbox {
  readonly entries: number;
  readonly waiting: readonly Readonly<Record<string, unknown>>[];
}

const scene = useOperatorScene();

const stateOf = ({ checks }: Examined, name: string): string | undefined =>
  checks.find((check) => check.name === name)?.state;

describe('doctor', () => {
  /** The variables of the worker, and the addresses of the product's stores. */
  const ofWorker = (more: Readonly<Record<string, string>> = {}): Operator =>
    Operator.of(scene.product, {
      APP_SECRET: 'a secret of at least thirty-two bytes for the doctor',
      TELEGRAM_BOT_TOKEN: BOT_TOKEN,
      TELEGRAM_API_ROOT: scene.product.telegram.url,
      ...more,
    });

  it('finds nothing wrong while the product runs', async () => {
    const operator = ofWorker({ JWT_PRIVATE_KEY: scene.product.jwtPrivateKey });
    const { exitCode, stdout } = await operator.run('doctor', '--json');
    const found = JSON.parse(stdout) as Examined;
    expect(found.checks.filter(({ state }) => state === 'failed')).toEqual([]);
    expect({ exitCode, isHealthy: found.isHealthy }).toEqual({ exitCode: 0, isHealthy: true });
    for (const name of [
      ...['settings_auth_api', 'settings_bot_worker', 'postgres', 'tenant_isolation', 'postgres_clock'],
      ...['redis', 'redis_clock', 'telegram', 'bot_token', 'bot'],
    ])
      expect({ name, state: stateOf(found, name) }).toEqual({ name, state: 'ok' });
    expect(operator.transcript).not.toContain(BOT_TOKEN);
    expect((await operator.run('doctor')).stdout).toMatch(
      /ok +telegram +127\.0\.0\.1:\d+ answers this machine/,
    );
  });

  it('exits with 4 for a token that Telegram refuses and for settings with which a service would not start', async () => {
    const refused = `${BOT_TOKEN.slice(0, -3)}XXX`;
    const operator = ofWorker({ TELEGRAM_BOT_TOKEN: refused, APP_SECRET: 'short', OTP_ATEMPTS: '3' });
    const { exitCode, stdout } = await operator.run('doctor', '--json');
    const found = JSON.parse(stdout) as Examined;
    expect({ exitCode, isHealthy: found.isHealthy }).toEqual({ exitCode: 4, isHealthy: false });
    expect(stateOf(found, 'bot_token')).toBe('failed');
    expect(stateOf(found, 'settings_bot_worker')).toBe('failed');
    expect(stateOf(found, 'settings_auth_api')).toBe('skipped');
    expect(found.checks.map(({ message }) => message).join('\n')).toMatch(
      /bot-worker would not start[^]*APP_SECRET is not usable[^]*OTP_ATEMPTS is not known[^]*OTP_ATTEMPTS may be meant/,
    );
    expect(operator.transcript).not.toContain(refused);
  });

  it('names the stores and the Telegram that it cannot reach', async () => {
    const operator = ofWorker({
      DATABASE_URL: 'postgres://owner:pw-of-the-owner@127.0.0.1:1/otpravka',
      REDIS_URL: 'redis://:pw-of-redis@127.0.0.1:1',
      TELEGRAM_API_ROOT: 'http://127.0.0.1:2',
    });
    const { exitCode, stdout } = await operator.run('doctor', '--json');
    const found = JSON.parse(stdout) as Examined;
    expect(exitCode).toBe(4);
    for (const name of ['postgres', 'redis', 'telegram'])
      expect(found.checks).toContainEqual({
        ...{ name, state: 'failed' },
        message: expect.stringContaining('ECONNREFUSED') as string,
      });
    expect(operator.transcript).not.toMatch(/pw-of/);
  });

  describe('with a database of its own', () => {
    let database: TestDatabase;
    beforeAll(async () => (database = await freshDatabase()));
    afterAll(() => database.drop());

    it('finds a table of tenants that is not isolated, as a boot does', async () => {
      const operator = ofWorker({ DATABASE_URL: database.url });
      expect(stateOf(await operator.json<Examined>('doctor'), 'tenant_isolation')).toBe('ok');
      await asOwner(database.url, 'alter table sessions disable row level security');
      const found = await operator.json<Examined>('doctor');
      expect(found.checks).toContainEqual({
        ...{ name: 'tenant_isolation', state: 'failed' },
        message: expect.stringMatching(/Row security is off.+sessions/) as string,
      });
    });
  });

  it('names the variable if a store refuses the login, and makes all other checks', async () => {
    const locked = await RedisProcess.start('--requirepass', 'secret');
    const database = new URL(scene.product.database.url);
    database.password = 'wrong';
    try {
      const found = await ofWorker({ REDIS_URL: locked.url, DATABASE_URL: database.href }).json<Examined>(
        'doctor',
      );
      const messages = Object.fromEntries(found.checks.map(({ name, message }) => [name, message]));
      expect(messages).toMatchObject({
        redis: expect.stringContaining('requires a password, and REDIS_URL has none') as string,
        postgres: expect.stringContaining('refuses the login of DATABASE_URL') as string,
      });
      expect(stateOf(found, 'bot_token')).toBe('ok');
    } finally {
      await locked.stop();
    }
  });

  it('reports a full Redis, and no missing worker because of it', async () => {
    const full = await RedisProcess.start('--maxmemory', '500kb');
    try {
      const found = await ofWorker({ REDIS_URL: full.url }).json<Examined>('doctor');
      expect([stateOf(found, 'redis_memory'), stateOf(found, 'redis_full')]).toEqual(['failed', 'failed']);
      expect(stateOf(found, 'no_worker')).toBeUndefined();
    } finally {
      await full.stop();
    }
  });

  it('reports the settings of Redis', async () => {
    const evicting = await RedisProcess.start('--maxmemory-policy', 'allkeys-lru');
    const careless = await RedisProcess.start();
    const careful = await RedisProcess.start('--maxmemory', '100mb');
    try {
      const examine = (redis: RedisProcess) => ofWorker({ REDIS_URL: redis.url }).json<Examined>('doctor');
      expect((await examine(evicting)).checks).toContainEqual({
        ...{ name: 'redis', state: 'failed' },
        message: expect.stringContaining('allkeys-lru') as string,
      });
      const warned = await examine(careless);
      expect([stateOf(warned, 'redis_memory'), stateOf(warned, 'redis_persistence')]).toEqual([
        'warning',
        'warning',
      ]);
      // No worker runs on these stores.
      expect(stateOf(warned, 'no_worker')).toBe('failed');
      expect((await examine(careful)).checks).toContainEqual({
        ...{ name: 'redis_memory', state: 'ok' },
        message: expect.stringContaining('of 100 MB') as string,
      });
    } finally {
      await Promise.all([evicting, careless, careful].map((redis) => redis.stop()));
    }
  });
});

describe('bot status', () => {
  const statusUntil = (isExpected: (found: Status) => boolean): Promise<Status> =>
    until<Status | undefined>(async () => {
      const found = await scene.operator.json<Status>('bot', 'status');
      return isExpected(found) ? found : undefined;
    });

  it('shows the bot, its workers, how updates come in and the outbox', async () => {
    await statusUntil(({ isHealthy }) => isHealthy);
    const printed = await scene.runText('bot', 'status');
    expect(printed).toMatch(
      /Bot +@otpravka_test_bot\n +Workers +1 running\n +Updates +one worker polls; its lease/,
    );
    expect(printed).toMatch(
      /Budget +(free|slots).*\n +Pause +none\n +Outbox +\d+ entries[^]*Nothing is wrong/,
    );
  });

  it('exits with 4 and shows the last failed call while Telegram refuses the token', async () => {
    scene.product.telegram.failNext({ kind: '401', method: '*', times: Infinity });
    const found = await statusUntil(({ troubles }) =>
      troubles.some(({ code }) => code === 'bot_token_refused'),
    );
    expect(found.isHealthy).toBe(false);
    const { exitCode } = await scene.operator.run('bot', 'status');
    expect(exitCode).toBe(4);
    await until(async () =>
      /Last failed call +\w+: bad_token, /.test((await scene.operator.run('bot', 'status')).stdout),
    );
    scene.product.telegram.clearFaults();
    await statusUntil(({ isHealthy }) => isHealthy);
  });
});

describe('a worker that lacks the secret of a code', () => {
  it('is reported by its log, by outbox show, bot status and phone why', async () => {
    const person = await scene.linked();
    const [worker] = scene.product.workers;
    const other = await scene.product.addApi({ APP_SECRET: 'another secret of at least thirty-two bytes' });
    await other.ready();
    const answer = await fetch(`${other.url}/api/auth/request-otp`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ phone: person.phone }),
    });
    expect(answer.status).toBe(202);
    await until(() => worker!.output.includes('this worker lacks the APP_SECRET'));
    await until(async () =>
      (await scene.operator.run('outbox', 'show')).stdout.includes('the bot-worker lacked the APP_SECRET'),
    );
    const status = await scene.operator.json<Status>('bot', 'status');
    expect(status.troubles).toMatchObject([{ code: 'missing_key' }]);
    expect((await scene.operator.run('phone', 'why', person.phone)).stdout).toContain(
      'lacked the APP_SECRET',
    );
    await other.end();
  });
});

describe('somebody else who polls the bot', () => {
  it('is reported by the log of the worker and by bot status', async () => {
    const { telegram, workers } = scene.product;
    const isReported = async () => {
      await fetch(`${telegram.url}/bot${BOT_TOKEN}/getUpdates?timeout=1`);
      return workers[0]!.output.includes('somebody else polls this bot with the same token');
    };
    await until(isReported, { timeoutMs: 60_000 });
    await until(async () => {
      const { troubles } = await scene.operator.json<Status>('bot', 'status');
      return troubles.some(({ code }) => code === 'polled_elsewhere');
    });
  });
});

describe('outbox show', () => {
  it('lists what waits, for whom and why, without ids of challenges', async () => {
    const person = await scene.linked();
    scene.product.telegram.failNext({ kind: '502', chatId: person.id, times: Infinity });
    const { challengeId } = await requestCode(scene.product, person.phone);
    const entry = await until(async () => {
      const { waiting } = await scene.operator.json<Outbox>('outbox', 'show');
      return waiting.find(({ phone, failedSends }) => phone === person.phone && Number(failedSends) > 1);
    });
    expect(entry).toMatchObject({ kind: 'code', subject: 'sign_in', lastProblem: 'passing' });
    const printed = await scene.runText('outbox', 'show', '--limit', '5');
    expect(printed).toMatch(/^Outbox: \d+ entries/);
    expect(printed).toMatch(new RegExp(`code \\(sign_in\\) for \\${person.phone}, due since .+ ago\\): `));
    expect(scene.operator.transcript).not.toContain(challengeId);
    scene.product.telegram.clearFaults();
    await until(async () => {
      const { waiting } = await scene.operator.json<Outbox>('outbox', 'show');
      return waiting.every(({ phone }) => phone !== person.phone);
    });
  });
});

it('no command printed anything that helps to sign in', () => {
  expect(scene.printedSecrets()).toEqual([]);
});
