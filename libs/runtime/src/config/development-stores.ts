import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const stores = z.object({
  DATABASE_URL: z.string().optional(),
  /** null: in the memory of that process, where nobody else reaches it. */
  REDIS_URL: z.string().nullable().optional(),
});

/** The embedded stores of `npm start`; what it was told by a variable is absent. */
export type DevelopmentStores = z.infer<typeof stores>;

const FILE = join('.data', 'stores.json');

/** `npm start` tells other commands in this folder where its stores are, for as long as it runs. */
export function recordDevelopmentStores(found: DevelopmentStores): void {
  mkdirSync(dirname(FILE), { recursive: true });
  rmSync(FILE, { force: true });
  writeFileSync(FILE, JSON.stringify(found), { mode: 0o600 });
}

export function forgetDevelopmentStores(): void {
  rmSync(FILE, { force: true });
}

/** Of the `npm start` that runs in this folder, or that was killed there. */
export function developmentStores(): DevelopmentStores {
  try {
    return stores.parse(JSON.parse(readFileSync(FILE, 'utf8')));
  } catch {
    return {};
  }
}
