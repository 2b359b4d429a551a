import type { E164 } from '@app/contract';
import { redisConnector } from '@app/redis';
import { RedisProcess } from '@app/testing';
import type { Entry } from '../outbox/tasks';
import { REQUEST_ID, useOtp } from '../spec/otp-on-redis';
import { atOnce, inSequence, outcomeOf, tally, times } from '../spec/outcomes';

/** What `docs/security.md` promises, under the default namespace and limits. */
const PROMISED = {
  /** A live challenge of a page. */
  requestBytes: 1_200,
  /** A live challenge of the bot. */
  botCodeBytes: 1_200,
  /** An edit in the outbox after its challenge has expired. */
  editBytes: 400,
  /** A phone that strangers requested codes for, after its challenges have expired. */
  phoneBytes: 200,
  /** The most that one address causes within an hour. */
  addressHourBytes: 80_000,
  /** The part of this memory that is kept for a day. */
  addressDayBytes: 8_000,
  /** The counters of all addresses in a /48. */
  widestNetworkBytes: 700_000,
  /** The bytes of the process for each byte of a key. */
  processFactor: 2,
};

let redis: RedisProcess;

beforeAll(async () => {
  redis = await RedisProcess.start();
});
afterAll(() => redis.stop());
const fixture = useOtp({}, () => redisConnector({ url: redis.url, isCluster: false })(), 'otpravka');
beforeEach(() => fixture.store.client.flushall());

const phoneOf = (n: number): E164 => `+99890${String(1_000_000 + n)}` as E164;
const ADDRESS = ['2001:db8:1:2::/64', '2001:db8:1::/56', '2001:db8:1::/48'];
const BY = { ip: '2001:db8:1111:2222:3333:4444:5555:6666', browser: 'Samsung Internet', system: 'Windows' };

async function bytesOf(pattern: string): Promise<number> {
  const found = await fixture.store.client.keys(pattern);
  const keys = found.filter((key) => !key.startsWith('clock:'));
  const sizes = await Promise.all(keys.map((key) => fixture.store.client.memory('USAGE', key)));
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}

/** Types more wrong codes than a challenge compares. */
async function guess(challengeId: string): Promise<void> {
  const verify = () => fixture.otp.verifyCode(challengeId, '000000', BY, ADDRESS);
  await atOnce(4, () => outcomeOf(verify()));
}

/** The memory that Redis reports as used, including its overhead. */
async function usedMemory(): Promise<number> {
  const info = await fixture.store.client.info('memory');
  return Number(/^used_memory:(\d+)/m.exec(info)![1]);
}

async function deliver(entry: Entry): Promise<void> {
  const task = await fixture.outbox.claim(entry);
  await fixture.outbox.delivered(task!, { chatId: 5_000_000_000, messageId: 100_000 });
}

/** Parks all due entries, as a worker does for a phone without a chat. */
async function parkAllDue(): Promise<void> {
  for (const entry of await fixture.outbox.due()) {
    const task = await fixture.outbox.claim(entry);
    if (task !== undefined) await fixture.outbox.park(task);
  }
}

test.each([
  ['one request', 1, 0],
  ['every request of a day and ten wrong codes', 20, 4],
])('a phone that strangers request codes for keeps little memory after %s', async (_, requests, guessed) => {
  for (let i = 0; i < requests; i++) {
    const before = await bytesOf('*');
    const { challengeId } = await fixture.otp.requestCode({
      phone: phoneOf(0),
      language: 'ru',
      origin: BY,
      requestId: REQUEST_ID,
    });
    expect((await bytesOf('*')) - before).toBeLessThanOrEqual(PROMISED.requestBytes);
    if (i >= requests - guessed) await guess(challengeId);
    await parkAllDue();
    await fixture.passTime(400_000);
  }
  expect(await fixture.wrongCodes(phoneOf(0))).toBe(guessed === 0 ? 0 : 10);
  const keys = await fixture.store.client.keys(`*${phoneOf(0)}*`);
  expect(keys).toHaveLength(1);
  expect(await bytesOf('*')).toBe((await bytesOf(keys[0]!)) + (await bytesOf('*:tries:*')));
  expect(await bytesOf(keys[0]!)).toBeLessThanOrEqual(PROMISED.phoneBytes);
});

test('a delivered code takes no more memory than promised', async () => {
  await fixture.otp
    .requestCode({ phone: phoneOf(0), language: 'ru', origin: BY, requestId: REQUEST_ID })
    .then(async ({ challengeId, linkToken }) => {
      await fixture.bot.findByLink(linkToken);
      await deliver(fixture.outbox.codeEntry(challengeId)!);
    });
  expect(await bytesOf('*')).toBeLessThanOrEqual(PROMISED.requestBytes + PROMISED.editBytes);
  await fixture.passTime(300_000);
  expect(await bytesOf('*')).toBeLessThanOrEqual(PROMISED.editBytes + PROMISED.phoneBytes);
});

test('a code of the bot takes no more memory than promised', async () => {
  await deliver(await fixture.requestBotCode(phoneOf(0), 5_000_000_000));
  expect(await bytesOf('*')).toBeLessThanOrEqual(PROMISED.botCodeBytes + PROMISED.editBytes);
});

test('the Redis process takes no more memory for challenges than promised', async () => {
  const empty = await usedMemory();
  await inSequence(20, (batch) =>
    atOnce(50, (n) =>
      fixture.otp.requestCode({
        phone: phoneOf(batch * 50 + n),
        language: 'ru',
        origin: BY,
        requestId: REQUEST_ID,
      }),
    ),
  );
  const used = (await usedMemory()) - empty;
  expect(used).toBeLessThanOrEqual(PROMISED.processFactor * (await bytesOf('*')));
});

test('the counters of a whole /48 take no more memory than promised', async () => {
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
  const fillWindow = async (
    most: number,
    admit: (from: string[], n: number) => Promise<unknown>,
  ): Promise<void> => {
    const outcomes: string[] = [];
    while (outcomes.length < most) {
      const some = times(Math.min(100, most - outcomes.length), (n) => n + outcomes.length);
      outcomes.push(...(await Promise.all(some.map((n) => outcomeOf(admit(networks(next + n), n))))));
    }
    next += most;
    expect(outcomes.filter((outcome) => outcome !== 'ok')).toEqual([]);
    await expect(admit(networks(next), 0)).rejects.toMatchObject({ code: 'too_many_requests' });
  };
  for (let minute = 0; minute < 6; minute++) {
    await fillWindow(100, (from) => limits.admitRequest(from));
    await fixture.passTime(66_000);
  }
  for (const phone of onePhoneOfEachPartition()) {
    const outcomes = await atOnce(250, (n) =>
      outcomeOf(fixture.otp.verifyBotCode(phone, '000000', BY, networks(next + n))),
    );
    expect(tally(outcomes)).toEqual({ code_wrong: 200, too_many_requests: 50 });
    next += 250;
  }
  await fillWindow(3_000, (from) => limits.admitAttempt(from));

  const keys = 600 + 64 + 3_000 + 256 + 1;
  expect(await fixture.store.client.keys(fixture.store.key('*'))).toHaveLength(keys);
  const bytes = await bytesOf('*');
  const used = (await usedMemory()) - empty;
  expect(bytes).toBeLessThanOrEqual(PROMISED.widestNetworkBytes);
  expect(used).toBeLessThanOrEqual(PROMISED.processFactor * PROMISED.widestNetworkBytes);
}, 120_000);

function onePhoneOfEachPartition(): E164[] {
  const { keys } = fixture;
  const phones = new Map<string, E164>();
  for (let n = 0; phones.size < keys.partitions().length; n++)
    phones.set(keys.partitionOf(phoneOf(n)), phoneOf(n));
  return [...phones.values()];
}

const leaveUnsent = async (): Promise<void> => {};
const deliverCode = (challengeId: string): Promise<void> => deliver(fixture.outbox.codeEntry(challengeId)!);

test.each([
  ['as many phones as possible', (n: number) => phoneOf(n), leaveUnsent],
  ['phones until each is locked', (n: number) => phoneOf(Math.floor(n / 4)), leaveUnsent],
  ['linked phones whose messages no worker edits', (n: number) => phoneOf(n), deliverCode],
])(
  'one address that requests codes for %s takes no more memory than promised',
  async (_, target, send) => {
    let most = 0;
    let requested = 0;
    let triedPhones = 0;
    for (let minute = 0; minute < 60; minute++) {
      for (;;) {
        const admitted = await outcomeOf(fixture.otp.admitAddress(ADDRESS));
        if (admitted !== 'ok') break;
        const phone = target(requested++);
        const issued = await fixture.otp
          .requestCode({ phone, language: 'ru', origin: BY, requestId: REQUEST_ID })
          .catch(() => undefined);
        if (issued === undefined) continue;
        await fixture.bot.findByLink(issued.linkToken);
        await send(issued.challengeId);
        await fixture.otp.status(issued.challengeId);
        await guess(issued.challengeId);
      }
      const tries = times(30, () => phoneOf(triedPhones++));
      await Promise.all(
        tries.map(async (phone) => {
          await outcomeOf(fixture.otp.admitAttempt(ADDRESS));
          await outcomeOf(fixture.otp.verifyBotCode(phone, '000000', BY, ADDRESS));
        }),
      );
      most = Math.max(most, await bytesOf('*'));
      if (send === leaveUnsent && minute % 10 === 0) await parkAllDue();
      await fixture.passTime(60_000);
    }
    await parkAllDue();
    await fixture.passTime(3_600_000);
    await parkAllDue();
    const after = await bytesOf('*');
    expect(requested).toBe(60);
    expect(most).toBeLessThanOrEqual(PROMISED.addressHourBytes);
    expect(after).toBeLessThanOrEqual(PROMISED.addressDayBytes);
  },
  120_000,
);
