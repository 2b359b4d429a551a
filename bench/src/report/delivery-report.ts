import type { DeliveryFigures, RateFigures } from '../delivery/delivery-figures';
import type { Results } from '../measure/figures';
import { describeBare, percent, short, textTable, times, totalMs, whole } from './text-table';

const rateOf = (found: DeliveryFigures | undefined, perSecond: number): RateFigures | undefined =>
  found?.rates.find((rate) => rate.perSecond === perSecond);

const sameWithOneWorker = (all: readonly DeliveryFigures[], { apis }: DeliveryFigures) =>
  all.find((found) => found.workers === 1 && found.apis === apis);

function costTable(all: readonly DeliveryFigures[]): string {
  const head = [
    ...['workers', 'APIs', 'codes/s', 'APIs ms', 'workers ms', 'Redis ms', 'Postgres ms', 'in all ms'],
    ...['by one worker', 'commands', 'p50 ms', 'p99 ms', 'bench ms', 'a worker after, MB'],
  ];
  const rows = all.flatMap((found) =>
    found.rates.map((rate) => {
      const one = rateOf(sameWithOneWorker(all, found), rate.perSecond);
      return [
        ...[whole(found.workers), whole(found.apis), whole(rate.perSecond)],
        ...[rate.apisMs, rate.workersMs, rate.redisMs, rate.postgresMs, totalMs(rate)].map(short),
        times(one && totalMs(rate) / totalMs(one)),
        ...[rate.redisCommands, rate.p50Ms, rate.p99Ms, rate.benchMs].map(short),
        whole(found.workerMb),
      ];
    }),
  );
  return textTable(head, rows);
}

/** An idle process uses so small a share of a core that it needs two decimals. */
const share = (part: number | undefined): string =>
  part === undefined ? percent(part) : `${(part * 100).toFixed(2)} %`;

function idleTable(all: readonly DeliveryFigures[]): string {
  const rows = all.flatMap(({ workers, apis, idle }) => {
    if (idle === undefined) return [];
    const { pollingWorker, otherWorker, api, redis, postgres } = idle;
    return [[whole(workers), whole(apis), ...[pollingWorker, otherWorker, api, redis, postgres].map(share)]];
  });
  const head = ['workers', 'APIs', 'worker that polls', 'another worker', 'an API', 'Redis', 'Postgres'];
  return textTable(head, rows);
}

/**
 * Describes the cost of a sweep, of an event that another worker answers, and of a claim in one worker. It is calculated from the
 * runs with one worker and with the most workers at the highest rate, without the time that idle workers use.
 */
function stepCosts(all: readonly DeliveryFigures[]): string | undefined {
  const most = all.findLast(({ idle }) => idle?.otherWorker !== undefined);
  const one = most && sameWithOneWorker(all, most);
  if (most?.idle?.otherWorker === undefined || one === undefined) return undefined;
  const { pollingWorker, otherWorker } = most.idle;
  const perSecond = Math.max(...most.rates.map((rate) => rate.perSecond));
  const workersMs = (found: DeliveryFigures): number => rateOf(found, perSecond)?.workersMs ?? NaN;
  const moreWorkers = most.workers - one.workers;
  const eventUs = ((workersMs(most) - workersMs(one)) * 1e3) / moreWorkers - (otherWorker * 1e6) / perSecond;
  const claimUs = workersMs(one) * 1e3 - (pollingWorker * 1e6) / perSecond;
  return (
    `A worker spends ${whole(otherWorker * 1e6)} µs a second on its sweep and all else that it does while idle, ` +
    `${whole(eventUs)} µs on an event that another worker answers, ` +
    `and ${whole(claimUs)} µs on an event that it answers: the claim, the send and the record of its result ` +
    `(${most.workers} workers and 1, ${most.apis === 1 ? '1 API' : `${most.apis} APIs`}, ${perSecond} codes a second).`
  );
}

/** @returns no lines if delivery was not measured */
export function deliveryReport(results: Results): string[] {
  const { delivery, settings } = results;
  if (delivery === undefined) return [];
  const costs = stepCosts(delivery);
  return [
    `Delivery of codes, ${settings.deliverySeconds} s each; processor time per code. The APIs and the workers share the core of the service; ` +
      `the simulated Telegram runs in the client. ${describeBare(results)}.`,
    costTable(delivery),
    'The idle product, as shares of a core:',
    idleTable(delivery),
    ...(costs === undefined ? [] : [costs]),
  ];
}
