import fc from 'fast-check';
import type { Problem } from '@app/contract';
import type { SimulatedPerson } from '@app/simulator';
import { Attack } from './attack';
import { wrongCodeFor } from './codes';
import { bodyOf, outcomeOf, type Reply } from './http-call';

const COMPARED_PER_PHONE = 10;
const COMPARED_PER_CHALLENGE = 3;
/** The schedules of one run are played in parallel. */
const SCHEDULES_AT_ONCE = 6;
const RUNS = 4;
/** One owner for each schedule, and more for the single tests. */
const OWNERS = 60;

let attack: Attack;
let usedOwners = 0;

beforeAll(async () => {
  attack = await Attack.start({ owners: OWNERS });
});

afterAll(async () => {
  await attack?.stop();
});

const nextOwner = (): SimulatedPerson => attack.owners[usedOwners++]!;

/** A step of the attackers. Its calls run at once, spread over both APIs. */
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('request' as const), times: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('guess' as const),
      times: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 100 })),
      /** The number of attacked challenges, the newest first. */
      challenges: fc.integer({ min: 1, max: 6 }),
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

interface AttackedChallenge {
  readonly challengeId: string;
  readonly wrong: string;
  compared: number;
}

const times = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

/** A phone under attack, and how many guesses the API has compared. */
class AttackedPhone {
  readonly challenges: AttackedChallenge[] = [];
  wrongBotCode = '000000';

  constructor(readonly phone: string) {}

  get compared(): number {
    return this.challenges.reduce((sum, { compared }) => sum + compared, 0);
  }

  get isLocked(): boolean {
    return this.compared >= COMPARED_PER_PHONE;
  }

  async run(step: Step): Promise<void> {
    if (step.kind === 'request') await this.request(step.times);
    else if (step.kind === 'guess') await this.guess(step.times, step.challenges);
    else await guessPhone(this.phone, this.wrongBotCode, step.times);
  }

  add(challengeId: string, wrong: string): void {
    this.challenges.push({ challengeId, wrong, compared: 0 });
  }

  private async request(count: number): Promise<void> {
    for (const reply of await times(count, () => attack.request(this.phone))) {
      expect(outcomeOf(reply)).toBe(this.isLocked ? 'phone_locked' : 202);
      if (reply.status === 202) this.add(bodyOf<{ challengeId: string }>(reply).challengeId, '000000');
    }
  }

  private async guess(count: number, challenges: number): Promise<void> {
    const targets = this.challenges.slice(-challenges);
    if (targets.length === 0) return;
    const guesses = Array.from({ length: count }, (_, index) => targets[index % targets.length]!);
    const before = this.compared;
    const roomPer = new Map(targets.map((target) => [target, COMPARED_PER_CHALLENGE - target.compared]));
    const room = targets.reduce(
      (sum, target) => sum + Math.min(roomPer.get(target)!, guesses.filter((g) => g === target).length),
      0,
    );

    const replies = await times(count, (index) => {
      const { challengeId, wrong: code } = guesses[index]!;
      return attack.verify({ challengeId, code });
    });

    const left = new Map<AttackedChallenge, number[]>();
    replies.forEach((reply, index) => {
      const target = guesses[index]!;
      if (outcomeOf(reply) !== 'code_wrong') return;
      target.compared++;
      left.set(target, [...(left.get(target) ?? []), bodyOf<Problem>(reply).attemptsLeft!]);
    });
    for (const [target, room] of roomPer) {
      expect(target.compared).toBeLessThanOrEqual(COMPARED_PER_CHALLENGE);
      // Each answer has a different `attemptsLeft`.
      const answered = left.get(target) ?? [];
      expect(answered.sort().reverse()).toEqual(answered.map((_, index) => room - 1 - index));
    }
    expect(this.compared).toBe(Math.min(COMPARED_PER_PHONE, before + room));
    const refusals = new Set(replies.map(outcomeOf));
    refusals.delete('code_wrong');
    for (const refusal of refusals)
      expect(this.isLocked ? ['phone_locked', 'attempts_exhausted'] : ['attempts_exhausted']).toContain(
        refusal,
      );
  }
}

/** Guesses without a challenge. The answer is the same whether or not the owner has requested a code from the bot. */
async function guessPhone(phone: string, code: string, count: number): Promise<void> {
  for (const reply of await times(count, () => attack.verify({ phone, code }))) {
    expect(outcomeOf(reply)).toBe('code_wrong');
    expect(bodyOf<Problem>(reply)).not.toHaveProperty('attemptsLeft');
  }
}

/** The outcome of the right code after the attack. */
function outcomeOfRightCode(attacked: AttackedPhone): number | string {
  if (attacked.isLocked) return 'phone_locked';
  return attacked.challenges[0]!.compared < COMPARED_PER_CHALLENGE ? 200 : 'attempts_exhausted';
}

const lock = async (attacked: AttackedPhone): Promise<void> => {
  while (!attacked.isLocked) {
    await attacked.run({ kind: 'request', times: 4 });
    await attacked.run({ kind: 'guess', times: 100, challenges: 4 });
  }
};

/** Attacks a linked phone and an unlinked phone. Then the owner of the linked phone signs in. */
async function attackWith(steps: readonly Step[]): Promise<void> {
  const owner = nextOwner();
  const pageCode = await attack.codeFor(owner);
  const botCode = await attack.codeOfBot(owner);
  const [linked, unlinked] = [new AttackedPhone(owner.phone), new AttackedPhone(attack.freshPhone())];
  linked.add(pageCode.challengeId, wrongCodeFor(pageCode.code));
  linked.wrongBotCode = wrongCodeFor(botCode);
  await Promise.all(
    [linked, unlinked].map(async (attacked) => {
      for (const next of steps) await attacked.run(next);
    }),
  );
  // Each wrong code for a challenge is also an attempt at the code from the bot.
  const wrongCodes = steps.reduce((sum, { kind, times }) => sum + (kind === 'request' ? 0 : times), 0);
  expect(outcomeOf(await attack.verify(pageCode))).toBe(outcomeOfRightCode(linked));
  expect(outcomeOf(await attack.verify({ phone: owner.phone, code: botCode }))).toBe(
    wrongCodes < COMPARED_PER_CHALLENGE ? 200 : 'code_wrong',
  );
  // Attempts at the code from the bot do not lock the phone.
  expect(outcomeOf(await attack.request(owner.phone))).toBe(linked.isLocked ? 'phone_locked' : 202);
}

it('attackers get at most 3 guesses at a challenge, 10 at a phone and 3 at a code from the bot', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(schedule, { minLength: SCHEDULES_AT_ONCE, maxLength: SCHEDULES_AT_ONCE }),
      async (schedules) => void (await Promise.all(schedules.map(attackWith))),
    ),
    { numRuns: RUNS, endOnFailure: true },
  );
});

it('a locked phone refuses the right code and new requests, but its owner signs in with /code', async () => {
  const owner = nextOwner();
  const attacked = new AttackedPhone(owner.phone);
  const pageCode = await attack.codeFor(owner);
  await lock(attacked);
  expect(attacked.compared).toBe(COMPARED_PER_PHONE);
  const refused: Reply[] = [
    await attack.request(owner.phone),
    ...(await times(100, () => attack.verify(pageCode))),
  ];
  for (const reply of refused) {
    expect(outcomeOf(reply)).toBe('phone_locked');
    expect(Number(reply.headers['retry-after'])).toBe(bodyOf<Problem>(reply).retryAfter);
  }
  const code = await attack.codeOfBot(owner);
  await guessPhone(owner.phone, wrongCodeFor(code), 2);
  const replies = await times(100, () => attack.verify({ phone: owner.phone, code }));
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
});

it('at most three of a hundred guesses posted at once are compared', async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const owner = nextOwner();
      const { challengeId, code } = await attack.codeFor(owner);
      const rightIndex = Math.floor(Math.random() * 100);
      const replies = await times(100, (index) =>
        attack.verify({ challengeId, code: index === rightIndex ? code : wrongCodeFor(code) }),
      );
      const wrong = replies.filter((reply) => outcomeOf(reply) === 'code_wrong').length;
      const isSignedIn = replies.some(({ status }) => status === 200);
      expect(isSignedIn ? wrong <= 2 : wrong === 3).toBe(true);
      return isSignedIn;
    }),
  );
  // Without the limit the right code would be compared, and accepted, every time.
  expect(outcomes).toContain(false);
});

it('a thousand wrong codes without a challenge do not lock the phone', async () => {
  const owner = nextOwner();
  const { challengeId, code } = await attack.codeFor(owner);
  await attack.codeOfBot(owner);
  for (let round = 0; round < 10; round++) await guessPhone(owner.phone, '000000', 100);
  expect(outcomeOf(await attack.verify({ challengeId, code }))).toBe(200);
});
