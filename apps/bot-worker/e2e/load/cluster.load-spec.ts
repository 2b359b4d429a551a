import {
  atRate,
  expectInFullSize,
  percentile,
  RedisCluster,
  signIn,
  size,
  reportFigures,
  until,
} from '@app/testing';
import { LoadScene, postRequestOtp } from './load-scene';

const REQUESTS = size({ small: 150, full: 1_000 });
const PER_SECOND = size({ small: 50, full: 100 });
const TEST_MS = 240_000;
const REPLICATION_MS = 500;

let redis: RedisCluster;
let scene: LoadScene;

beforeAll(async () => {
  redis = await RedisCluster.start({ masters: 3, replicasEach: 1, nodeTimeoutMs: 2_000 });
  const env = { REDIS_CLUSTER: 'true' };
  scene = await LoadScene.start({ workers: 3, apis: 2, people: 2 * REQUESTS, redisUrl: redis.url, env });
}, TEST_MS);

afterAll(async () => {
  await scene?.stop();
  await redis?.end();
}, TEST_MS);

let unknownPhones = 0;
/** Requests codes for unknown phones on all masters at each API, because each API finds the new master by itself. */
async function everySlotAcceptsRequests(): Promise<boolean> {
  const answers = await Promise.all(
    scene.product.apis.flatMap((api) =>
      Array.from({ length: 40 }, () => {
        const phone = `+7708${String(++unknownPhones).padStart(7, '0')}`;
        return postRequestOtp(api.url, phone);
      }),
    ),
  );
  return answers.every(({ status }) => status === 202);
}

it(
  'every request on a cluster of six nodes brings exactly one message',
  async () => {
    const requests = await atRate(PER_SECOND, REQUESTS, (index) => scene.requestCode(scene.people[index]!));
    await scene.awaitDelivery(requests, { timeoutMs: 40_000 });
    const { issued, missing, second, latenciesMs } = scene.outcome(requests);
    const p50 = percentile(latenciesMs, 0.5);
    reportFigures(`Redis Cluster of six nodes: ${REQUESTS} requests at ${PER_SECOND}/s`, {
      'answered 202': issued,
      missing,
      'second messages': second,
      'p50 ms': p50,
      'p99 ms': percentile(latenciesMs, 0.99),
    });
    expect({ issued, missing, second }).toEqual({ issued: REQUESTS, missing: 0, second: 0 });
    // A sweep runs once a second. A median below that proves that the events deliver most of the codes.
    expectInFullSize(() => expect(p50).toBeLessThan(500));

    const stranger = scene.product.telegram.person({ firstName: 'Anna', phone: '+77078889900' });
    stranger.start();
    await stranger.waitForMessage(/Поделиться номером/);
    await stranger.waitForMessage(/номер привязан/, { after: stranger.shareContact() });
    const { shop } = await signIn(scene.product, stranger);
    expect(shop.phone).toBe(stranger.phone);
    await stranger.waitForMessage(/Вход выполнен, код/);
  },
  TEST_MS,
);

it(
  'a replica replaces a master that dies, without a restart of any service',
  async () => {
    const requesting = atRate(PER_SECOND, REQUESTS, (index) =>
      scene.requestCode(scene.people[REQUESTS + index]!),
    );
    const killedAt = Date.now();
    await redis.nodes[0]!.stop();
    const requests = await requesting;
    await Promise.all(scene.product.services.map((service) => service.ready()));
    await scene.awaitDelivery(requests, { timeoutMs: 40_000 });
    const { issued, missing, differing, latenciesMs } = scene.outcome(requests);
    reportFigures(`A master of the cluster killed: ${REQUESTS} requests at ${PER_SECOND}/s`, {
      'answered 202': issued,
      'answered 503': requests.filter(({ status }) => status === 503).length,
      missing,
      'p99 ms': percentile(latenciesMs, 0.99),
    });
    // Redis replicates asynchronously, so writes that a master had not replicated when it died are lost.
    const others = requests.filter(({ at }) => Math.abs(at - killedAt) > REPLICATION_MS);
    expect(scene.outcome(others).missing).toBe(0);
    expect(differing).toBe(0);
    expect(new Set(requests.map(({ status }) => status))).toEqual(new Set([202, 503]));
    await until(everySlotAcceptsRequests, { what: 'the replica to take over' });
    const late = await Promise.all(scene.people.slice(0, 20).map((person) => scene.requestCode(person)));
    expect(late.map(({ status }) => status)).toEqual(late.map(() => 202));
    await until(() => late.every(({ person }) => scene.codesSentTo(person).length === 2), {
      what: 'the codes that were asked for afterwards',
    });
  },
  TEST_MS,
);
