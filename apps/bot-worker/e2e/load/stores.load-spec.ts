import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { atRate, expectInFullSize, percentile, RedisProcess, size, reportFigures } from '@app/testing';
import { LoadScene } from './load-scene';

const REQUESTS = size({ small: 200, full: 2_000 });
const PER_SECOND = size({ small: 50, full: 200 });
const TEST_MS = 240_000;

describe('Redis is killed and started again under load, with its append-only file', () => {
  let folder: string;
  let redis: RedisProcess;
  let scene: LoadScene;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'otpravka-aof-'));
    redis = await RedisProcess.start('--appendonly', 'yes', '--dir', folder);
    scene = await LoadScene.start({ workers: 2, apis: 2, people: REQUESTS, redisUrl: redis.url });
  }, TEST_MS);

  afterAll(async () => {
    await scene?.stop();
    await redis?.stop();
    await rm(folder, { recursive: true });
  }, TEST_MS);

  it(
    'what was answered with 202 is delivered',
    async () => {
      const outage = (async () => {
        await wait(((REQUESTS / PER_SECOND) * 1_000) / 3);
        await redis.stop();
        await wait(1_000);
        await redis.start();
      })();
      const asked = await atRate(PER_SECOND, REQUESTS, (index) => scene.ask(scene.people[index]!));
      await outage;
      await scene.delivered(asked, { timeoutMs: 40_000 });
      const { issued, missing, second, differing } = scene.outcome(asked);
      const others = new Set(asked.filter(({ status }) => status !== 202).map(({ status }) => status));
      reportFigures(`Redis killed and restarted: ${REQUESTS} requests at ${PER_SECOND}/s`, {
        'answered 202': issued,
        'answered 503': asked.length - issued,
        missing,
        'second messages (Redis lost the settle)': second,
      });
      expect({ missing, differing, others: [...others] }).toEqual({
        missing: 0,
        differing: 0,
        others: [503],
      });
      expect(issued).toBeGreaterThan(0);
      expectInFullSize(() => expect(issued).toBeGreaterThan(REQUESTS / 3));
    },
    TEST_MS,
  );
});

describe('without a worker', () => {
  const AWAY_MS = size({ small: 16_000, full: 60_000 });
  const TTL_SECONDS = size({ small: 15, full: 30 });
  /** How long before the start of the worker the live codes are requested. */
  const BEFORE_MS = size({ small: 1_000, full: 15_000 });
  const EACH = size({ small: 30, full: 300 });
  let scene: LoadScene;

  beforeAll(async () => {
    const env = { OTP_TTL_SECONDS: String(TTL_SECONDS) };
    scene = await LoadScene.start({ workers: 1, apis: 1, people: 2 * EACH, env });
  }, TEST_MS);

  afterAll(() => scene?.stop(), TEST_MS);

  it(
    'for a while, live codes are sent within 5 s after one starts, and expired codes never are',
    async () => {
      await scene.product.workers[0]!.end();
      const endedAt = Date.now();
      const untilAway = (ms: number) => wait(Math.max(0, endedAt + ms - Date.now()));
      const dead = await atRate(100, EACH, (index) => scene.ask(scene.people[index]!));
      await untilAway(AWAY_MS - BEFORE_MS);
      const living = await atRate(100, EACH, (index) => scene.ask(scene.people[EACH + index]!));
      await untilAway(AWAY_MS);
      const worker = await (await scene.product.addWorker()).ready();
      const readyAt = Date.now();
      await scene.delivered(living, { timeoutMs: 40_000 });

      const { missing, second } = scene.outcome(living);
      const last = Math.max(...living.flatMap(({ person }) => scene.codesSentTo(person)));
      const never = dead.filter(({ person }) => scene.codesSentTo(person).length > 0).length;
      reportFigures(`No worker for ${AWAY_MS / 1_000} s: ${EACH} codes that died, ${EACH} that live`, {
        'sent after death': never,
        missing,
        'second messages': second,
        'the last one after the worker was ready, ms': Math.max(0, last - readyAt),
      });
      expect({ never, missing, second }).toEqual({ never: 0, missing: 0, second: 0 });
      expectInFullSize(() => expect(last - readyAt).toBeLessThan(5_000));
      expect(worker.isRunning).toBe(true);
    },
    TEST_MS,
  );
});

/** It measures a time, and so has no small size. */
for (const workers of size({ small: [], full: [3] })) {
  it(
    `many codes at once wait for ${workers} workers: p99 of the delivery`,
    async () => {
      const scene = await LoadScene.start({ workers, apis: 2, people: REQUESTS });
      try {
        const asked = await Promise.all(scene.people.map((person) => scene.ask(person)));
        await scene.delivered(asked, { timeoutMs: 40_000 });
        const { missing, second, latenciesMs } = scene.outcome(asked);
        reportFigures(`A burst of ${REQUESTS} requests at once`, {
          missing,
          'second messages': second,
          'p99 ms': percentile(latenciesMs, 0.99),
        });
        expect({ missing, second }).toEqual({ missing: 0, second: 0 });
      } finally {
        await scene.stop();
      }
    },
    TEST_MS,
  );
}
