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
