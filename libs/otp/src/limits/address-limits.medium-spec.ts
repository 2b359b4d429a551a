import fc from 'fast-check';
import type { E164 } from '@app/contract';
import type { LimitState, Networks } from './limit-state';
import { OtpOnRedis, outcomeOf, PHONE, tally, times } from '../spec/otp-on-redis';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The networks of the n-th /64 of a /56, all in one /48. */
const within = (fiftySix: string, n: number): Networks => [
  `2001:db8:1:${fiftySix}${n.toString(16).padStart(2, '0')}::/64`,
  `2001:db8:1:${fiftySix}00::/56`,
  '2001:db8:1::/48',
];

describe('the limits of an address', () => {
  let fixture: OtpOnRedis;
  beforeEach(async () => (fixture = await OtpOnRedis.open()));
  afterEach(() => fixture.close());

  const ask = (networks: Networks) => outcomeOf(fixture.otp.admitAddress(networks));
  const limitsOf = (networks: Networks): Promise<LimitState[]> =>
    fixture.otp.admitAddress(networks).catch((error: { limits: LimitState[] }) => error.limits);

  test('hold for a /64, three times as many for its /56, ten times as many for its /48, whoever asks at once', async () => {
    const outcomes = await Promise.all(
      times(12, (fiftySix) =>
        Promise.all(times(5, (n) => Promise.all(times(12, () => ask(within(fiftySix.toString(16), n)))))),
      ),
    );
    const admitted = (some: unknown[]): number => some.flat(3).filter((outcome) => outcome === 'ok').length;
    for (const ofFiftySix of outcomes) {
      for (const ofSixtyFour of ofFiftySix) expect(admitted(ofSixtyFour)).toBeLessThanOrEqual(10);
      expect(admitted(ofFiftySix)).toBeLessThanOrEqual(30);
    }
    expect(admitted(outcomes)).toBe(100);
    await expect(ask(['2001:db8:2::/64', '2001:db8:2::/56', '2001:db8:2::/48'])).resolves.toBe('ok');
  });

  test('of the hour hold in the wider networks, too', async () => {
    let admitted = 0;
    for (let minute = 0; minute < 20; minute++) {
      const outcomes = await Promise.all(times(24, (i) => ask(within('1', i))));
      admitted += outcomes.filter((outcome) => outcome === 'ok').length;
      await fixture.passTime(MINUTE);
    }
    expect(admitted).toBe(180);
  });

  test('count nothing where one of them refuses', async () => {
    for (const n of times(3, (i) => i)) await Promise.all(times(10, () => ask(within('1', n))));
    const fresh = within('1', 9);
    expect(tally(await Promise.all(times(20, () => ask(fresh))))).toEqual({ too_many_requests: 20 });
    // Its own /64 is as fresh as before, in another /56 as it were.
    const [own] = fresh;
    expect(await limitsOf([own!, '2001:db8:1:200::/56', '2001:db8:1::/48'])).toMatchObject([
      { name: 'address-minute', limit: 10, remaining: 9 },
      { name: 'address-hour', limit: 60, remaining: 59 },
    ]);
  });

  test('report the network with the least room', async () => {
    for (const n of times(3, (i) => i)) await Promise.all(times(9, () => ask(within('1', n))));
    expect(await limitsOf(within('1', 4))).toMatchObject([
      { name: 'address-minute', limit: 30, remaining: 2, windowSeconds: 60 },
      { name: 'address-hour', limit: 60, remaining: 59, windowSeconds: 3_600 },
    ]);
    for (const n of [5, 6]) await ask(within('1', n));
    const [minute] = await limitsOf(within('1', 7));
    expect(minute).toMatchObject({ limit: 30, remaining: 0 });
    expect(minute!.resetSeconds).toBeLessThanOrEqual(60);
  });

  test('of typed codes hold for all of a /48 as well', async () => {
    const attempt = (networks: Networks) => outcomeOf(fixture.otp.admitAttempt(networks));
    const outcomes = await Promise.all(times(310, () => attempt(within('1', 1))));
    expect(tally(outcomes)).toEqual({ ok: 300, too_many_requests: 10 });
    const neighbours = await Promise.all(times(640, (i) => attempt(within('1', 2 + (i % 3)))));
    expect(tally(neighbours)).toEqual({ ok: 600, too_many_requests: 40 });
    await expect(attempt(within('2', 1))).resolves.toBe('ok');
  });

  test('of tries for one phone hold for all of a /48 as well', async () => {
    const guess = (networks: Networks) =>
      outcomeOf(fixture.otp.verifyBotCode(PHONE, '000000', { ip: '', browser: '', system: '' }, networks));
    const outcomes = await Promise.all(times(200, (i) => guess(within('1', i % 8))));
    expect(tally(outcomes)).toEqual({ code_wrong: 60, too_many_requests: 140 });
  });

  test('never let more through in any span, and let all through that would be allowed a slot later', async () => {
    const SLOTS = { minute: 5_000, hour: 300_000 };
    const steps = fc.array(
      fc.record({
        asks: fc.integer({ min: 1, max: 14 }),
        waitMs: fc.constantFrom(0, 700, 4_000, 9_000, 23_000, MINUTE, 7 * MINUTE, 31 * MINUTE),
      }),
      { minLength: 5, maxLength: 25 },
    );
    // Ten that are spread over two slots, then more as soon as the first may be forgotten.
    const spread = [
      ...times(10, () => ({ asks: 1, waitMs: 700 })),
      { asks: 0, waitMs: 53_700 },
      { asks: 14, waitMs: 3_000 },
      { asks: 14, waitMs: 0 },
    ];
    await fc.assert(
      fc.asyncProperty(fc.uuid(), steps, async (address, schedule) => {
        // Moments by the clock and by what was skipped; `passTime` skips up to 8 ms more each time.
        const MARGIN = 500;
        let skipped = 0;
        const clock = (): number => Date.now() + skipped;
        const admitted: { after: number; before: number }[] = [];
        const surelyWithin = (now: number, span: number): number =>
          admitted.filter(({ after }) => now - after < span - MARGIN).length;
        const maybeWithin = (now: number, span: number): number =>
          admitted.filter(({ before }) => now - before < span + MARGIN).length;
        for (const { asks, waitMs } of schedule) {
          for (let i = 0; i < asks; i++) {
            const after = clock();
            const isIn = (await ask([address])) === 'ok';
            const before = clock();
            if (isIn) admitted.push({ after, before });
            expect(surelyWithin(before, MINUTE)).toBeLessThanOrEqual(10);
            expect(surelyWithin(before, HOUR)).toBeLessThanOrEqual(60);
            const isFull =
              maybeWithin(after, MINUTE + SLOTS.minute) >= 10 || maybeWithin(after, HOUR + SLOTS.hour) >= 60;
            expect(isIn || isFull).toBe(true);
          }
          await fixture.passTime(waitMs);
          skipped += waitMs;
        }
      }),
      { numRuns: 12, examples: [['spread over slots', spread]] },
    );
  }, 120_000);

  describe('are forgotten with the longest window that counts', () => {
    const lives = async (): Promise<number[]> => {
      const keys = await fixture.store.client.keys(fixture.store.key('net:*'));
      return Promise.all(keys.map((key) => fixture.store.client.pttl(key)));
    };
    const manyNetworks = times(300, (i) => within((i >> 6).toString(16), i & 0x3f));
    const attempt = (networks: Networks) => outcomeOf(fixture.otp.admitAttempt(networks));

    test('a minute after a typed code, from however many /64s they come', async () => {
      const outcomes = await Promise.all(manyNetworks.map(attempt));
      expect(tally(outcomes)).toEqual({ ok: 300 });
      const found = await lives();
      expect(found).toHaveLength(300 + 5 + 1);
      for (const life of found) expect(life).toBeLessThanOrEqual(MINUTE);
      await fixture.passTime(MINUTE);
      expect(await lives()).toEqual([]);
    });

    test('an hour after a request, which a typed code does not shorten', async () => {
      const networks = within('1', 1);
      await ask(networks);
      await fixture.passTime(MINUTE);
      await attempt(networks);
      const found = await lives();
      expect(found).toHaveLength(3);
      for (const life of found) {
        expect(life).toBeGreaterThan(HOUR - 2 * MINUTE);
        expect(life).toBeLessThanOrEqual(HOUR - MINUTE);
      }
    });

    test('an hour after a request that follows a typed code', async () => {
      const networks = within('1', 1);
      await attempt(networks);
      await ask(networks);
      for (const life of await lives()) expect(life).toBeGreaterThan(HOUR - MINUTE);
    });
  });

  test('take the same memory however often the address comes back, and for however many phones it tries', async () => {
    const address = ['203.0.113.7'];
    const memory = async (): Promise<number> => {
      const keys = await fixture.store.client.keys(fixture.store.key('*'));
      // One key counts requests and attempts; the tries have one in each partition of phones.
      expect(keys.length).toBeLessThanOrEqual(1 + 64);
      const sizes = await Promise.all(keys.map((key) => fixture.store.client.memory('USAGE', key)));
      return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
    };
    const by = { ip: '', browser: '', system: '' };
    const attack = async (rounds: number): Promise<void> => {
      for (let round = 0; round < rounds; round++) {
        await Promise.all(
          times(100, (i) => {
            const phone = `+7701${String(round * 100 + i).padStart(7, '0')}` as E164;
            return Promise.all([
              outcomeOf(fixture.otp.admitAttempt(address)),
              outcomeOf(fixture.otp.verifyBotCode(phone, '000000', by, address)),
            ]);
          }),
        );
        await ask(address);
        await fixture.passTime(61_000);
      }
    };
    await attack(60);
    const before = await memory();
    expect(before).toBeLessThan(10_000);
    await attack(15);
    expect(await memory()).toBeLessThan(before * 1.1);
  });
});
