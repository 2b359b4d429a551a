import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { PARTS_OF_URLS, withPlatformNames } from './config/platform-names';
import { apiVariables, developmentVariables, workerVariables } from './config/variables';

const read = (name: string): string => readFileSync(join(__dirname, '..', '..', '..', name), 'utf8');

const EXAMPLE = read('.env.example');
const shown = new Map(
  [...EXAMPLE.matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(([, name, value]) => [name!, value!]),
);

const variables: Record<string, z.ZodType> = {
  ...developmentVariables.shape,
  ...workerVariables.shape,
  ...apiVariables.shape,
};
const isGivenByRailway = (name: string): boolean => name.startsWith('RAILWAY_');
const SETTINGS = Object.keys(variables).filter((name) => !isGivenByRailway(name));
/** Only docker compose reads these. */
const OF_COMPOSE = ['DOMAIN', 'BACKUP_AT', 'BACKUP_KEEP_DAYS', 'BACKUP_FOLDER'];

const READERS = {
  'auth-api': Object.keys(apiVariables.shape),
  'bot-worker': Object.keys(workerVariables.shape),
  'npm start': Object.keys(developmentVariables.shape),
} as const;

/** The services that read each variable, as its own comment names them, or else the title of its section. */
function readersIn(text: string): ReadonlyMap<string, readonly string[]> {
  const readers = new Map<string, readonly string[]>();
  let title = '';
  let comment = '';
  for (const line of text.split('\n')) {
    title = /^# --- (.+?) -+$/.exec(line)?.[1] ?? title;
    const name = /^(?:# )?([A-Z][A-Z0-9_]*)=/.exec(line)?.[1];
    if (name !== undefined) readers.set(name, readersOf(comment) ?? readersOf(title) ?? []);
    comment = line.replace(/^# /, '');
  }
  return readers;
}

function readersOf(words: string): readonly string[] | undefined {
  const named = /^(Both|auth-api|bot-worker|npm start|docker compose)(?: services)?(?::|$)/.exec(words)?.[1];
  if (named === undefined) return undefined;
  return named === 'Both' ? ['auth-api', 'bot-worker'] : [named];
}

describe('.env.example', () => {
  it('lists exactly the known variables, each once', () => {
    const lines = EXAMPLE.match(/^(?:# )?[A-Z][A-Z0-9_]*=/gm)!;
    expect(lines).toHaveLength(shown.size);
    expect([...shown.keys()].sort()).toEqual(
      [...new Set([...SETTINGS, ...PARTS_OF_URLS, ...OF_COMPOSE])].sort(),
    );
  });

  it.each(SETTINGS)('names exactly the services that read %s', (name) => {
    const reading = Object.entries(READERS).filter(([, read]) => read.includes(name));
    expect(readersIn(EXAMPLE).get(name)).toEqual(reading.map(([reader]) => reader));
  });

  it('describes each variable in one line', () => {
    const lines = EXAMPLE.split('\n');
    const isVariable = (line: string | undefined): boolean => /^(# )?[A-Z][A-Z0-9_]*=/.test(line ?? '');
    const undescribed = lines.filter(
      (line, at) => isVariable(line) && (isVariable(lines[at - 1]) || !/^# \S/.test(lines[at - 1] ?? '')),
    );
    expect(undescribed).toEqual([]);
  });

  it('sets no variable, so that a copy of it changes nothing', () => {
    expect(EXAMPLE.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });

  it.each(SETTINGS)('shows the default of %s', (name) => {
    const unset = variables[name]!.safeParse(undefined);
    // A variable without a default, or with an empty list, is shown empty.
    const value = shown.get(name) || undefined;
    expect(variables[name]!.safeParse(value).data).toEqual(unset.data);
    if (unset.success && unset.data !== undefined && !Array.isArray(unset.data)) expect(value).toBeDefined();
  });

  it('shows the defaults of the parts of a URL', () => {
    const urls = (env: Record<string, string | undefined>) => {
      const { DATABASE_URL, REDIS_URL } = withPlatformNames({ ...env, PGHOST: 'db', REDISHOST: 'redis' });
      return [DATABASE_URL, REDIS_URL];
    };
    expect(urls(Object.fromEntries(PARTS_OF_URLS.map((name) => [name, shown.get(name)])))).toEqual(urls({}));
  });
});
