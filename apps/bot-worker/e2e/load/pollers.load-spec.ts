import { setTimeout as wait } from 'node:timers/promises';
import type { SimulatedPerson } from '@app/simulator';
import { expectInFullSize, Product, type ServiceProcess, size, reportFigures, until } from '@app/testing';
import { lastIdOf } from '../scene';
import { fetchMetrics, runningWorkers } from '../workers';

const WATCHED_MS = size({ small: 3_000, full: 30_000 });
const TEST_MS = 120_000;
const TAKEOVER_MS = 10_000;
const METRICS_TOKEN = 'the token of the metrics of these pollers';

let product: Product;

beforeAll(async () => {
  product = await Product.start({ workers: 3, env: { METRICS_TOKEN } });
}, TEST_MS);

afterAll(() => product?.stop(), TEST_MS);

const conflicts = (): number => product.telegram.calls.filter(({ status }) => status === 409).length;

async function polls(worker: ServiceProcess): Promise<boolean> {
  const answer = await fetchMetrics(worker, METRICS_TOKEN);
  return /^otpravka_polling_lease_held\{[^}]*\} 1$/m.test(await answer.text());
}

/** Waits until exactly one of these workers polls. */
const poller = (candidates: readonly ServiceProcess[]): Promise<ServiceProcess> =>
  until(
    async () => {
      const states = await Promise.all(candidates.map(polls));
      const holders = candidates.filter((_, index) => states[index]);
      return holders.length === 1 ? holders[0] : undefined;
    },
    { what: 'one worker that polls' },
  );

const workers = () => runningWorkers(product);

let phones = 0;
const newStranger = (): SimulatedPerson =>
  product.telegram.person({ firstName: 'Anna', phone: `+7706${String(++phones).padStart(7, '0')}` });

async function answerMs(person: SimulatedPerson): Promise<number> {
  const startedAt = Date.now();
  const after = lastIdOf(person);
  person.say('/help');
  await person.waitForMessage(/одноразовые коды/, { after });
  return Date.now() - startedAt;
}

it(
  'three workers never poll at the same time',
  async () => {
    await poller(workers());
    const deadline = Date.now() + WATCHED_MS;
    let updates = 0;
    while (Date.now() < deadline) {
      await answerMs(newStranger());
      updates += 1;
      await wait(200);
    }
    reportFigures(`Three pollers for ${WATCHED_MS / 1_000} s`, {
      'updates answered': updates,
      '409s': conflicts(),
    });
    expect(conflicts()).toBe(0);
  },
  TEST_MS,
);

it(
  'another worker polls within 10 s after the polling worker is killed',
  async () => {
    const first = await poller(workers());
    await first.end('SIGKILL');
    const ms = await answerMs(newStranger());
    reportFigures('The poller killed', { 'next update answered after, ms': ms });
    expectInFullSize(() => expect(ms).toBeLessThan(TAKEOVER_MS));
    await product.addWorker().then((worker) => worker.ready());
  },
  TEST_MS,
);

it(
  'another worker polls within 10 s after the polling worker hangs, and still polls when it resumes',
  async () => {
    const hung = await poller(workers());
    const others = workers().filter((worker) => worker !== hung);
    hung.child.kill('SIGSTOP');
    const ms = await answerMs(newStranger());
    const second = await poller(others);
    const before = conflicts();

    hung.child.kill('SIGCONT');
    await until(async () => !(await polls(hung)), {
      what: 'the resumed worker to see that it lost the lease',
    });
    const updates = 10;
    for (let i = 0; i < updates; i++) await answerMs(newStranger());
    const after = conflicts() - before;
    reportFigures('The poller hangs and wakes', {
      'next update answered after, ms': ms,
      '409s after it resumed': after,
    });
    expectInFullSize(() => expect(ms).toBeLessThan(TAKEOVER_MS));
    expect(after).toBe(0);
    expect(await poller(workers())).toBe(second);
  },
  TEST_MS,
);
