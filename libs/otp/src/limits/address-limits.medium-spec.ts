import fc from 'fast-check';
import type { E164 } from '@app/contract';
import type { LimitState, Networks } from './limit-state';
import { PHONE, useOtp } from '../spec/otp-on-redis';
import { atOnce, inSequence, outcomeOf, tally, times } from '../spec/outcomes';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The networks of the n-th /64 of a /56, all in one /48. */
const within = (fiftySix: string, n: number): Networks => [
  `2001:db8:1:${fiftySix}${n.toString(16).padStart(2, '0')}::/64`,
  `2001:db8:1:${fiftySix}00::/56`,
  '2001:db8:1::/48',
];

describe('the limits of an address', () => {
  const fixture = useOtp();

  const request = (networks: Networks) => outcomeOf(fixture.otp.admitAddress(networks));
  const limitsOf = (networks: Networks): Promise<LimitState[]> =>
    fixture.otp.admitAddress(networks).catch((error: { limits: LimitState[] }) => error.limits);

  test('are 10 for a /64, 30 for its /56 and 100 for its /48 when all request at once', async () => {
    const outcomes = await atOnce(12, (fiftySix) =>
      atOnce(5, (n) => atOnce(12, () => request(within(fiftySix.toString(16), n)))),
    );
    const admitted = (some: unknown[]): number => some.flat(3).filter((outcome) => outcome === 'ok').length;
    for (const ofFiftySix of outcomes) {
      for (const ofSixtyFour of ofFiftySix) expect(admitted(ofSixtyFour)).toBeLessThanOrEqual(10);
      expect(admitted(ofFiftySix)).toBeLessThanOrEqual(30);
    }
    expect(admitted(outcomes)).toBe(100);
    await expect(request(['2001:db8:2::/64', '2001:db8:2::/56', '2001:db8:2::/48'])).resolves.toBe('ok');
  });

  test('include hourly limits of the wider networks', async () => {
    let admitted = 0;
    for (let minute = 0; minute < 20; minute++) {
      const outcomes = await atOnce(24, (i) => request(within('1', i)));
      admitted += outcomes.filter((outcome) => outcome === 'ok').length;
      await fixture.passTime(MINUTE);
    }
    expect(admitted).toBe(180);
  });

  test('count nothing when one of them is full', async () => {
    await inSequence(3, (n) => atOnce(10, () => request(within('1', n))));
    const fresh = within('1', 9);
    expect(tally(await atOnce(20, () => request(fresh)))).toEqual({ too_many_requests: 20 });
    // A call with another /56 shows that the /64 has not counted the refused calls.
    const [sixtyFour] = fresh;
    expect(await limitsOf([sixtyFour!, '2001:db8:1:200::/56', '2001:db8:1::/48'])).toMatchObject([
      { name: 'address-minute', limit: 10, remaining: 9 },
      { name: 'address-hour', limit: 60, remaining: 59 },
    ]);
  });

  test('report the network with the least room', async () => {
    await inSequence(3, (n) => atOnce(9, () => request(within('1', n))));
    expect(await limitsOf(within('1', 4))).toMatchObject([
      { name: 'address-minute', limit: 30, remaining: 2, windowSeconds: 60 },
      { name: 'address-hour', limit: 60, remaining: 59, windowSeconds: 3_600 },
    ]);
    for (const n of [5, 6]) await request(within('1', n));
    const [minute] = await limitsOf(within('1', 7));
    expect(minute).toMatchObject({ limit: 30, remaining: 0 });
    expect(minute!.resetSeconds).toBeLessThanOrEqual(60);
  });

  test('include a limit of typed codes for a whole /48', async () => {
    const attempt = (networks: Networks) => outcomeOf(fixture.otp.admitAttempt(networks));
    const outcomes = await atOnce(310, () => attempt(within('1', 1)));
    expect(tally(outcomes)).toEqual({ ok: 300, too_many_requests: 10 });
    const neighbours = await atOnce(640, (i) => attempt(within('1', 2 + (i % 3))));
    expect(tally(neighbours)).toEqual({ ok: 600, too_many_requests: 40 });
    await expect(attempt(within('2', 1))).resolves.toBe('ok');
  });

  test('include a limit of tries at one phone for a whole /48', async () => {
    const guess = (networks: Networks) =>
      outcomeOf(fixture.otp.verifyBotCode(PHONE, '000000', { ip: '', browser: '', system: '' }, networks));
    const outcomes = await atOnce(200, (i) => guess(within('1', i % 8)));
    expect(tally(outcomes)).toEqual({ code_wrong: 60, too_many_requests: 140 });
  });

  test('admit the same requests as a sliding window, at most one slot later', async () => {
    const SLOTS = { minute: 5_000, hour: 300_000 };
    const steps = fc.array(
      fc.record({
        requests: fc.integer({ min: 1, max: 14 }),
        waitMs: fc.constantFrom(0, 700, 4_000, 9_000, 23_000, MINUTE, 7 * MINUTE, 31 * MINUTE),
      }),
      { minLength: 5, maxLength: 25 },
    );
    // Ten requests fill two slots. Further requests come at the time when the first slot leaves the window.
    const spread = [
      ...times(10, () => ({ requests: 1, waitMs: 700 })),
      { requests: 0, waitMs: 53_700 },
      { requests: 14, waitMs: 3_000 },
      { requests: 14, waitMs: 0 },
    ];
    await fc.assert(
      fc.asyncProperty(fc.uuid(), steps, async (address, schedule) => {
        // The clock of Redis is read somewhat later than the one of this test.
        const MARGIN = 500;
        let skipped = 0;
        const clock = (): number => Date.now() + skipped;
        const admitted: { after: number; before: number }[] = [];
        const surelyWithin = (now: number, span: number): number =>
          admitted.filter(({ after }) => now - after < span - MARGIN).length;
        const maybeWithin = (now: number, span: number): number =>
          admitted.filter(({ before }) => now - before < span + MARGIN).length;
        for (const { requests, waitMs } of schedule) {
          for (let i = 0; i < requests; i++) {
            const after = clock();
            const isIn = (await request([address])) === 'ok';
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

  describe('expire', () => {
    const lifetimes = async (): Promise<number[]> => {
      const keys = await fixture.store.client.keys(fixture.store.key('net:*'));
      return Promise.all(keys.map((key) => fixture.store.client.pttl(key)));
    };
    const manyNetworks = times(300, (i) => within((i >> 6).toString(16), i & 0x3f));
    const attempt = (networks: Networks) => outcomeOf(fixture.otp.admitAttempt(networks));

    test('a minute after typed codes from many networks', async () => {
      const outcomes = await Promise.all(manyNetworks.map(attempt));
      expect(tally(outcomes)).toEqual({ ok: 300 });
      const found = await lifetimes();
      expect(found).toHaveLength(300 + 5 + 1);
      for (const lifetime of found) expect(lifetime).toBeLessThanOrEqual(MINUTE);
      await fixture.passTime(MINUTE);
      expect(await lifetimes()).toEqual([]);
    });

    test('an hour after a request that precedes a typed code', async () => {
      const networks = within('1', 1);
      await request(networks);
      await fixture.passTime(MINUTE);
      await attempt(networks);
      const found = await lifetimes();
      expect(found).toHaveLength(3);
      for (const lifetime of found) {
        expect(lifetime).toBeGreaterThan(HOUR - 2 * MINUTE);
        expect(lifetime).toBeLessThanOrEqual(HOUR - MINUTE);
      }
    });

    test('an hour after a request that follows a typed code', async () => {
      const networks = within('1', 1);
      await attempt(networks);
      await request(networks);
      for (const lifetime of await lifetimes()) expect(lifetime).toBeGreaterThan(HOUR - MINUTE);
    });
  });

  test('take bounded memory, however often the address returns', async () => {
    const address = ['203.0.113.7'];
    const memory = async (): Promise<number> => {
      const keys = await fixture.store.client.keys(fixture.store.key('*'));
      // One key counts requests and typed codes. Tries have one key in each partition of phones.
      expect(keys.length).toBeLessThanOrEqual(1 + 64);
      const sizes = await Promise.all(keys.map((key) => fixture.store.client.memory('USAGE', key)));
      return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
    };
    const by = { ip: '', browser: '', system: '' };
    const attack = async (rounds: number): Promise<void> => {
      for (let round = 0; round < rounds; round++) {
        await atOnce(100, (i) => {
          const phone = `+7701${String(round * 100 + i).padStart(7, '0')}` as E164;
          return Promise.all([
            outcomeOf(fixture.otp.admitAttempt(address)),
            outcomeOf(fixture.otp.verifyBotCode(phone, '000000', by, address)),
          ]);
        });
        await request(address);
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
