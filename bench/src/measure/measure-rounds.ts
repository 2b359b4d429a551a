import { type Candidate, type OperationName, OPERATIONS, type Stores } from '../candidates/candidate';
import { ours } from '../candidates/ours';
import { type CandidateFigures, combine, type Results } from './figures';
import { measureCandidate } from './measure-candidate';
import { measureWorker } from './measure-worker';

/** The first round also counts round trips and measures at half load. A later round takes about this part of its time. */
const LATER_ROUND = 0.7;

export interface RoundsPlan {
  readonly stores: Stores;
  /** The words before the command of a service, such as `taskset`. */
  readonly prefix: readonly string[];
  readonly seconds: number;
  readonly rounds: number;
  /** No round except the first starts if it would probably end later, in milliseconds of `performance.now()`. */
  readonly endMs: number;
  /** @param name `<candidate>/<operation>` */
  isWanted(name: string): boolean;
  say(text: string): void;
}

export interface Rounds {
  readonly rounds: number;
  readonly candidates: Results['candidates'];
}

const isCandidateWanted = ({ name }: Candidate, { isWanted }: RoundsPlan): boolean =>
  OPERATIONS.some((operation) => isWanted(`${name}/${operation}`));

/** Measures every candidate once in each round, so that changes of the machine affect all candidates. */
export async function measureRounds(all: readonly Candidate[], plan: RoundsPlan): Promise<Rounds> {
  const candidates = all.filter((candidate) => isCandidateWanted(candidate, plan));
  const isWorkerWanted = plan.isWanted('ours/bot-worker') && candidates.includes(ours);
  const found = new Map<string, CandidateFigures[]>(candidates.map(({ name }) => [name, []]));
  const worker: CandidateFigures[] = [];
  let rounds = 0;
  let estimateMs = 0;
  while (rounds < plan.rounds && (rounds === 0 || performance.now() + estimateMs < plan.endMs)) {
    const startedAt = performance.now();
    if (isWorkerWanted) worker.push(await measureWorker(plan.stores, plan.prefix));
    for (const candidate of candidates) {
      plan.say(`round ${rounds + 1}: ${candidate.name} …`);
      found.get(candidate.name)!.push(await measureOnce(candidate, rounds === 0, plan));
    }
    rounds += 1;
    const lastedMs = performance.now() - startedAt;
    estimateMs = Math.max(estimateMs, rounds === 1 ? lastedMs * LATER_ROUND : lastedMs);
  }
  if (worker.length > 0) found.set('bot-worker', worker);
  const combined = [...found].map(([name, figures]) => [name, combine(figures)] as const);
  return { rounds, candidates: Object.fromEntries(combined) };
}

function measureOnce(
  candidate: Candidate,
  isFirstRound: boolean,
  plan: RoundsPlan,
): Promise<CandidateFigures> {
  const { stores, seconds, prefix } = plan;
  const isWanted = (operation: OperationName) => plan.isWanted(`${candidate.name}/${operation}`);
  return measureCandidate(candidate, { stores, seconds, prefix, isFirstRound, isWanted });
}
