import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import type { SimulatedPerson } from '@app/simulator';
import type { Product } from './product';
import { isFullSize } from './size';

const FIGURES = join(__dirname, '..', '..', '..', 'dist', 'figures');

/** Creates people with linked phones. They are written into the table directly, because the bot would need an hour. */
export async function createLinkedPeople(product: Product, count: number): Promise<SimulatedPerson[]> {
  const people = Array.from({ length: count }, (_, index) =>
    product.telegram
      .person({
        id: 700_000_000 + index,
        firstName: `P${index}`,
        phone: `+7705${String(index).padStart(7, '0')}`,
      })
      .markAsStarted(),
  );
  const client = new Client({ connectionString: product.database.url });
  await client.connect();
  try {
    await client.query(
      `insert into telegram_accounts (telegram_id, chat_id, phone, first_name, language_code)
        select id, id, phone, 'P', 'ru' from unnest($1::bigint[], $2::text[]) as p (id, phone)`,
      [people.map(({ id }) => id), people.map(({ phone }) => phone)],
    );
  } finally {
    await client.end();
  }
  return people;
}

/** Begins calls at an even rate, whether or not earlier ones have ended. */
export async function atRate<T>(
  perSecond: number,
  count: number,
  begin: (index: number) => Promise<T>,
): Promise<T[]> {
  const startedAt = performance.now();
  const begun: Promise<T>[] = [];
  for (let index = 0; index < count; index++) {
    const waitMs = startedAt + (index * 1000) / perSecond - performance.now();
    if (waitMs > 0) await wait(waitMs);
    begun.push(begin(index));
  }
  return Promise.all(begun);
}

/** Begins calls at an even rate until `stop`, also after failures, as people do. `stop` waits for the calls that have begun. */
export function repeatAtRate(
  perSecond: number,
  begin: (index: number) => Promise<unknown>,
): { stop(): Promise<void> } {
  const begun = new Set<Promise<unknown>>();
  let index = 0;
  const timer = setInterval(() => {
    const call = begin(index++)
      .catch(() => undefined)
      .finally(() => begun.delete(call));
    begun.add(call);
  }, 1_000 / perSecond);
  const stop = async (): Promise<void> => {
    clearInterval(timer);
    await Promise.all(begun);
  };
  return { stop };
}

/** Measures how much time of all cores is idle while the work runs, the load's own time included. */
export async function whileMeasuringIdle<T>(
  work: () => Promise<T>,
): Promise<{ result: T; idlePercent: number }> {
  const before = coreTimes();
  const result = await work();
  const after = coreTimes();
  const idle = after.idle - before.idle;
  return { result, idlePercent: Math.round((100 * idle) / (after.all - before.all)) };
}

/** Milliseconds of all cores since the start of the machine. */
function coreTimes(): { idle: number; all: number } {
  const times = cpus().map((core) => core.times);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return { idle: sum(times.map(({ idle }) => idle)), all: sum(times.flatMap((of) => Object.values(of))) };
}

/** Calculates a percentile by the nearest-rank method. @param part from 0 to 1 */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? NaN;
}

/** Counts the times within each span of this length, and returns the largest count. */
export function maxWithin(times: readonly number[], spanMs: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.max(
    0,
    ...sorted.map((start) => sorted.filter((at) => at >= start && at < start + spanMs).length),
  );
}

/** Prints measured figures. In full size they are also stored for `docs/delivery.md`. */
export function reportFigures(title: string, figures: Readonly<Record<string, string | number>>): void {
  const lines = Object.entries(figures).map(([name, value]) => `  ${name}: ${value}`);
  process.stdout.write(`\n${[title, ...lines].join('\n')}\n`);
  if (!isFullSize()) return;
  mkdirSync(FIGURES, { recursive: true });
  const file = `${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.json`;
  writeFileSync(join(FIGURES, file), JSON.stringify({ title, figures, order: Date.now() }));
}
