import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { withPlatformNames } from './platform-names';
import { apiVariables, workerVariables } from './variables';

const read = (name: string): string => readFileSync(join(__dirname, '..', '..', '..', name), 'utf8');

const EXAMPLE = read('.env.example');
const shown = new Map(
  [...EXAMPLE.matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(([, name, value]) => [name!, value!]),
);

const variables: Record<string, z.ZodType> = { ...workerVariables.shape, ...apiVariables.shape };
const isGivenByRailway = (name: string): boolean => name.startsWith('RAILWAY_');
const SETTINGS = Object.keys(variables).filter((name) => !isGivenByRailway(name));
const PARTS_OF_URLS = [
  ...['PGHOST', 'PGPORT', 'PGUSER', 'PGPASSWORD', 'PGDATABASE', 'PGSSLMODE', 'PGSSLROOTCERT'],
  ...['REDISHOST', 'REDISPORT', 'REDISUSER', 'REDISPASSWORD'],
];

describe('.env.example', () => {
  it('lists every variable and no other, each once', () => {
    const lines = EXAMPLE.match(/^(?:# )?[A-Z][A-Z0-9_]*=/gm)!;
    expect(lines).toHaveLength(shown.size);
    expect([...shown.keys()].sort()).toEqual([...new Set([...SETTINGS, ...PARTS_OF_URLS])].sort());
  });

  it('says of each in one line what it is', () => {
    const lines = EXAMPLE.split('\n');
    const isVariable = (line: string | undefined): boolean => /^(# )?[A-Z][A-Z0-9_]*=/.test(line ?? '');
    const unsaid = lines.filter(
      (line, at) => isVariable(line) && (isVariable(lines[at - 1]) || !/^# \S/.test(lines[at - 1] ?? '')),
    );
    expect(unsaid).toEqual([]);
  });

  it('sets nothing, so that a copy of it changes nothing', () => {
    expect(EXAMPLE.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });

  it.each(SETTINGS)('shows the value that %s has unless it is set', (name) => {
    const unset = variables[name]!.safeParse(undefined);
    // What has no value of its own, or an empty list, is shown empty.
    const value = shown.get(name) || undefined;
    expect(variables[name]!.safeParse(value).data).toEqual(unset.data);
    if (unset.success && unset.data !== undefined && !Array.isArray(unset.data)) expect(value).toBeDefined();
  });

  it('shows the values that the parts of a URL have unless they are set', () => {
    const urls = (env: Record<string, string | undefined>) => {
      const { DATABASE_URL, REDIS_URL } = withPlatformNames({ ...env, PGHOST: 'db', REDISHOST: 'redis' });
      return [DATABASE_URL, REDIS_URL];
    };
    expect(urls(Object.fromEntries(PARTS_OF_URLS.map((name) => [name, shown.get(name)])))).toEqual(urls({}));
  });
});

describe('docker-compose.yml', () => {
  const MADE_HERE = [
    'NODE_ENV',
    'HOST',
    'PORT',
    'DATABASE_URL',
    'REDIS_URL',
    'REDIS_CLUSTER',
    'REDIS_CA_FILE',
  ];

  it.each(SETTINGS.filter((name) => !MADE_HERE.includes(name)))('hands %s on to a service', (name) => {
    expect(read('docker-compose.yml')).toMatch(new RegExp(`^ +${name}: \\$\\{${name}:[-?]`, 'm'));
  });
});
