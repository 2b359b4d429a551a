/** `npm run bench`: compares the built services with other services (docs/performance.md). Installs and builds missing parts. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildWhatChanged, install, root, run, say } from './steps.mjs';

const BENCH = join(root, 'bench');

/** The benchmark has its own packages, so that the product never contains them. */
function installBench() {
  const installed = join(BENCH, 'node_modules', '.package-lock.json');
  const lockfile = join(BENCH, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs) return;
  say('Installing the services to compare with …');
  run('npm', ['ci', '--prefix', BENCH]);
}

install();
installBench();
if (!buildWhatChanged()) process.exit(1);
run(process.execPath, [join(BENCH, 'node_modules', 'typescript', 'bin', 'tsc'), '--project', BENCH]);
run(process.execPath, [join(BENCH, 'dist', 'main.js'), ...process.argv.slice(2)]);
