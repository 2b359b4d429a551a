import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const stores = z.object({
  DATABASE_URL: z.string().optional(),
  /** null: Redis is in the memory of that process, so no other process can reach it. */
  REDIS_URL: z.string().nullable().optional(),
});

/** The embedded stores of `npm start`. A store that a variable names is absent. */
export type DevelopmentStores = z.infer<typeof stores>;

const FILE = join('.data', 'stores.json');

/** Records the stores of `npm start` for other commands in this folder. */
export function recordDevelopmentStores(found: DevelopmentStores): void {
  mkdirSync(dirname(FILE), { recursive: true });
  rmSync(FILE, { force: true });
  writeFileSync(FILE, JSON.stringify(found), { mode: 0o600 });
}

export function forgetDevelopmentStores(): void {
  rmSync(FILE, { force: true });
}

/** Reads the record of the `npm start` in this folder. It may be stale if that process was killed. */
export function developmentStores(): DevelopmentStores {
  try {
    return stores.parse(JSON.parse(readFileSync(FILE, 'utf8')));
  } catch {
    return {};
  }
}
