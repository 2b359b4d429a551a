import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  atRate,
  expectInFullSize,
  percentile,
  RedisProcess,
  reportFigures,
  type ServiceProcess,
  size,
} from '@app/testing';
import { LoadScene } from './load-scene';

const REQUESTS = size({ small: 200, full: 2_000 });
const PER_SECOND = size({ small: 50, full: 200 });
const TEST_MS = 240_000;

describe('Redis that is killed and restarted under load, with an append-only file', () => {
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
    'loses no code that was answered with 202',
    async () => {
      const outage = (async () => {
        await wait(((REQUESTS / PER_SECOND) * 1_000) / 3);
        await redis.stop();
        await wait(1_000);
        await redis.start();
      })();
      const requests = await atRate(PER_SECOND, REQUESTS, (index) => scene.requestCode(scene.people[index]!));
      await outage;
      await scene.awaitDelivery(requests, { timeoutMs: 40_000 });
      const { issued, missing, second, differing } = scene.outcome(requests);
      const others = new Set(requests.filter(({ status }) => status !== 202).map(({ status }) => status));
      reportFigures(`Redis killed and restarted: ${REQUESTS} requests at ${PER_SECOND}/s`, {
        'answered 202': issued,
        'answered 503': requests.length - issued,
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

describe('a worker that starts after an outage of all workers', () => {
  const OUTAGE_MS = size({ small: 12_000, full: 60_000 });
  const SHORT_TTL_SECONDS = 10;
  const CODES_EACH = size({ small: 30, full: 300 });
  let scene: LoadScene;

  let apiOfShortCodes: ServiceProcess;

  beforeAll(async () => {
    scene = await LoadScene.start({ workers: 1, apis: 1, people: 2 * CODES_EACH });
    const shortCodes = await scene.product.addApi({ OTP_TTL_SECONDS: String(SHORT_TTL_SECONDS) });
    apiOfShortCodes = await shortCodes.ready();
  }, TEST_MS);

  afterAll(() => scene?.stop(), TEST_MS);

  it(
    'sends live codes within 5 s and expired codes never',
    async () => {
      await scene.product.workers[0]!.end();
      const endedAt = Date.now();
      const request = (index: number, api: ServiceProcess) => scene.requestCode(scene.people[index]!, [api]);
      const expired = await atRate(100, CODES_EACH, (index) => request(index, apiOfShortCodes));
      const expiresAt = Math.max(...expired.map(({ at }) => at)) + (SHORT_TTL_SECONDS + 1) * 1_000;
      await wait(Math.max(expiresAt, endedAt + OUTAGE_MS) - Date.now());
      const live = await atRate(100, CODES_EACH, (index) => request(CODES_EACH + index, scene.product.api));
      const worker = await (await scene.product.addWorker()).ready();
      const readyAt = Date.now();
      await scene.awaitDelivery(live, { timeoutMs: 40_000 });

      const { missing, second } = scene.outcome(live);
      const last = Math.max(...live.flatMap(({ person }) => scene.codesSentTo(person)));
      const expiredSent = expired.filter(({ person }) => scene.codesSentTo(person).length > 0).length;
      reportFigures(
        `No worker for ${OUTAGE_MS / 1_000} s: ${CODES_EACH} expired codes, ${CODES_EACH} live ones`,
        {
          'expired codes sent': expiredSent,
          missing,
          'second messages': second,
          'the last one after the worker was ready, ms': Math.max(0, last - readyAt),
        },
      );
      expect({ expiredSent, missing, second }).toEqual({ expiredSent: 0, missing: 0, second: 0 });
      expectInFullSize(() => expect(last - readyAt).toBeLessThan(5_000));
      expect(worker.isRunning).toBe(true);
    },
    TEST_MS,
  );
});

/** The test measures a time, so it has no small size. */
for (const workers of size({ small: [], full: [3] })) {
  it(
    `${workers} workers send each code of a burst exactly once`,
    async () => {
      const scene = await LoadScene.start({ workers, apis: 2, people: REQUESTS });
      try {
        const requests = await Promise.all(scene.people.map((person) => scene.requestCode(person)));
        await scene.awaitDelivery(requests, { timeoutMs: 40_000 });
        const { missing, second, latenciesMs } = scene.outcome(requests);
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
