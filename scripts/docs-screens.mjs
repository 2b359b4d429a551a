/** `npm run docs:screens`: walks the pages of the API in a browser and takes the pictures of `docs/screens`. */
import { bin, install, root, run } from './steps.mjs';

install();
run(process.execPath, ['scripts/build.mjs', '--changed']);
run(bin('jest'), ['--selectProjects', 'docs-screens', '--maxWorkers=1'], { cwd: root });
