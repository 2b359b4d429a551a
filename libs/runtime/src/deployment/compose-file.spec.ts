import { apiConfig, databaseConfig, workerConfig, adminConfig } from '../config/config';
import { PARTS_OF_URLS } from '../config/platform-names';
import { API, WORKER } from '../config/spec/environments';
import {
  exists,
  namesIn,
  namesReadBy,
  type Program,
  read,
  readYaml,
  tableBelow,
  VARIABLES,
} from './spec/files';

interface ComposeService {
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly networks?: readonly string[];
  readonly profiles?: readonly string[];
  readonly restart?: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly deploy?: { readonly resources: { readonly limits: Readonly<Record<string, unknown>> } };
  readonly volumes?: readonly string[];
  readonly command?: readonly unknown[];
  readonly entrypoint?: readonly unknown[];
  readonly healthcheck?: { readonly test: readonly unknown[] };
  readonly build?: { readonly args?: object };
}

interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<
    Record<string, { readonly internal?: boolean; readonly enable_ipv6?: boolean }>
  >;
}

const PAGE = 'docs/deploy/compose.md';
const { services, networks } = readYaml('docker-compose.yml')[0] as ComposeFile;

/** The images set these variables. */
const OF_THE_IMAGE = ['NODE_ENV', 'HOST', 'PORT'];
const isOfTheStores = (name: string): boolean => /^(?:DATABASE_|REDIS|PG)/.test(name);
const isGivenByRailway = (name: string): boolean => name.startsWith('RAILWAY_');

/** The variables that a service reads and Compose does not set by itself. */
const settingsOf = (program: Program): string[] =>
  namesReadBy(program).filter(
    (name) => !OF_THE_IMAGE.includes(name) && !isOfTheStores(name) && !isGivenByRailway(name),
  );

const PROGRAMS = Object.keys(VARIABLES) as Program[];
const passedOn = PROGRAMS.flatMap((program) => settingsOf(program).map((name) => [name, program] as const));

/** What Compose puts in the place of a variable. */
function interpolated(value: string, given: Readonly<Record<string, string | undefined>>): string {
  return value.replaceAll(/\$\{(\w+):([-?])([^}]*)\}/g, (_, name: string, kind: string, word: string) => {
    const set = given[name];
    if (set !== undefined && set !== '') return set;
    if (kind === '?') throw new Error(`${name}: ${word}`);
    return word;
  });
}

const environmentOf = (program: Program, given: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(
    Object.entries(services[program]!.environment!).map(([name, value]) => [
      name,
      interpolated(value, given),
    ]),
  );

const PASSWORDS = { PGPASSWORD: 'p@ss word/1', REDISPASSWORD: 'r#dis:2' };
const GIVEN = {
  ...PASSWORDS,
  APP_SECRET: API['APP_SECRET'],
  JWT_PRIVATE_KEY: API['JWT_PRIVATE_KEY'],
  TELEGRAM_BOT_TOKEN: WORKER['TELEGRAM_BOT_TOKEN'],
};

describe('docker-compose.yml', () => {
  it.each(passedOn)('passes %s to %s', (name, program) => {
    const value = services[program]!.environment![name];
    expect(value).toMatch(new RegExp(`^\\$\\{${name}:[-?]`));
  });

  it.each(PROGRAMS)('passes to %s only variables that it reads', (program) => {
    const given = Object.keys(services[program]!.environment!);
    const known = [...settingsOf(program), ...PARTS_OF_URLS];
    expect(given.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('gives each program an environment with which it starts, from the secrets alone', () => {
    const api = apiConfig(environmentOf('auth-api', GIVEN));
    expect(new URL(api.databaseUrl)).toMatchObject({ hostname: 'postgres', username: 'otpravka' });
    expect(decodeURIComponent(new URL(api.databaseUrl).password)).toBe(PASSWORDS.PGPASSWORD);
    expect(new URL(api.redis.url)).toMatchObject({ hostname: 'redis' });
    expect(decodeURIComponent(new URL(api.redis.url).password)).toBe(PASSWORDS.REDISPASSWORD);
    expect(workerConfig(environmentOf('bot-worker', GIVEN)).telegram.intake).toEqual({ mode: 'polling' });
    expect(databaseConfig(environmentOf('migrate', GIVEN)).databaseUrl).toBe(api.databaseUrl);
    expect(adminConfig(environmentOf('admin', GIVEN)).redis?.url).toBe(api.redis.url);
  });

  it.each(Object.keys(GIVEN))('names %s if it is missing', (name) => {
    const read = () => PROGRAMS.map((program) => environmentOf(program, { ...GIVEN, [name]: '' }));
    expect(read).toThrow(new RegExp(`^${name}: \\w`));
  });

  it('trusts one proxy, and lets nobody reach the API past it', () => {
    expect(apiConfig(environmentOf('auth-api', GIVEN)).trustedHops).toBe(1);
    expect(services['auth-api']!.ports).toBeUndefined();
    expect(services['auth-api']!.networks!.map((name) => networks[name]!.internal)).toEqual([true, true]);
    expect(networks['outside']!.enable_ipv6).toBe(true);
  });

  it('tells the proxy where the services listen', () => {
    const ports = { API: 'auth-api', WORKER: 'bot-worker' } as const;
    for (const [name, program] of Object.entries(ports)) {
      const port = VARIABLES[program].shape.PORT.parse(undefined);
      expect(services['proxy']!.environment![name]).toBe(`${program}:${port}`);
      expect(read('deploy/proxy/Caddyfile')).toContain(`{$${name}:127.0.0.1:${port}}`);
    }
  });

  it('lets everybody who reaches Grafana look, and nobody sign in with the password that Grafana comes with', () => {
    expect(services['grafana']!.environment).toMatchObject({
      GF_AUTH_ANONYMOUS_ENABLED: 'true',
      GF_AUTH_DISABLE_LOGIN_FORM: 'true',
      GF_AUTH_BASIC_ENABLED: 'false',
    });
    expect(services['grafana']!.environment).not.toHaveProperty('GF_AUTH_ANONYMOUS_ORG_ROLE');
  });

  it('shows Prometheus the disks of both stores', () => {
    const dataOf = (store: string): string => services[store]!.volumes![0]!.split(':')[0]!;
    expect(services['node-exporter']!.volumes).toEqual(
      ['postgres', 'redis'].map((store) => `${dataOf(store)}:/stores/${store}:ro`),
    );
    expect(read('deploy/prometheus/prometheus.yml')).toContain('names: [node-exporter], type: A, port: 9100');
    expect(services['node-exporter']!.networks).toEqual(
      expect.arrayContaining([services['prometheus']!.networks!.find((name) => networks[name]!.internal)]),
    );
  });

  it('gives the commit to the build of each image', () => {
    const builds = Object.values(services).flatMap(({ build }) => (build === undefined ? [] : [build]));
    expect(builds).toHaveLength(5);
    // Another value would make Docker build the shared stage once more.
    for (const { args } of builds) expect(args).toEqual({ REVISION: '${REVISION:-}' });
  });

  it('publishes each port where its document says so, and no other', () => {
    const rows = tableBelow('## What runs', PAGE);
    expect(rows.map(([service]) => namesIn(service!)[0]).sort()).toEqual(Object.keys(services).sort());
    for (const [service, , reachedFrom] of rows) {
      const ports = services[namesIn(service!)[0]!]!.ports ?? [];
      // By UDP only HTTP/3 comes, at the same port.
      const published = ports
        .filter((port) => !port.endsWith('/udp'))
        .map((port) => {
          const [, address, number] = /^(?:([\d.]+):)?(\d+):\d+$/.exec(port)!;
          return `${address === '127.0.0.1' ? 'this machine' : 'the Internet'} ${number}`;
        });
      const place = /this machine|the Internet(?=, ports?)/.exec(reachedFrom!)?.[0];
      const documented =
        place === undefined ? [] : reachedFrom!.match(/\d+/g)!.map((port) => `${place} ${port}`);
      expect([service, published]).toEqual([service, documented]);
    }
  });

  it.each(Object.keys(services))('has only words in the commands of %s', (name) => {
    const { command = [], entrypoint = [], healthcheck } = services[name]!;
    const words = [...command, ...entrypoint, ...(healthcheck?.test ?? [])];
    // A colon in a text without quotes makes a map of it.
    expect(words.filter((word) => typeof word !== 'string')).toEqual([]);
  });

  it('mounts only files of the repository that exist', () => {
    const mounted = Object.values(services)
      .flatMap(({ volumes = [] }) => volumes)
      .filter((volume) => volume.startsWith('./'))
      .map((volume) => volume.split(':')[0]!);
    expect(mounted.length).toBeGreaterThan(5);
    // Docker would make an empty folder in the place of a missing file.
    expect(mounted.filter((path) => !exists(path))).toEqual([]);
  });

  it('limits each service, and restarts each that is to run on', () => {
    for (const [name, { deploy, restart, profiles }] of Object.entries(services)) {
      expect([name, Object.keys(deploy?.resources.limits ?? {})]).toEqual([name, ['cpus', 'memory', 'pids']]);
      const ends = name === 'migrate' || profiles?.includes('by-hand');
      expect([name, restart]).toEqual([
        name,
        ends ? (name === 'migrate' ? 'no' : undefined) : 'unless-stopped',
      ]);
    }
  });

  it('starts the services after the migration, and the proxy after the API', () => {
    const ready = { condition: 'service_healthy' };
    const stores = {
      postgres: ready,
      redis: ready,
      migrate: { condition: 'service_completed_successfully' },
    };
    expect(services['auth-api']!.depends_on).toEqual(stores);
    expect(services['bot-worker']!.depends_on).toEqual(stores);
    expect(services['migrate']!.depends_on).toEqual({ postgres: ready });
    expect(services['proxy']!.depends_on).toEqual({ 'auth-api': ready });
  });
});
