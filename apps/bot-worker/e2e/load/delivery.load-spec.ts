import { setTimeout as wait } from 'node:timers/promises';
import { atRate, percentile, type ServiceProcess, size, reportFigures } from '@app/testing';
import { LoadScene } from './load-scene';

const WORKERS = size({ small: 2, full: 8 });
const APIS = size({ small: 2, full: 3 });
/** The first shape is the promised one. The other leaves two cores some room. `delivery.e2e-spec.ts` proves the same for fifty codes. */
const STEADY = size<readonly (readonly [workers: number, apis: number])[]>({
  small: [],
  full: [
    [WORKERS, APIS],
    [3, 2],
  ],
});
const REQUESTS = size({ small: 200, full: 2_000 });
const PER_SECOND = size({ small: 100, full: 200 });
/** A lease expires after 15 s, and then the sweep finds the code. */
const LEASE_AND_MORE_MS = 40_000;
const TEST_MS = 240_000;

let scene: LoadScene;

const start = async (workers = WORKERS, apis = APIS): Promise<void> => {
  scene = await LoadScene.start({ workers, apis, people: REQUESTS });
};

afterEach(async () => {
  await scene?.stop();
}, TEST_MS);

const askAll = () => atRate(PER_SECOND, REQUESTS, (index) => scene.ask(scene.people[index]!));

const lives = (services: readonly ServiceProcess[]) => services.filter(({ isRunning }) => isRunning);

for (const [workers, apis] of STEADY) {
  it(
    `every request brings exactly one message: ${workers} workers and ${apis} APIs`,
    async () => {
      await start(workers, apis);
      const asked = await askAll();
      await scene.delivered(asked, { timeoutMs: LEASE_AND_MORE_MS });
      const { issued, missing, second, latenciesMs } = scene.outcome(asked);
      reportFigures(`Steady: ${workers} workers, ${apis} APIs, ${REQUESTS} requests at ${PER_SECOND}/s`, {
        'answered 202': issued,
        missing,
        'second messages': second,
        'request → sendMessage received, p50 ms': percentile(latenciesMs, 0.5),
        'request → sendMessage received, p99 ms': percentile(latenciesMs, 0.99),
      });
      expect({ issued, missing, second }).toEqual({ issued: REQUESTS, missing: 0, second: 0 });
    },
    TEST_MS,
  );
}

it(
  'a worker that is killed every second and replaced loses nothing, and repeats no more than it was sending',
  async () => {
    await start();
    let isOver = false;
    let kills = 0;
    let inHand = 0;
    const killing = (async () => {
      while (!isOver) {
        await wait(1_000);
        if (isOver) return;
        const victim = lives(scene.product.workers)[0]!;
        await victim.end('SIGKILL');
        kills += 1;
        inHand += await scene.inFlight();
        await scene.product.addWorker();
      }
    })();
    const asked = await askAll();
    isOver = true;
    await killing;
    await scene.delivered(asked, { timeoutMs: LEASE_AND_MORE_MS });
    const { issued, missing, second, differing, latenciesMs } = scene.outcome(asked);
    reportFigures(`A worker killed every second: ${REQUESTS} requests at ${PER_SECOND}/s`, {
      kills,
      'claimed and not settled at the kills': inHand,
      missing,
      'second messages': second,
      'request → sendMessage received, p99 ms': percentile(latenciesMs, 0.99),
    });
    expect({ issued, missing, differing }).toEqual({ issued: REQUESTS, missing: 0, differing: 0 });
    expect(kills).toBeGreaterThan(0);
    expect(second).toBeLessThanOrEqual(inHand);
  },
  TEST_MS,
);

it(
  'a rolling restart of every worker and every API loses nothing, repeats nothing and refuses nobody',
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
    const asked = await atRate(PER_SECOND, REQUESTS, (index) => scene.ask(scene.people[index]!, apis));
    await restarting;
    await scene.delivered(asked, { timeoutMs: LEASE_AND_MORE_MS });
    const { missing, second, latenciesMs } = scene.outcome(asked);
    const others = asked.filter(({ status }) => status !== 202 && status !== 429).length;
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
