import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_SCHEMA, loadAll, mergeTag } from 'js-yaml';
import type { z } from 'zod';
import { adminVariables, apiVariables, databaseVariables, workerVariables } from '../../config/variables';

const ROOT = join(__dirname, '..', '..', '..', '..', '..');

export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

export const exists = (path: string): boolean => existsSync(join(ROOT, path));

/** The documents of a YAML file. */
export const readYaml = (path: string): unknown[] =>
  loadAll(read(path), null, { schema: CORE_SCHEMA.withTags(mergeTag), filename: path });

/** The variables that each program reads. */
export const VARIABLES = {
  'auth-api': apiVariables,
  'bot-worker': workerVariables,
  migrate: databaseVariables,
  admin: adminVariables,
} as const;

export type Program = keyof typeof VARIABLES;

export const namesReadBy = (program: Program): string[] => Object.keys(VARIABLES[program].shape);

/** The variables without which a program does not start. */
export const requiredBy = (program: Program): string[] =>
  Object.entries(VARIABLES[program].shape as Readonly<Record<string, z.ZodType>>)
    .filter(([, type]) => !type.safeParse(undefined).success)
    .map(([name]) => name);

/** The cells of the rows of the first table below a heading, without the head. */
export function tableBelow(heading: string, page: string): string[][] {
  const [, section] = read(page).split(`\n${heading}\n`);
  if (section === undefined) throw new Error(`${page} has no heading "${heading}"`);
  const [table] = /(?:^\|.*\n)+/m.exec(section) ?? [];
  return (table ?? '')
    .trim()
    .split('\n')
    .slice(2)
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** The names in code marks of a cell. */
export const namesIn = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
