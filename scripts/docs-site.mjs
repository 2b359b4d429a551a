/**
 * `npm run docs:site` builds the site of documents, and the product whose API it describes, if they have changed. `--changed` builds the
 * site alone, because the product is built and perhaps runs. `npm run docs:dev` serves the pages while one writes them.
 */
import { constants, setPriority } from 'node:os';
import { buildChangedSite, writeReference } from './site.mjs';
import { bin, buildWhatChanged, install, root, run } from './steps.mjs';

const has = (option) => process.argv.includes(option);

if (has('--background')) setPriority(constants.priority.PRIORITY_LOW);
if (!has('--changed')) {
  install();
  if (!buildWhatChanged()) process.exit(1);
}
if (has('--serve')) {
  writeReference();
  run(bin('vitepress'), ['dev', 'docs', '--open', '/'], { cwd: root });
} else if (!(await buildChangedSite())) process.exit(1);
