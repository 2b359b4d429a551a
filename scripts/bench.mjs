/** `npm run bench`: measures the built services beside others (docs/performance.md). It installs and builds what is missing. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildWhatChanged, install, root, run, say } from './steps.mjs';

const BENCH = join(root, 'bench');

/** The packages of the bench are its own, so that they never reach the product. */
function installBench() {
  const installed = join(BENCH, 'node_modules', '.package-lock.json');
  const lockfile = join(BENCH, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs) return;
  say('Installing what the product is compared with …');
  run('npm', ['ci', '--prefix', BENCH]);
}

install();
installBench();
if (!buildWhatChanged()) process.exit(1);
run(process.execPath, [join(BENCH, 'node_modules', 'typescript', 'bin', 'tsc'), '--project', BENCH]);
run(process.execPath, [join(BENCH, 'dist', 'main.js'), ...process.argv.slice(2)]);
