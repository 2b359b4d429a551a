import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';
import { adminVariables, apiVariables, databaseVariables, workerVariables } from './config/variables';

interface ComposeService {
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
}

const { services } = load(readFileSync(join(__dirname, '..', '..', '..', 'docker-compose.yml'), 'utf8'), {
  schema: CORE_SCHEMA.withTags(mergeTag),
}) as {
  services: Readonly<Record<string, ComposeService>>;
};

/** The images set these variables. */
const OF_THE_IMAGE = ['NODE_ENV', 'HOST', 'PORT'];
const isOfTheStores = (name: string): boolean => /^(?:DATABASE_|REDIS|PG)/.test(name);
const isGivenByRailway = (name: string): boolean => name.startsWith('RAILWAY_');

const READ = {
  'auth-api': apiVariables,
  'bot-worker': workerVariables,
  migrate: databaseVariables,
  admin: adminVariables,
} as const;

/** The variables that a service reads and Compose does not set by itself. */
const settingsOf = (service: keyof typeof READ): string[] =>
  Object.keys(READ[service].shape).filter(
    (name) => !OF_THE_IMAGE.includes(name) && !isOfTheStores(name) && !isGivenByRailway(name),
  );

const SERVICES = Object.keys(READ) as (keyof typeof READ)[];
const passedOn = SERVICES.flatMap((service) => settingsOf(service).map((name) => [name, service] as const));

describe('docker-compose.yml', () => {
  it.each(passedOn)('passes %s to %s', (name, service) => {
    const value = services[service]!.environment![name];
    expect(value).toMatch(new RegExp(`^\\$\\{${name}:[-?]`));
  });

  it.each(SERVICES)('passes to %s only variables that it reads', (service) => {
    const given = Object.keys(services[service]!.environment!).filter((name) => !isOfTheStores(name));
    expect(given.sort()).toEqual(settingsOf(service).sort());
  });

  it.each(SERVICES)('sets the address of Postgres for %s', (service) =>
    expect(services[service]!.environment).toMatchObject({ PGHOST: 'postgres' }),
  );

  it('publishes the worker on this machine only, for the webhook', () => {
    expect(services['bot-worker']!.ports).toEqual(['127.0.0.1:${WORKER_PORTS:-3001}:3001']);
  });
});
