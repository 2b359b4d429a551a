import type { Setup } from './deployment';

const WORKERS = [1, 2, 4, 8];
const APIS = [1, 2, 4];

/** Codes a second. The higher rate comes first, so that V8 has compiled as much as possible before the lower one. */
export const RATES = [100, 38];

export const SETUPS: readonly Setup[] = APIS.flatMap((apis) => WORKERS.map((workers) => ({ workers, apis })));

/** The setups of a complete run, which ends within ten minutes. */
const SETUPS_OF_WHOLE_RUN: readonly Setup[] = [
  { workers: 1, apis: 1 },
  { workers: 8, apis: 1 },
];

/** The name that `--only` must match. */
export const setupName = ({ workers, apis }: Setup): string => `delivery/workers=${workers} apis=${apis}`;

export const chosenSetups = (only: RegExp | undefined): readonly Setup[] =>
  only === undefined ? SETUPS_OF_WHOLE_RUN : SETUPS.filter((setup) => only.test(setupName(setup)));

/** The idle product is measured once for each number of APIs, with the most workers. */
export const hasMostWorkers = (setup: Setup, all: readonly Setup[]): boolean =>
  !all.some(({ workers, apis }) => apis === setup.apis && workers > setup.workers);
