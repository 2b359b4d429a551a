import { setTimeout as wait } from 'node:timers/promises';
import {
  atRate,
  percentile,
  reportFigures,
  type ServiceProcess,
  size,
  whileMeasuringIdle,
} from '@app/testing';
import { runningWorkers } from '../workers';
import { LoadScene } from './load-scene';

const WORKERS = size({ small: 2, full: 8 });
const APIS = size({ small: 2, full: 3 });
/** The first setup is the promised one; the second leaves room on two cores. `delivery.e2e-spec.ts` covers fifty codes. */
const STEADY = size<readonly (readonly [workers: number, apis: number])[]>({
  small: [],
  full: [
    [WORKERS, APIS],
    [3, 2],
  ],
});
const REQUESTS = size({ small: 200, full: 2_000 });
const PER_SECOND = size({ small: 100, full: 200 });
/** Long enough for a lease to expire, which takes 15 s, and for the sweep to find the code. */
const DELIVERY_MS = 40_000;
const TEST_MS = 240_000;

let scene: LoadScene;

const start = async (workers = WORKERS, apis = APIS): Promise<void> => {
  scene = await LoadScene.start({ workers, apis, people: REQUESTS });
};

afterEach(async () => {
  await scene?.stop();
}, TEST_MS);

const requestAll = () => atRate(PER_SECOND, REQUESTS, (index) => scene.requestCode(scene.people[index]!));

for (const [workers, apis] of STEADY) {
  it(
    `every request to ${apis} APIs with ${workers} workers brings exactly one message`,
    async () => {
      await start(workers, apis);
      const { result: requests, idlePercent } = await whileMeasuringIdle(requestAll);
      await scene.awaitDelivery(requests, { timeoutMs: DELIVERY_MS });
      const { issued, missing, second, latenciesMs } = scene.outcome(requests);
      reportFigures(`Steady: ${workers} workers, ${apis} APIs, ${REQUESTS} requests at ${PER_SECOND}/s`, {
        'answered 202': issued,
        missing,
        'second messages': second,
        'request → sendMessage received, p50 ms': percentile(latenciesMs, 0.5),
        'request → sendMessage received, p99 ms': percentile(latenciesMs, 0.99),
        'idle share of all cores, %': idlePercent,
      });
      expect({ issued, missing, second }).toEqual({ issued: REQUESTS, missing: 0, second: 0 });
    },
    TEST_MS,
  );
}

it(
  'workers that are killed and replaced every second lose no code and repeat only codes in flight',
  async () => {
    await start();
    let isOver = false;
    let kills = 0;
    let inFlight = 0;
    const killing = (async () => {
      while (!isOver) {
        await wait(1_000);
        if (isOver) return;
        const victim = runningWorkers(scene.product)[0]!;
        await victim.end('SIGKILL');
        kills += 1;
        inFlight += await scene.inFlight();
        await scene.product.addWorker();
      }
    })();
    const requests = await requestAll();
    isOver = true;
    await killing;
    await scene.awaitDelivery(requests, { timeoutMs: DELIVERY_MS });
    const { issued, missing, second, differing, latenciesMs } = scene.outcome(requests);
    reportFigures(`A worker killed every second: ${REQUESTS} requests at ${PER_SECOND}/s`, {
      kills,
      'claimed and not settled at the kills': inFlight,
      missing,
      'second messages': second,
      'request → sendMessage received, p99 ms': percentile(latenciesMs, 0.99),
    });
    expect({ issued, missing, differing }).toEqual({ issued: REQUESTS, missing: 0, differing: 0 });
    expect(kills).toBeGreaterThan(0);
    expect(second).toBeLessThanOrEqual(inFlight);
  },
  TEST_MS,
);

it(
  'a rolling restart of all workers and APIs loses, repeats and refuses nothing',
  async () => {
    await start();
    let apis: readonly ServiceProcess[] = [...scene.product.apis];
    const restarting = (async () => {
      for (const former of [...scene.product.workers]) {
        await (await scene.product.addWorker()).ready();
        expect(await former.end('SIGTERM')).toEqual({ code: 0, signal: null });
      }
      for (const former of apis) {
        // Like a load balancer: the new process gets requests, the old one gets none, and then the old one is stopped.
        const next = await (await scene.product.addApi()).ready();
        apis = [...apis.filter((api) => api !== former), next];
        expect(await former.end('SIGTERM')).toEqual({ code: 0, signal: null });
      }
    })();
    const requests = await atRate(PER_SECOND, REQUESTS, (index) =>
      scene.requestCode(scene.people[index]!, apis),
    );
    await restarting;
    await scene.awaitDelivery(requests, { timeoutMs: DELIVERY_MS });
    const { missing, second, latenciesMs } = scene.outcome(requests);
    const others = requests.filter(({ status }) => status !== 202 && status !== 429).length;
    reportFigures(
      `Rolling restart of ${WORKERS} workers and ${APIS} APIs: ${REQUESTS} requests at ${PER_SECOND}/s`,
      {
        'answered other than 202 or 429': others,
        missing,
        'second messages': second,
        'request → sendMessage received, p99 ms': percentile(latenciesMs, 0.99),
      },
    );
    expect({ others, missing, second }).toEqual({ others: 0, missing: 0, second: 0 });
  },
  TEST_MS,
);
