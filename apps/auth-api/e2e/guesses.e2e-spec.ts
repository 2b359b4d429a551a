import fc from 'fast-check';
import type { Problem } from '@app/contract';
import type { SimulatedPerson } from '@app/simulator';
import { Attack, wrongThan } from './attack';
import { bodyOf, outcomeOf, type Reply } from './http-call';

const LOOKED_AT_PER_PHONE = 10;
const LOOKED_AT_PER_CHALLENGE = 3;
/** The schedules of one run are played in parallel, because a chat gets one message a second. */
const SCHEDULES_AT_ONCE = 6;
const RUNS = 4;
/** One for each schedule, and those of the examples. */
const OWNERS = 60;

let attack: Attack;
let taken = 0;

beforeAll(async () => {
  attack = await Attack.start({ owners: OWNERS });
});

afterAll(async () => {
  await attack?.stop();
});

const nextOwner = (): SimulatedPerson => attack.owners[taken++]!;

/** The steps of strangers. All calls of a step run at once, spread over both APIs. */
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('ask' as const), times: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('guess' as const),
      times: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 100 })),
      // How many challenges are guessed at, the newest first.
      over: fc.integer({ min: 1, max: 6 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('guessPhone' as const),
      times: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.integer({ min: 1, max: 100 })),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const schedule = fc.array(step, { minLength: 4, maxLength: 12 });

interface Target {
  readonly challengeId: string;
  readonly wrong: string;
  lookedAt: number;
}

const times = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

/** A phone under attack: the guesses that were compared, and those that still may be. */
class Siege {
  readonly targets: Target[] = [];
  wrongOfBot = '000000';

  constructor(readonly phone: string) {}

  get lookedAt(): number {
    return this.targets.reduce((sum, { lookedAt }) => sum + lookedAt, 0);
  }

  get isLocked(): boolean {
    return this.lookedAt >= LOOKED_AT_PER_PHONE;
  }

  async take(next: Step): Promise<void> {
    if (next.kind === 'ask') await this.ask(next.times);
    else if (next.kind === 'guess') await this.guess(next.times, next.over);
    else await guessPhone(this.phone, this.wrongOfBot, next.times);
  }

  add(challengeId: string, wrong: string): void {
    this.targets.push({ challengeId, wrong, lookedAt: 0 });
  }

  private async ask(count: number): Promise<void> {
    for (const reply of await times(count, () => attack.request(this.phone))) {
      expect(outcomeOf(reply)).toBe(this.isLocked ? 'phone_locked' : 202);
      if (reply.status === 202) this.add(bodyOf<{ challengeId: string }>(reply).challengeId, '000000');
    }
  }

  private async guess(count: number, over: number): Promise<void> {
    const targets = this.targets.slice(-over);
    if (targets.length === 0) return;
    const guesses = Array.from({ length: count }, (_, index) => targets[index % targets.length]!);
    const before = this.lookedAt;
    const roomPer = new Map(targets.map((target) => [target, LOOKED_AT_PER_CHALLENGE - target.lookedAt]));
    const room = targets.reduce(
      (sum, target) => sum + Math.min(roomPer.get(target)!, guesses.filter((g) => g === target).length),
      0,
    );

    const replies = await times(count, (index) => {
      const { challengeId, wrong: code } = guesses[index]!;
      return attack.verify({ challengeId, code });
    });

    const left = new Map<Target, number[]>();
    replies.forEach((reply, index) => {
      const target = guesses[index]!;
      if (outcomeOf(reply) !== 'code_wrong') return;
      target.lookedAt++;
      left.set(target, [...(left.get(target) ?? []), bodyOf<Problem>(reply).attemptsLeft!]);
    });
    for (const [target, room] of roomPer) {
      expect(target.lookedAt).toBeLessThanOrEqual(LOOKED_AT_PER_CHALLENGE);
      // Each answer has another `attemptsLeft`.
      const answered = left.get(target) ?? [];
      expect(answered.sort().reverse()).toEqual(answered.map((_, index) => room - 1 - index));
    }
    expect(this.lookedAt).toBe(Math.min(LOOKED_AT_PER_PHONE, before + room));
    const refusals = new Set(replies.map(outcomeOf));
    refusals.delete('code_wrong');
    for (const refusal of refusals)
      expect(this.isLocked ? ['phone_locked', 'attempts_exhausted'] : ['attempts_exhausted']).toContain(
        refusal,
      );
  }
}

/** A stranger gets the same answer whether or not somebody asked the bot for a code. */
async function guessPhone(phone: string, code: string, count: number): Promise<void> {
  for (const reply of await times(count, () => attack.verify({ phone, code }))) {
    expect(outcomeOf(reply)).toBe('code_wrong');
    expect(bodyOf<Problem>(reply)).not.toHaveProperty('attemptsLeft');
  }
}

/** The outcome of the right code after the attack. */
function outcomeOfRightCode(siege: Siege): number | string {
  if (siege.isLocked) return 'phone_locked';
  return siege.targets[0]!.lookedAt < LOOKED_AT_PER_CHALLENGE ? 200 : 'attempts_exhausted';
}

const lock = async (siege: Siege): Promise<void> => {
  while (!siege.isLocked) {
    await siege.take({ kind: 'ask', times: 4 });
    await siege.take({ kind: 'guess', times: 100, over: 4 });
  }
};

/** Strangers attack a linked phone and an unlinked one; then the owner signs in. */
async function attackWith(steps: readonly Step[]): Promise<void> {
  const owner = nextOwner();
  const known = await attack.codeFor(owner);
  const ofBot = await attack.codeOfBot(owner);
  const [linked, unlinked] = [new Siege(owner.phone), new Siege(attack.freshPhone())];
  linked.add(known.challengeId, wrongThan(known.code));
  linked.wrongOfBot = wrongThan(ofBot);
  await Promise.all(
    [linked, unlinked].map(async (siege) => {
      for (const next of steps) await siege.take(next);
    }),
  );
  // A code that the page's challenge refuses is compared with that of the bot as well.
  const misses = steps.reduce((sum, { kind, times }) => sum + (kind === 'ask' ? 0 : times), 0);
  expect(outcomeOf(await attack.verify(known))).toBe(outcomeOfRightCode(linked));
  expect(outcomeOf(await attack.verify({ phone: owner.phone, code: ofBot }))).toBe(
    misses < LOOKED_AT_PER_CHALLENGE ? 200 : 'code_wrong',
  );
  // Those misses locked nothing.
  expect(outcomeOf(await attack.request(owner.phone))).toBe(linked.isLocked ? 'phone_locked' : 202);
}

it('whatever strangers do, 3 wrong codes of a challenge and 10 of a phone are looked at, and 3 of what the owner asked the bot for', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(schedule, { minLength: SCHEDULES_AT_ONCE, maxLength: SCHEDULES_AT_ONCE }),
      async (schedules) => void (await Promise.all(schedules.map(attackWith))),
    ),
    { numRuns: RUNS, endOnFailure: true },
  );
});

it('a phone that is locked takes no right code, and asks for none; its owner signs in with /code all the same', async () => {
  const owner = nextOwner();
  const siege = new Siege(owner.phone);
  const known = await attack.codeFor(owner);
  await lock(siege);
  expect(siege.lookedAt).toBe(LOOKED_AT_PER_PHONE);
  const refused: Reply[] = [
    await attack.request(owner.phone),
    ...(await times(100, () => attack.verify(known))),
  ];
  for (const reply of refused) {
    expect(outcomeOf(reply)).toBe('phone_locked');
    expect(Number(reply.headers['retry-after'])).toBe(bodyOf<Problem>(reply).retryAfter);
  }
  const code = await attack.codeOfBot(owner);
  await guessPhone(owner.phone, wrongThan(code), 2);
  const replies = await times(100, () => attack.verify({ phone: owner.phone, code }));
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
});

it('a hundred guesses at once with the right code among them let in at most whom three guesses would', async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const owner = nextOwner();
      const { challengeId, code } = await attack.codeFor(owner);
      const lucky = Math.floor(Math.random() * 100);
      const replies = await times(100, (index) =>
        attack.verify({ challengeId, code: index === lucky ? code : wrongThan(code) }),
      );
      const wrong = replies.filter((reply) => outcomeOf(reply) === 'code_wrong').length;
      const isIn = replies.some(({ status }) => status === 200);
      expect(isIn ? wrong <= 2 : wrong === 3).toBe(true);
      return isIn;
    }),
  );
  // Without the limit all hundred guesses would be compared, so the right one would always be among them.
  expect(outcomes).toContain(false);
});

it('wrong codes of {phone, code}, a thousand of them, never lock the phone', async () => {
  const owner = nextOwner();
  const { challengeId, code } = await attack.codeFor(owner);
  await attack.codeOfBot(owner);
  for (let round = 0; round < 10; round++) await guessPhone(owner.phone, '000000', 100);
  expect(outcomeOf(await attack.verify({ challengeId, code }))).toBe(200);
});
