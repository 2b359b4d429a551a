import { PARTS_OF_URLS } from '../config/platform-names';
import { apiVariables } from '../config/variables';
import { namesIn, namesReadBy, read, requiredBy, tableBelow } from './spec/files';

interface RailwayFile {
  readonly build: { readonly dockerfilePath: string; readonly watchPatterns: readonly string[] };
  readonly deploy: {
    readonly preDeployCommand: readonly string[];
    readonly startCommand: string;
    readonly healthcheckPath: string;
    readonly drainingSeconds: number;
  };
}

const SERVICES = ['auth-api', 'bot-worker'] as const;
const PAGE = 'docs/deploy/railway.md';
const file = (service: string): string => `deploy/railway/${service}.railway.json`;
const settings = (service: string): RailwayFile => JSON.parse(read(file(service))) as RailwayFile;

/** Each variable of the page, with what the page says of it for each service. */
const rows = tableBelow('## The variables', PAGE).flatMap(([names, api, worker]) =>
  namesIn(names!).map((name) => ({
    name,
    'auth-api': api!,
    'bot-worker': worker === 'the same' ? api! : worker!,
  })),
);

describe('the page on Railway', () => {
  it.each(SERVICES)('names for %s only variables that it reads', (service) => {
    const named = rows.filter((row) => row[service] !== '–').map(({ name }) => name);
    expect(named.length).toBeGreaterThan(6);
    expect(named.filter((name) => !namesReadBy(service).includes(name))).toEqual([]);
  });

  it.each(SERVICES)('says what to set for each variable that %s requires', (service) => {
    const set = rows.filter((row) => !/^(?:–|optional|leave)/.test(row[service])).map(({ name }) => name);
    expect(set).toEqual(expect.arrayContaining(requiredBy(service)));
  });

  it('names no variable of the stores that the services do not read', () => {
    const parts = read(PAGE).match(/\b(?:PG|REDIS)[A-Z]{4,}\b/g)!;
    expect(parts.filter((name) => !PARTS_OF_URLS.includes(name))).toEqual([]);
  });

  it('leads to the file of each service', () => {
    for (const service of SERVICES) expect(read(PAGE)).toContain(`\`/${file(service)}\` for \`${service}\``);
  });
});

describe('the config file of Railway', () => {
  it.each(SERVICES)('starts %s after the migration, and asks whether it is ready', (service) => {
    const { deploy, build } = settings(service);
    expect(deploy).toMatchObject({
      preDeployCommand: ['node dist/libs/database/src/migrate.js'],
      startCommand: `node dist/apps/${service}/main.js`,
      healthcheckPath: '/health/ready',
    });
    expect(build).toMatchObject({ dockerfilePath: 'Dockerfile' });
    expect(build.watchPatterns).toEqual(
      expect.arrayContaining([`/apps/${service}/**`, '/libs/**', `/${file(service)}`]),
    );
  });

  it.each(SERVICES)('gives %s longer to end than it takes', (service) => {
    const { drainingSeconds } = settings(service).deploy;
    expect(drainingSeconds).toBeGreaterThan(apiVariables.shape.SHUTDOWN_SECONDS.parse(undefined));
  });
});
