import type { Problem, RequestOtpAnswer } from '@app/contract';
import { asOwner, expectInFullSize, percentile, RedisMonitor, size, testRedisUrl, until } from '@app/testing';
import { Attack } from '../attack';
import { bodyOf, Caller, type Reply } from '../http-call';

const PHONES_PER_KIND = 100;
/** Samples of each kind and route. */
const SAMPLES = size({ small: 100, full: 500 });
/** On a busy machine medians may differ by chance. More samples remove such a difference, but not a real one. */
const MOST_SAMPLES = size({ small: 1, full: 4 }) * SAMPLES;
const WARM_UP = size({ small: 25, full: 100 });
const PER_ROUND = 25;
const MOST_APART = 0.1;

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
/** One connection, one request at a time. */
let stranger: Caller;

beforeAll(async () => {
  attack = await Attack.start({
    apis: 1,
    owners: 2 * PHONES_PER_KIND,
    env: { OTP_FAILURES_PER_DAY: '10000' },
  });
  stranger = new Caller(attack.product.api.url, { connections: 1 });
  const fresh = () => Array.from({ length: PHONES_PER_KIND }, () => attack.freshPhone());
  const unlinked = fresh().map((phone) =>
    attack.product.telegram.person({ firstName: 'Boris', phone }).knowsTheBot(),
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
 * Many phones of each kind request a code, then type a wrong one, in random order. So the work of the worker for linked
 * phones slows down all kinds alike.
 */
async function round(turn: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  const turns = Array.from({ length: PER_ROUND }, (_, index) => turn * PER_ROUND + index);
  const all = KINDS.flatMap((kind) =>
    turns.map((index) => ({ kind, phone: phones[kind][index % PHONES_PER_KIND]!, challengeId: '' })),
  );
  const take = async (route: Route, kind: Kind, path: string, body: object): Promise<Reply> => {
    const reply = await stranger.post(`/api/auth/${path}`, body);
    samples.push({ ...reply, kind, route });
    return reply;
  };
  for (const one of shuffled(all)) {
    const reply = await take('request-otp', one.kind, 'request-otp', { phone: one.phone });
    one.challengeId = bodyOf<RequestOtpAnswer>(reply).challengeId;
  }
  for (const { kind, challengeId } of shuffled(all))
    await take('verify-otp', kind, 'verify-otp', { challengeId, code: '123456' });
  for (const { kind, phone } of shuffled(all))
    await take('verify-otp by phone', kind, 'verify-otp', { phone, code: '123456' });
  return samples;
}

/** @param count samples of each kind and route */
async function take(count: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (let turn = 0; turn < count / PER_ROUND; turn++) samples.push(...(await round(turn)));
  return samples;
}

/** The Redis commands of the API for one request, one wrong code and one wrong code by phone: names and scripts, sorted. */
async function commandsFor(kind: Kind): Promise<string[]> {
  const phone = phones[kind][0]!;
  const monitor = await RedisMonitor.on(testRedisUrl());
  try {
    const reply = await stranger.post('/api/auth/request-otp', { phone });
    const { challengeId } = bodyOf<RequestOtpAnswer>(reply);
    await stranger.post('/api/auth/verify-otp', { challengeId, code: '123456' });
    await stranger.post('/api/auth/verify-otp', { phone, code: '123456' });
    const published = await until(() =>
      monitor.seen.find(({ name, args }) => name === 'publish' && args[1]?.includes(challengeId)),
    );
    await monitor.caughtUp();
    return monitor.seen
      .filter(({ source }) => source === published.source)
      .map(({ name, args }) => `${name} ${args[0]}`)
      .sort();
  } finally {
    monitor.close();
  }
}

/** Keys and types, arrays and what is in them included; no values. */
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

const apartOf = (medians: readonly number[]): number => Math.max(...medians) / Math.min(...medians) - 1;

describe('a stranger cannot tell a linked phone from one that is unlinked, unknown or blocked', () => {
  const samples: Sample[] = [];

  beforeAll(async () => {
    await take(WARM_UP);
    for (let taken = 0; taken < MOST_SAMPLES; taken += SAMPLES) {
      samples.push(...(await take(SAMPLES)));
      if (ROUTES.every((route) => apartOf(mediansOf(of(route))) < MOST_APART)) return;
    }
  }, 240_000);

  const of = (route: Route): Sample[] => samples.filter((sample) => sample.route === route);

  it.each(ROUTES)('by what %s answers', (route) => {
    expect([...shapesOf(of(route))]).toHaveLength(1);
  });

  it('by what the API asks Redis for', async () => {
    const linked = await commandsFor('linked');
    expect(linked.length).toBeGreaterThanOrEqual(4);
    for (const kind of KINDS)
      expect({ kind, commands: await commandsFor(kind) }).toEqual({ kind, commands: linked });
  });

  it.each(ROUTES)('by how long %s takes', (route) => {
    const medians = mediansOf(of(route));
    const apart = apartOf(medians);
    const shown = KINDS.map((kind, index) => `${kind} ${medians[index]!.toFixed(3)}`).join(', ');
    process.stdout.write(
      `\n${route}, ${samples.length / KINDS.length / ROUTES.length} each: ${shown} ms; ${(apart * 100).toFixed(1)} % apart\n`,
    );
    expectInFullSize(() => expect(apart).toBeLessThan(MOST_APART));
  });
});
