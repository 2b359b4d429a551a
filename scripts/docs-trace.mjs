/** `npm run docs:trace`: signs in at the built services, and writes the log lines of that sign-in into `docs/runbook.md`. */
import { bin, install, root, run } from './steps.mjs';

install();
run(process.execPath, ['scripts/build.mjs', '--changed']);
run(bin('jest'), ['--selectProjects', 'docs-trace', '--testNamePattern', 'finds the whole sign-in'], {
  cwd: root,
});
