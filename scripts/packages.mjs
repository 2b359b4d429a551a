/** `npm run test:packages [-- <pattern>]`: the tests that install, pack or build much, each night, and then those of the alerts. */
import { installPrograms, PACKAGE_TEST_PROGRAMS } from './programs.mjs';
import { attempt, buildWhatChanged, install } from './steps.mjs';

const patterns = process.argv.slice(2);

install();
installPrograms(PACKAGE_TEST_PROGRAMS);
if (!buildWhatChanged()) process.exit(1);

/** @returns the exit code of Jest */
const test = (project, workers) =>
  attempt('npx', [
    ...['jest', '--selectProjects', project, `--maxWorkers=${workers}`],
    ...(patterns.length > 0 ? ['--passWithNoTests', '--testPathPatterns', ...patterns] : []),
  ]);

const codes = [test('packages', 2), test('alerts', 1)];
process.exit(Math.max(...codes));
