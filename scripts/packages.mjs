/** `npm run test:packages [-- <pattern>]`: the tests that install, pack or build much, each night. */
import { installPrograms, PACKAGE_TEST_PROGRAMS } from './programs.mjs';
import { buildWhatChanged, install, run } from './steps.mjs';

const patterns = process.argv.slice(2);

install();
installPrograms(PACKAGE_TEST_PROGRAMS);
if (!buildWhatChanged()) process.exit(1);
run('npx', [
  ...['jest', '--selectProjects', 'packages', '--maxWorkers=2'],
  ...(patterns.length > 0 ? ['--testPathPatterns', ...patterns] : []),
]);
