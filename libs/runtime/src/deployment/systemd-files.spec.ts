import { apiVariables } from '../config/variables';
import { exists, read, requiredBy } from './spec/files';

const FILE = 'deploy/systemd/otpravka@.service';
const PAGES = ['docs/deploy/index.md', 'docs/ru/deploy/index.md'];

/** What systemd makes of the template for one service. */
const unitOf = (service: string): string => read(FILE).replaceAll('%i', service);

const stepsOf = (page: string): string =>
  read(page)
    .split(/^## (?:Without containers|.* \{#without-containers\})$/m)[1]!
    .split('\n## ')[0]!;

describe.each(['auth-api', 'bot-worker'] as const)('the unit of systemd for %s', (service) => {
  it('starts the program of the service as a user without rights', () => {
    const [, program] = /^ExecStart=\/usr\/bin\/node dist\/(\S+)\.js$/m.exec(unitOf(service))!;
    expect(exists(`${program}.ts`)).toBe(true);
    expect(unitOf(service)).toMatch(/^User=(?!root)/m);
  });

  it('gives it longer to end than it takes', () => {
    const [, seconds] = /^TimeoutStopSec=(\d+)$/m.exec(unitOf(service))!;
    expect(Number(seconds)).toBeGreaterThan(apiVariables.shape.SHUTDOWN_SECONDS.parse(undefined));
  });

  it.each(PAGES)('gets every variable that it requires by the steps of %s', (page) => {
    expect(stepsOf(page)).toContain(FILE);
    for (const name of requiredBy(service)) expect(stepsOf(page)).toContain(`\`${name}\``);
  });
});

describe.each(PAGES)('the migration by the steps of %s', (page) => {
  it('runs as the user and in the folder of the services, which root alone gives their variables', () => {
    const unit = unitOf('bot-worker');
    const [command] = /systemd-run(?:.*\\\n)*.*/.exec(stepsOf(page))!;
    for (const name of ['User', 'WorkingDirectory', 'EnvironmentFile'])
      expect(command).toContain(`-p ${new RegExp(`^${name}=.+$`, 'm').exec(unit)![0]} `);
    const [, program] = /\/usr\/bin\/node dist\/(\S+)\.js$/.exec(command)!;
    expect(exists(`${program}.ts`)).toBe(true);
    expect(stepsOf(page)).toContain(`useradd --system ${/^User=(.+)$/m.exec(unit)![1]}`);
  });
});
