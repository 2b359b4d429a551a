/** `npm start`: from a fresh clone to a sign-in page. With `--watch` (`npm run dev`) it restarts after every change. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, watch } from 'node:fs';
import { join } from 'node:path';
import { buildWhatChanged, install, refuseSecondProduct, root, say, startProduct } from './steps.mjs';

const isWatching = process.argv.includes('--watch');
const DEBOUNCE_MS = 300;
/** The exit code of a product where another one already runs in this folder. */
const ALREADY_RUNS = 75;

let product;
let siteBuild;
let isStopping = false;

function start() {
  const started = startProduct();
  product = started;
  started.once('message', buildSite);
  started.on('exit', (code) => {
    if (product !== started) return;
    product = undefined;
    if (!isWatching || isStopping || code === ALREADY_RUNS) process.exit(code ?? 1);
    say('The product has ended. It starts again at the next change.');
  });
}

/** The first sign-in does not wait for the site of documents: it is built when the product runs, if it has changed. */
function buildSite() {
  if (siteBuild !== undefined) return;
  siteBuild = spawn(process.execPath, [join(root, 'scripts', 'docs-site.mjs'), '--changed', '--background'], {
    stdio: 'inherit',
  });
}

/** During a restart no product runs. In a terminal the product also receives Ctrl-C itself, and ignores the second signal. */
function stop(signal) {
  isStopping = true;
  siteBuild?.kill(signal);
  if (product === undefined) process.exit(0);
  product.kill(signal);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);

/** npm passes no signal on, so check whether the parent process still exists. */
const parent = process.ppid;
setInterval(() => process.ppid !== parent && stop('SIGTERM'), 1_000).unref();

/** If the build fails, the former product keeps running. */
async function restart() {
  if (!buildWhatChanged()) return say('The build failed. It is repeated at the next change.');
  const former = product;
  product = undefined;
  if (former !== undefined) {
    former.kill('SIGTERM');
    await once(former, 'exit');
  }
  if (isStopping) process.exit(0);
  start();
}

/** `npm start -- --fresh`: keeps the former data in a folder of its own, and starts with none. */
function moveDataAside() {
  if (!existsSync('.data')) return;
  const former = join('.data', `former-${Date.now()}`);
  renameSync('.data', '.data-moving');
  mkdirSync('.data');
  renameSync('.data-moving', former);
  say(`The former data are in ${former}. Delete them when nobody needs them.`);
}

function restartAtChanges() {
  let timer;
  let last = Promise.resolve();
  for (const folder of ['apps', 'libs']) {
    watch(join(root, folder), { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(() => (last = last.then(restart)), DEBOUNCE_MS);
    });
  }
}

await refuseSecondProduct();
if (process.argv.includes('--fresh')) moveDataAside();
install();
if (!buildWhatChanged()) process.exit(1);
start();
if (isWatching) restartAtChanges();
