import fc from 'fast-check';
import type { SettledAs } from './otp-model';

export const DAY_MS = 86_400_000;

const WAITS_MS = [5_000, 15_000, 60_000, 300_000, 3_600_000, DAY_MS] as const;

const phone = fc.integer({ min: 0, max: 1 });
/** An index into the existing challenges, claims or results, counted from the newest. */
const pick = fc.nat({ max: 5 });
/** The code of the challenge itself, the newest code of the bot for the same phone, or a code of no challenge. */
export type Typed = 'own' | 'bot' | 'wrong';
const typed = fc.constantFrom<Typed>('own', 'own', 'bot', 'wrong', 'wrong');
const settledAs = fc.constantFrom<SettledAs>('delivered', 'delivered', 'retry', 'postpone', 'park', 'fail');

const approvedBy = fc.constantFrom<'button' | 'answer'>('button', 'answer');
const mostlyTrue = fc.constantFrom(true, true, false);

const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('request' as const), phone }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('requestBotCode' as const), phone }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('claim' as const), pick }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('settle' as const), pick, as: settledAs }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('verify' as const), pick, typed }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('approve' as const),
      pick,
      isRight: fc.boolean(),
      by: approvedBy,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('exchange' as const), pick, isRight: mostlyTrue }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('findByLink' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('openChallenge' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('refuse' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('closeChallenges' as const), phone }) },
  // A crashed worker never settles: its code is due again after a wait.
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(...WAITS_MS),
    }),
  },
);

export type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;

/** Sequences that random actions would seldom produce. Other actions may come before and after. */
const scenario = phone.chain((target) => {
  const request: Action = { do: 'request', phone: target };
  const requestBotCode: Action = { do: 'requestBotCode', phone: target };
  const claim: Action = { do: 'claim', pick: 0 };
  const settled = (as: SettledAs): Action => ({ do: 'settle', pick: 0, as });
  const verify = (typedCode: Typed, index = 0): Action => ({ do: 'verify', pick: index, typed: typedCode });
  const waited = (ms: (typeof WAITS_MS)[number]): Action => ({ do: 'wait', ms });
  const approve = (isRight: boolean): Action => ({ do: 'approve', pick: 0, isRight, by: 'answer' });
  const exchange: Action = { do: 'exchange', pick: 0, isRight: true };
  const refuse: Action = { do: 'refuse', pick: 0 };
  const guessing = [request, claim, ...[1, 2, 3].map(() => verify('wrong')), verify('own'), waited(60_000)];
  const scenarios: Record<string, Action[]> = {
    guessing,
    guessingUntilLocked: [guessing, guessing, guessing, guessing].flat(),
    crashedWorker: [
      request,
      claim,
      waited(15_000),
      claim,
      settled('postpone'),
      settled('postpone'),
      verify('own'),
    ],
    slowWorker: [request, claim, waited(15_000), claim, settled('delivered'), settled('fail'), verify('own')],
    refusedBeforeRestore: [
      ...[request, claim, settled('delivered'), verify('own')],
      ...[{ do: 'refuse', pick: 0 } as Action, { do: 'restore', pick: 0 } as Action, verify('own')],
    ],
    closedBeforeRestore: [
      ...[
        request,
        claim,
        settled('delivered'),
        verify('own'),
        { do: 'closeChallenges', phone: target } as Action,
      ],
      ...[{ do: 'restore', pick: 0 } as Action, verify('own')],
    ],
    approvedAndRestored: [
      ...[request, claim, settled('delivered'), { do: 'openChallenge', pick: 0 } as Action],
      ...[approve(true), exchange, { do: 'restore', pick: 0 } as Action, exchange, verify('own')],
    ],
    approvedAndRefused: [request, claim, settled('delivered'), approve(true), refuse, exchange],
    wrongNumber: [
      request,
      claim,
      settled('delivered'),
      approve(false),
      approve(true),
      exchange,
      verify('own'),
    ],
    botCodeOnPage: [
      ...[requestBotCode, claim, settled('delivered'), request, claim, settled('delivered')],
      ...[verify('wrong'), verify('bot'), { do: 'restore', pick: 0 } as Action, verify('bot'), verify('own')],
    ],
    botCodeWhilePhoneIsLocked: [
      ...[guessing, guessing, guessing, guessing].flat(),
      ...[requestBotCode, claim, settled('delivered'), verify('bot', 1)],
    ],
  };
  return fc.constantFrom(...Object.values(scenarios));
});

export const schedule = fc
  .array(
    fc.oneof({ weight: 6, arbitrary: action.map((single) => [single]) }, { weight: 1, arbitrary: scenario }),
    {
      maxLength: 50,
      size: 'max',
    },
  )
  .map((parts) => parts.flat());
