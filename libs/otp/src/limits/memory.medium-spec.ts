import type { E164 } from '@app/contract';
import { redisConnector } from '@app/redis';
import { RedisProcess } from '@app/testing';
import { OtpKeys } from '../keys';
import type { Entry } from '../outbox/tasks';
import { OtpOnRedis, outcomeOf, tally, times } from '../spec/otp-on-redis';

/** What `docs/security.md` promises, under the default namespace and limits. */
const PROMISED = {
  /** A request while its challenge lives, its code sent or not. */
  requestBytes: 1_200,
  /** A code of the bot while it lives. */
  askedBytes: 1_200,
  /** An edit in the outbox, once its challenge is over. */
  editBytes: 400,
  /** A phone that strangers requested codes for, once its challenges are over. */
  phoneBytes: 200,
  /** Everything that one address does within an hour, while its challenges live. */
  addressHourBytes: 80_000,
  /** The part of that hour that is kept for a day. */
  addressDayBytes: 8_000,
  /** The counters of all addresses in a /48, however many of them call. */
  widestNetworkBytes: 700_000,
  /** Bytes of the process for each byte of a key. */
  processFactor: 2,
};

let redis: RedisProcess;
let fixture: OtpOnRedis;

beforeAll(async () => {
  redis = await RedisProcess.start();
});
afterAll(() => redis.stop());
beforeEach(async () => {
  fixture = await OtpOnRedis.open({}, redisConnector({ url: redis.url, isCluster: false }), 'otpravka');
  await fixture.store.client.flushall();
});
afterEach(() => fixture.close());

const phoneOf = (n: number): E164 => `+99890${String(1_000_000 + n)}` as E164;
const ADDRESS = ['2001:db8:1:2::/64', '2001:db8:1::/56', '2001:db8:1::/48'];
const BY = { ip: '2001:db8:1111:2222:3333:4444:5555:6666', browser: 'Samsung Internet', system: 'Windows' };

async function bytesOf(pattern: string): Promise<number> {
  const keys = await fixture.store.client.keys(pattern);
  const sizes = await Promise.all(keys.map((key) => fixture.store.client.memory('USAGE', key)));
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}

/** More wrong codes than are compared. */
async function guess(challengeId: string): Promise<void> {
  const verify = () => fixture.otp.verifyCode(challengeId, '000000', BY, ADDRESS);
  await Promise.all(times(4, () => outcomeOf(verify())));
}

/** The memory that Redis says it has in use, all its overhead included. */
async function usedMemory(): Promise<number> {
  const info = await fixture.store.client.info('memory');
  return Number(/^used_memory:(\d+)/m.exec(info)![1]);
}

async function deliver(entry: Entry): Promise<void> {
  const task = await fixture.outbox.claim(entry);
  await fixture.outbox.delivered(task!, { chatId: 5_000_000_000, messageId: 100_000 });
}

/** What a worker does with a code for a phone that it knows no chat of, and with notifications for it. */
async function workOff(): Promise<void> {
  for (const entry of await fixture.outbox.due()) {
    const task = await fixture.outbox.claim(entry);
    if (task !== undefined) await fixture.outbox.park(task);
  }
}

test.each([
  ['one request', 1, 0],
  ['every request of a day, the last of which are guessed at until it is locked', 20, 4],
])('a phone that strangers ask for keeps little after %s', async (_, requests, guessedAt) => {
  for (let i = 0; i < requests; i++) {
    const before = await bytesOf('*');
    const { challengeId } = await fixture.otp.requestCode({ phone: phoneOf(0), language: 'ru', origin: BY });
    expect((await bytesOf('*')) - before).toBeLessThanOrEqual(PROMISED.requestBytes);
    if (i >= requests - guessedAt) await guess(challengeId);
    await workOff();
    await fixture.passTime(400_000);
  }
  expect(await fixture.wrongCodes(phoneOf(0))).toBe(guessedAt === 0 ? 0 : 10);
  const keys = await fixture.store.client.keys(`*${phoneOf(0)}*`);
  expect(keys).toHaveLength(1);
  expect(await bytesOf('*')).toBe((await bytesOf(keys[0]!)) + (await bytesOf('*:tries:*')));
  expect(await bytesOf(keys[0]!)).toBeLessThanOrEqual(PROMISED.phoneBytes);
});

test('a code that is in a chat takes no more than is stated, and less once its time is over', async () => {
  await fixture.otp
    .requestCode({ phone: phoneOf(0), language: 'ru', origin: BY })
    .then(async ({ challengeId, linkToken }) => {
      await fixture.bot.findByLink(linkToken);
      await deliver(fixture.outbox.codeEntry(challengeId)!);
    });
  expect(await bytesOf('*')).toBeLessThanOrEqual(PROMISED.requestBytes + PROMISED.editBytes);
  await fixture.passTime(300_000);
  expect(await bytesOf('*')).toBeLessThanOrEqual(PROMISED.editBytes + PROMISED.phoneBytes);
});

test('a code that the bot was asked for takes no more than is stated', async () => {
  const answer = await fixture.bot.requestCode({
    phone: phoneOf(0),
    telegramId: 5_000_000_000,
    language: 'ru',
  });
  if (answer.kind !== 'issued') throw new Error('limited');
  await deliver(answer.entry);
  expect(await bytesOf('*')).toBeLessThanOrEqual(PROMISED.askedBytes + PROMISED.editBytes);
});

test('the process takes no more for its challenges than is stated', async () => {
  const empty = await usedMemory();
  await Promise.all(
    times(1_000, (n) => fixture.otp.requestCode({ phone: phoneOf(n), language: 'ru', origin: BY })),
  );
  const used = (await usedMemory()) - empty;
  expect(used).toBeLessThanOrEqual(PROMISED.processFactor * (await bytesOf('*')));
});

test('all addresses of a /48 together make Redis hold what is stated in counts', async () => {
  const empty = await usedMemory();
  const networks = (n: number): string[] => {
    const hex = (value: number): string => value.toString(16).padStart(2, '0');
    const [fiftySix, rest] = [hex(n % 256), hex(n >> 8)];
    return [
      `2001:db8:1111:${fiftySix}${rest}::/64`,
      `2001:db8:1111:${fiftySix}00::/56`,
      '2001:db8:1111::/48',
    ];
  };
  const limits = fixture.addressLimits();
  let next = 0;
  const until = async (
    most: number,
    admit: (from: string[], n: number) => Promise<unknown>,
  ): Promise<void> => {
    const outcomes: string[] = [];
    while (outcomes.length < most) {
      const some = times(Math.min(500, most - outcomes.length), (n) => n + outcomes.length);
      outcomes.push(...(await Promise.all(some.map((n) => outcomeOf(admit(networks(next + n), n))))));
    }
    next += most;
    expect(outcomes.filter((outcome) => outcome !== 'ok')).toEqual([]);
    await expect(admit(networks(next), 0)).rejects.toMatchObject({ code: 'too_many_requests' });
  };
  for (let minute = 0; minute < 6; minute++) {
    await until(100, (from) => limits.admitRequest(from));
    await fixture.passTime(66_000);
  }
  for (const phone of onePhoneOfEachPartition()) {
    const outcomes = await Promise.all(
      times(250, (n) => outcomeOf(fixture.otp.verifyBotCode(phone, '000000', BY, networks(next + n)))),
    );
    expect(tally(outcomes)).toEqual({ code_wrong: 200, too_many_requests: 50 });
    next += 250;
  }
  await until(3_000, (from) => limits.admitAttempt(from));

  const keys = 600 + 64 + 3_000 + 256 + 1;
  expect(await fixture.store.client.dbsize()).toBe(keys);
  const bytes = await bytesOf('*');
  const used = (await usedMemory()) - empty;
  expect(bytes).toBeLessThanOrEqual(PROMISED.widestNetworkBytes);
  expect(used).toBeLessThanOrEqual(PROMISED.processFactor * PROMISED.widestNetworkBytes);
}, 120_000);

function onePhoneOfEachPartition(): E164[] {
  const keys = new OtpKeys(fixture.store);
  const phones = new Map<string, E164>();
  for (let n = 0; phones.size < keys.partitions().length; n++)
    phones.set(keys.partitionOf(phoneOf(n)), phoneOf(n));
  return [...phones.values()];
}

const lazily = async (): Promise<void> => {};
const toItsChat = (challengeId: string): Promise<void> => deliver(fixture.outbox.codeEntry(challengeId)!);

test.each([
  ['as many phones as it may', (n: number) => phoneOf(n), lazily],
  ['phones until each is locked', (n: number) => phoneOf(Math.floor(n / 4)), lazily],
  ['linked phones, whose messages no worker edits', (n: number) => phoneOf(n), toItsChat],
])(
  'one address that asks for %s, and guesses, makes Redis hold what is stated',
  async (_, target, send) => {
    let most = 0;
    let asked = 0;
    let tried = 0;
    for (let minute = 0; minute < 60; minute++) {
      for (;;) {
        const admitted = await outcomeOf(fixture.otp.admitAddress(ADDRESS));
        if (admitted !== 'ok') break;
        const phone = target(asked++);
        const issued = await fixture.otp
          .requestCode({ phone, language: 'ru', origin: BY })
          .catch(() => undefined);
        if (issued === undefined) continue;
        await fixture.bot.findByLink(issued.linkToken);
        await send(issued.challengeId);
        await fixture.otp.status(issued.challengeId);
        await guess(issued.challengeId);
      }
      const tries = times(30, () => phoneOf(tried++));
      await Promise.all(
        tries.map(async (phone) => {
          await outcomeOf(fixture.otp.admitAttempt(ADDRESS));
          await outcomeOf(fixture.otp.verifyBotCode(phone, '000000', BY, ADDRESS));
        }),
      );
      most = Math.max(most, await bytesOf('*'));
      if (send === lazily && minute % 10 === 0) await workOff();
      await fixture.passTime(60_000);
    }
    await workOff();
    await fixture.passTime(3_600_000);
    await workOff();
    const after = await bytesOf('*');
    expect(asked).toBe(60);
    expect(most).toBeLessThanOrEqual(PROMISED.addressHourBytes);
    expect(after).toBeLessThanOrEqual(PROMISED.addressDayBytes);
  },
  120_000,
);
