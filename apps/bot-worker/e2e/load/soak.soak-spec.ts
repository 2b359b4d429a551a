import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';
import { Redis } from 'ioredis';
import type { VerifyOtpAnswer } from '@app/contract';
import { codeOf } from '@app/simulator';
import { atRate, bearer, percentile, receiveCodeOf, reportFigures, type ServiceProcess } from '@app/testing';
import { LoadBalancer } from './load-balancer';
import { LoadScene } from './load-scene';

const { MINUTES, PER_SECOND } = globalThis as unknown as { MINUTES: number; PER_SECOND: number };
const MINUTE_MS = 60_000;
const SIGN_INS = Math.round(MINUTES * 60 * PER_SECOND);
/** Each person signs in once a minute. */
const PEOPLE = 60 * PER_SECOND;
/** In these minutes a process opens its connections, and V8 finds the size of its heap. After them it must not grow. */
const SETTLING_MINUTES = 5;
const MAX_GROWTH = 1.25;
const MAX_MORE_DESCRIPTORS = 20;

/** What one process holds. */
interface Held {
  readonly megabytes: number;
  readonly descriptors: number;
}

const heldBy = ({ child }: ServiceProcess): Held => {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1];
  return {
    megabytes: Math.round(Number(kilobytes) / 1024),
    descriptors: readdirSync(`/proc/${child.pid}/fd`).length,
  };
};

let scene: LoadScene;
let balancer: LoadBalancer;
const ended: ServiceProcess[] = [];

beforeAll(async () => {
  const limits = { OTP_PHONE_PER_MINUTE: '100', OTP_PHONE_PER_HOUR: '1000', OTP_PHONE_PER_DAY: '1000' };
  scene = await LoadScene.start({ workers: 2, apis: 2, people: PEOPLE, env: limits });
  balancer = new LoadBalancer(scene.product.apis);
}, 600_000);

afterAll(() => scene?.stop(), MINUTE_MS);

/** Signs in over two APIs and reads the shop. @returns 'done', or the step that failed with its answer */
async function signIn(index: number): Promise<string> {
  const person = scene.people[index % PEOPLE]!;
  const { challengeId, status } = await balancer.send((api) => scene.requestCode(person, [api]));
  if (challengeId === undefined) return `request-otp answered ${status}`;
  const code = codeOf(await receiveCodeOf(person, challengeId));
  const verified = await balancer.fetch('/api/auth/verify-otp', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ challengeId, code }),
  });
  if (verified.status !== 200) return `verify-otp answered ${verified.status} ${await verified.text()}`;
  const { accessToken } = (await verified.json()) as VerifyOtpAnswer;
  const me = await balancer.fetch('/api/auth/me', { headers: bearer(accessToken) });
  return me.status === 200 ? 'done' : `me answered ${me.status}`;
}

/** Replaces the API and the worker that started last. The first ones run until the end, so that their memory can be watched. */
async function replaceOneOfEach(): Promise<void> {
  const { product } = scene;
  const [formerApi, formerWorker] = [product.apis.pop()!, product.workers.pop()!];
  const [api, worker] = [await product.addApi(), await product.addWorker()];
  await Promise.all([api.ready(), worker.ready()]);
  balancer.add(api);
  await balancer.remove(formerApi);
  for (const former of [formerApi, formerWorker]) {
    expect(await former.end('SIGTERM')).toEqual({ code: 0, signal: null });
    ended.push(former);
  }
}

async function storesText(): Promise<string> {
  const redis = new Redis(scene.product.redisUrl);
  const memory = /^used_memory_human:(\S+)/m.exec(await redis.info('memory'))![1];
  redis.disconnect();
  return `Redis ${memory}`;
}

/** Counts the messages with a code. The simulated Telegram keeps only the last ones, so it is called once a second. */
class CodeCount {
  total = 0;
  private last = scene.product.telegram.sentMessages.at(-1);

  update(): void {
    const sent = scene.product.telegram.sentMessages;
    const from = this.last === undefined ? 0 : sent.lastIndexOf(this.last) + 1;
    this.total += sent.slice(from).filter(({ message }) => codeOf(message) !== undefined).length;
    this.last = sent.at(-1);
  }
}

/** Watches the two processes that are never replaced, and replaces the others once a minute. */
async function watchAndReplace(
  isOver: () => boolean,
  codes: CodeCount,
): Promise<{ api: Held; worker: Held }[]> {
  const samples: { api: Held; worker: Held }[] = [];
  for (let minute = 1; !isOver(); minute++) {
    for (let left = 60; left > 0 && !isOver(); left--) {
      await wait(1_000);
      codes.update();
    }
    if (isOver()) break;
    const sample = { api: heldBy(scene.product.api), worker: heldBy(scene.product.workers[0]!) };
    samples.push(sample);
    const textOf = ({ megabytes, descriptors }: Held): string =>
      `${megabytes} MB, ${descriptors} descriptors`;
    const stores = await storesText();
    process.stdout.write(
      `minute ${minute}: API ${textOf(sample.api)}; worker ${textOf(sample.worker)}; ${stores}\n`,
    );
    await replaceOneOfEach();
  }
  return samples;
}

it(
  'sign-ins for many minutes lose no code and no memory while instances are replaced',
  async () => {
    let isOver = false;
    const codes = new CodeCount();
    const watching = watchAndReplace(() => isOver, codes);
    const outcomes = await atRate(PER_SECOND, SIGN_INS, (index) =>
      signIn(index).catch((error: unknown) => inspect(error)),
    );
    isOver = true;
    const samples = await watching;
    const failures = outcomes.filter((outcome) => outcome !== 'done');
    codes.update();
    const warnings = [...scene.product.services, ...ended].flatMap(({ lines }) =>
      lines.filter((line) => !line.includes('"level":"info"')),
    );
    const growth = (kind: 'api' | 'worker'): number => {
      const megabytes = samples.slice(SETTLING_MINUTES).map((sample) => sample[kind].megabytes);
      return Math.max(...megabytes.slice(-3)) / percentile(megabytes, 0.5);
    };
    const moreDescriptors = (kind: 'api' | 'worker'): number =>
      samples.at(-1)![kind].descriptors - samples[0]![kind].descriptors;
    reportFigures(
      `Soak: ${MINUTES} minutes at ${PER_SECOND} sign-ins/s, an API and a worker replaced every minute`,
      {
        'sign-ins': SIGN_INS,
        failed: failures.length,
        'messages with a code': codes.total,
        'warnings in the logs': warnings.length,
        'memory of the API, last by median': growth('api').toFixed(2),
        'memory of the worker, last by median': growth('worker').toFixed(2),
      },
    );
    expect({ failures, warnings, codes: codes.total }).toEqual({
      failures: [],
      warnings: [],
      codes: SIGN_INS,
    });
    // A shorter run proves nothing about memory.
    if (samples.length <= SETTLING_MINUTES) return;
    for (const kind of ['api', 'worker'] as const) {
      expect(growth(kind)).toBeLessThan(MAX_GROWTH);
      expect(moreDescriptors(kind)).toBeLessThan(MAX_MORE_DESCRIPTORS);
    }
  },
  (MINUTES + 10) * MINUTE_MS,
);
