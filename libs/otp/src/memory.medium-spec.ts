import type { E164 } from '@app/contract';
import { redisConnector } from '@app/redis';
import { RedisProcess } from '@app/testing';
import { OtpOnRedis, outcomeOf, times } from './spec/otp-on-redis';

/** What `docs/security.md` promises, under the default namespace and limits. */
const PROMISED = {
  /** Of a request while its challenge lives. */
  requestBytes: 1_000,
  /** Of a phone that strangers asked for, once its challenges are over. */
  phoneBytes: 200,
  /** Of everything that one address does within an hour, while its challenges live. */
  addressHourBytes: 64_000,
  /** What stays of that hour for a day. */
  addressDayBytes: 8_000,
};

let redis: RedisProcess;
let it_: OtpOnRedis;

beforeAll(async () => {
  redis = await RedisProcess.start();
});
afterAll(() => redis.stop());
beforeEach(async () => {
  it_ = await OtpOnRedis.open({}, redisConnector({ url: redis.url, isCluster: false }), 'otpravka');
  await it_.store.client.flushall();
});
afterEach(() => it_.close());

const phoneOf = (n: number): E164 => `+99890${String(1_000_000 + n)}` as E164;
const ADDRESS = ['2001:db8:1:2::/64', '2001:db8:1::/56', '2001:db8:1::/48'];
const BY = { ip: '2001:db8:1111:2222:3333:4444:5555:6666', browser: 'Samsung Internet', system: 'Windows' };

async function bytesOf(pattern: string): Promise<number> {
  const keys = await it_.store.client.keys(pattern);
  const sizes = await Promise.all(keys.map((key) => it_.store.client.memory('USAGE', key)));
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}

/** More wrong codes than are looked at. */
async function guess(challengeId: string): Promise<void> {
  await Promise.all(times(4, () => outcomeOf(it_.verify(challengeId, '000000'))));
}

/** What a worker does with a code for a phone that it knows no chat of, and with notifications for it. */
async function workOff(): Promise<void> {
  for (const entry of await it_.outbox.due()) {
    const task = await it_.outbox.claim(entry);
    if (task !== undefined) await it_.outbox.park(task);
  }
}

test.each([
  ['one request', 1, 0],
  ['every request of a day, the last of which are guessed at until it is locked', 20, 4],
])('a phone that strangers ask for keeps little after %s', async (_, requests, guessedAt) => {
  for (let i = 0; i < requests; i++) {
    const before = await bytesOf('*');
    const { challengeId } = await it_.otp.request({ phone: phoneOf(0), language: 'ru', origin: BY });
    expect((await bytesOf('*')) - before).toBeLessThanOrEqual(PROMISED.requestBytes);
    if (i >= requests - guessedAt) await guess(challengeId);
    await workOff();
    await it_.passTime(400_000);
  }
  expect(await it_.wrongCodes(phoneOf(0))).toBe(guessedAt === 0 ? 0 : 10);
  const keys = await it_.store.client.keys(`*${phoneOf(0)}*`);
  expect(keys).toHaveLength(1);
  expect(await bytesOf('*')).toBe(await bytesOf(keys[0]!));
  expect(await bytesOf('*')).toBeLessThanOrEqual(PROMISED.phoneBytes);
});

test.each([
  ['as many phones as it may', (n: number) => phoneOf(n)],
  ['phones until each is locked', (n: number) => phoneOf(Math.floor(n / 4))],
])(
  'one address that asks for %s, and guesses, makes Redis hold what is stated',
  async (_, target) => {
    let most = 0;
    let asked = 0;
    let tried = 0;
    for (let minute = 0; minute < 60; minute++) {
      for (;;) {
        const admitted = await outcomeOf(it_.otp.admitAddress(ADDRESS));
        if (admitted !== 'ok') break;
        const phone = target(asked++);
        const issued = await it_.otp.request({ phone, language: 'ru', origin: BY }).catch(() => undefined);
        if (issued === undefined) continue;
        await it_.bot.find(issued.linkToken);
        await it_.otp.status(issued.challengeId);
        await guess(issued.challengeId);
      }
      const tries = times(30, () => phoneOf(tried++));
      await Promise.all(
        tries.map(async (phone) => {
          await outcomeOf(it_.otp.admitAttempt(ADDRESS));
          await outcomeOf(it_.otp.verifyAsked(phone, '000000', BY, ADDRESS));
        }),
      );
      most = Math.max(most, await bytesOf('*'));
      if (minute % 10 === 0) await workOff();
      await it_.passTime(60_000);
    }
    await workOff();
    await it_.passTime(3_600_000);
    await workOff();
    const after = await bytesOf('*');
    expect(asked).toBe(60);
    expect(most).toBeLessThanOrEqual(PROMISED.addressHourBytes);
    expect(after).toBeLessThanOrEqual(PROMISED.addressDayBytes);
  },
  120_000,
);
