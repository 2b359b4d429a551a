import { type Product, type ServiceProcess, until } from '@app/testing';
import type { Balancer } from './balancer';

export type UpdateMode = 'polling' | 'webhook';

export const runningWorkers = (product: Product): ServiceProcess[] =>
  product.workers.filter(({ isRunning }) => isRunning);

export const endWorkers = (product: Product) =>
  Promise.all(runningWorkers(product).map((worker) => worker.end()));

export async function addWorkers(product: Product, count: number): Promise<void> {
  const added = await Promise.all(Array.from({ length: count }, () => product.addWorker()));
  await Promise.all(added.map((worker) => worker.ready()));
}

/** Starts workers that receive updates in this mode; the balancer forwards to these workers alone. */
export async function addWorkersBehind(
  balancer: Balancer,
  product: Product,
  { mode, count }: { readonly mode: UpdateMode; readonly count: number },
): Promise<void> {
  const env = {
    TELEGRAM_MODE: mode,
    ...(mode === 'webhook' && { TELEGRAM_WEBHOOK_URL: balancer.url }),
  };
  const added = await Promise.all(Array.from({ length: count }, () => product.addWorker(env)));
  balancer.setWorkers(added);
  await Promise.all(added.map((worker) => worker.ready()));
}

export const fetchMetrics = ({ url }: ServiceProcess, token: string): Promise<Response> =>
  fetch(`${url}/metrics`, { headers: { Authorization: `Bearer ${token}` } });

/**
 * Waits until the workers have written lines that match, because a service writes its lines after the work that they are about.
 * @returns their output of the time after `from`
 */
export function logged(
  workers: readonly ServiceProcess[],
  pattern: RegExp,
  { times = 1, from = [] }: { times?: number; from?: readonly number[] } = {},
): Promise<string> {
  const output = (): string =>
    workers.map((worker, index) => worker.output.slice(from[index] ?? 0)).join('\n');
  const what = `${times} lines that match ${String(pattern)}`;
  return until(() => (output().split(pattern).length > times ? output() : undefined), { what });
}
