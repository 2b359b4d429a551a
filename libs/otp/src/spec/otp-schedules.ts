import fc from 'fast-check';
import type { SettledAs } from './promised-otp';

export const DAY_MS = 86_400_000;

const WAITS_MS = [5_000, 15_000, 60_000, 300_000, 3_600_000, DAY_MS] as const;

const phone = fc.integer({ min: 0, max: 1 });
/** An index into what exists at that moment, counted from the newest. */
const pick = fc.nat({ max: 5 });
/** The code of the challenge itself, the one that its owner asked the bot for last, or one that is wrong everywhere. */
export type Typed = 'own' | 'bot' | 'wrong';
const typed = fc.constantFrom<Typed>('own', 'own', 'bot', 'wrong', 'wrong');
const settledAs = fc.constantFrom<SettledAs>('delivered', 'delivered', 'retry', 'postpone', 'park', 'fail');

const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('request' as const), phone }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('requestOfBot' as const), phone }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('claim' as const), pick }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('settle' as const), pick, as: settledAs }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('verify' as const), pick, typed }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('see' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('open' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('refuse' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('closeAll' as const), phone }) },
  // A crashed worker is one that never settles; only time shows it.
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(...WAITS_MS),
    }),
  },
);

export type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;

/** Sequences that chance alone would seldom produce; other actions may come before and after. */
const story = phone.chain((target) => {
  const request: Action = { do: 'request', phone: target };
  const requestOfBot: Action = { do: 'requestOfBot', phone: target };
  const claim: Action = { do: 'claim', pick: 0 };
  const settled = (as: SettledAs): Action => ({ do: 'settle', pick: 0, as });
  const verify = (which: Typed, pick_ = 0): Action => ({ do: 'verify', pick: pick_, typed: which });
  const waited = (ms: (typeof WAITS_MS)[number]): Action => ({ do: 'wait', ms });
  const guessing = [request, claim, ...[1, 2, 3].map(() => verify('wrong')), verify('own'), waited(60_000)];
  const stories: Record<string, Action[]> = {
    guessing,
    guessingOnAndOn: [guessing, guessing, guessing, guessing].flat(),
    aDyingWorker: [
      request,
      claim,
      waited(15_000),
      claim,
      settled('postpone'),
      settled('postpone'),
      verify('own'),
    ],
    aSlowWorker: [
      request,
      claim,
      waited(15_000),
      claim,
      settled('delivered'),
      settled('fail'),
      verify('own'),
    ],
    refusedInTheAct: [
      ...[request, claim, settled('delivered'), verify('own')],
      ...[{ do: 'refuse', pick: 0 } as Action, { do: 'restore', pick: 0 } as Action, verify('own')],
    ],
    closedInTheAct: [
      ...[request, claim, settled('delivered'), verify('own'), { do: 'closeAll', phone: target } as Action],
      ...[{ do: 'restore', pick: 0 } as Action, verify('own')],
    ],
    theBotsCodeOnThePage: [
      ...[requestOfBot, claim, settled('delivered'), request, claim, settled('delivered')],
      ...[verify('wrong'), verify('bot'), { do: 'restore', pick: 0 } as Action, verify('bot'), verify('own')],
    ],
    theBotsCodeWhileThePageIsLocked: [
      ...[guessing, guessing, guessing, guessing].flat(),
      ...[requestOfBot, claim, settled('delivered'), verify('bot', 1)],
    ],
  };
  return fc.constantFrom(...Object.values(stories));
});

export const schedule = fc
  .array(fc.oneof({ weight: 6, arbitrary: action.map((one) => [one]) }, { weight: 1, arbitrary: story }), {
    maxLength: 50,
    size: 'max',
  })
  .map((parts) => parts.flat());
