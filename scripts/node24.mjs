/**
 * `npm run test:node24 [-- <pattern>]`: runs the end-to-end tests, and the services that they start, with the Node of the images, which
 * `.nvmrc` names. npm installs it (the package `node`), so no other Node has to be on the machine.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installPrograms } from './programs.mjs';
import { buildWhatChanged, install, root, run, say } from './steps.mjs';

const version = readFileSync(join(root, '.nvmrc'), 'utf8').trim();
const patterns = process.argv.slice(2);

install();
installPrograms();
if (!buildWhatChanged()) process.exit(1);
run(process.execPath, ['scripts/docs-site.mjs', '--changed']);
say(`Testing with Node ${version} …`);
run('npx', [
  ...['--yes', '--package', `node@${version}`, '--', 'node', join('node_modules', 'jest', 'bin', 'jest.js')],
  ...['--selectProjects', 'e2e', '--maxWorkers=4'],
  ...(patterns.length > 0 ? ['--testPathPatterns', ...patterns] : []),
]);
