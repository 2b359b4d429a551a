import type { Problem, RequestOtpAnswer } from '@app/contract';
import {
  asOwner,
  expectInFullSize,
  percentile,
  RedisMonitor,
  type SentCommand,
  size,
  testRedisUrl,
  until,
} from '@app/testing';
import { Attack } from '../attack';
import { bodyOf, HttpClient, type Reply } from '../http-call';

const PHONES_PER_KIND = 100;
/** Samples of each kind and route. */
const SAMPLES = size({ small: 100, full: 500 });
/** On a busy machine medians may differ by chance. More samples remove a difference by chance, but not a real one. */
const MAX_SAMPLES = size({ small: 1, full: 4 }) * SAMPLES;
const WARM_UP = size({ small: 25, full: 100 });
const PER_ROUND = 25;
const MAX_DIFFERENCE = 0.1;

const KINDS = ['linked', 'unlinked', 'unknown', 'blocked'] as const;
type Kind = (typeof KINDS)[number];
const ROUTES = ['request-otp', 'verify-otp', 'verify-otp by phone'] as const;
type Route = (typeof ROUTES)[number];

interface Sample extends Reply {
  readonly kind: Kind;
  readonly route: Route;
}

let attack: Attack;
let phones: Record<Kind, readonly string[]>;
/** A client with one connection, which sends one request at a time. */
let stranger: HttpClient;

beforeAll(async () => {
  attack = await Attack.start({
    apis: 1,
    owners: 2 * PHONES_PER_KIND,
    env: { OTP_FAILURES_PER_DAY: '10000' },
  });
  stranger = new HttpClient(attack.product.api.url, { connections: 1 });
  const fresh = () => Array.from({ length: PHONES_PER_KIND }, () => attack.freshPhone());
  const unlinked = fresh().map((phone) =>
    attack.product.telegram.person({ firstName: 'Boris', phone }).markAsStarted(),
  );
  const blocked = attack.owners.slice(PHONES_PER_KIND);
  for (const person of blocked) person.block();
  phones = {
    linked: attack.owners.slice(0, PHONES_PER_KIND).map(({ phone }) => phone),
    unlinked: unlinked.map(({ phone }) => phone),
    unknown: fresh(),
    blocked: blocked.map(({ phone }) => phone),
  };
  await until(
    async () =>
      (
        await asOwner(
          attack.product.database.url,
          'select 1 from telegram_accounts where blocked_at is not null',
        )
      ).length === PHONES_PER_KIND,
  );
});

afterAll(async () => {
  stranger?.close();
  await attack?.stop();
});

function shuffled<T>(values: readonly T[]): T[] {
  const left = [...values];
  return values.map(() => left.splice(Math.floor(Math.random() * left.length), 1)[0]!);
}

/**
 * Requests a code and types a wrong code for many phones of each kind. The order is random, because the sends to linked phones
 * slow down the requests that follow, and should slow down those of every kind equally.
 */
async function sampleRound(round: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  const indexes = Array.from({ length: PER_ROUND }, (_, index) => round * PER_ROUND + index);
  const requests = KINDS.flatMap((kind) =>
    indexes.map((index) => ({ kind, phone: phones[kind][index % PHONES_PER_KIND]!, challengeId: '' })),
  );
  const sample = async (route: Route, kind: Kind, path: string, body: object): Promise<Reply> => {
    const reply = await stranger.post(`/api/auth/${path}`, body);
    samples.push({ ...reply, kind, route });
    return reply;
  };
  for (const request of shuffled(requests)) {
    const reply = await sample('request-otp', request.kind, 'request-otp', { phone: request.phone });
    request.challengeId = bodyOf<RequestOtpAnswer>(reply).challengeId;
  }
  for (const { kind, challengeId } of shuffled(requests))
    await sample('verify-otp', kind, 'verify-otp', { challengeId, code: '123456' });
  for (const { kind, phone } of shuffled(requests))
    await sample('verify-otp by phone', kind, 'verify-otp', { phone, code: '123456' });
  return samples;
}

/** @param count samples of each kind and route */
async function takeSamples(count: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (let round = 0; round < count / PER_ROUND; round++) samples.push(...(await sampleRound(round)));
  return samples;
}

/** The names and scripts of the Redis commands that one call of each route causes, sorted. */
async function commandsFor(kind: Kind): Promise<string[]> {
  const phone = phones[kind][0]!;
  const monitor = await RedisMonitor.on(testRedisUrl());
  try {
    const reply = await stranger.post('/api/auth/request-otp', { phone });
    const { challengeId } = bodyOf<RequestOtpAnswer>(reply);
    await stranger.post('/api/auth/verify-otp', { challengeId, code: '123456' });
    await stranger.post('/api/auth/verify-otp', { phone, code: '123456' });
    // The script of the request is the only call with the channel of its event.
    const isRequest = ({ name, args }: SentCommand): boolean =>
      name.startsWith('eval') &&
      args.includes(challengeId) &&
      args.some((arg) => arg.endsWith('.otp.requested'));
    const request = await until(() => monitor.seen.find(isRequest));
    await monitor.caughtUp();
    // Once a minute, the API reads the name of the bot during a request of any kind.
    const isNameOfBot = ({ name, args }: SentCommand): boolean =>
      name === 'hget' && args[0]!.endsWith(':bot');
    return monitor.seen
      .filter((command) => command.source === request.source && !isNameOfBot(command))
      .map(({ name, args }) => `${name} ${args[0]}`)
      .sort();
  } finally {
    monitor.close();
  }
}

/** The keys and types of a JSON value, without the values. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shapeOf(member)]));
}

const shapesOf = (samples: readonly Sample[]): Set<string> =>
  new Set(
    samples.map((sample) =>
      JSON.stringify([sample.status, sample.headerNames, shapeOf(bodyOf<Problem>(sample))]),
    ),
  );

const mediansOf = (samples: readonly Sample[]): number[] =>
  KINDS.map((kind) =>
    percentile(
      samples.filter((sample) => sample.kind === kind).map(({ ms }) => ms),
      0.5,
    ),
  );

const differenceOf = (medians: readonly number[]): number => Math.max(...medians) / Math.min(...medians) - 1;

describe('a stranger cannot tell a linked phone from one that is unlinked, unknown or blocked', () => {
  const samples: Sample[] = [];

  beforeAll(async () => {
    await takeSamples(WARM_UP);
    for (let taken = 0; taken < MAX_SAMPLES; taken += SAMPLES) {
      samples.push(...(await takeSamples(SAMPLES)));
      if (ROUTES.every((route) => differenceOf(mediansOf(samplesOf(route))) < MAX_DIFFERENCE)) return;
    }
  }, 240_000);

  const samplesOf = (route: Route): Sample[] => samples.filter((sample) => sample.route === route);

  it.each(ROUTES)('by the answer of %s', (route) => {
    expect([...shapesOf(samplesOf(route))]).toHaveLength(1);
  });

  it('by the Redis commands', async () => {
    const linked = await commandsFor('linked');
    expect(linked.length).toBeGreaterThanOrEqual(4);
    for (const kind of KINDS)
      expect({ kind, commands: await commandsFor(kind) }).toEqual({ kind, commands: linked });
  });

  it.each(ROUTES)('by the response time of %s', (route) => {
    const medians = mediansOf(samplesOf(route));
    const difference = differenceOf(medians);
    const shown = KINDS.map((kind, index) => `${kind} ${medians[index]!.toFixed(3)}`).join(', ');
    process.stdout.write(
      `\n${route}, ${samples.length / KINDS.length / ROUTES.length} each: ${shown} ms; ${(difference * 100).toFixed(1)} % apart\n`,
    );
    expectInFullSize(() => expect(difference).toBeLessThan(MAX_DIFFERENCE));
  });
});
