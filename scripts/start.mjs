/** `npm start`: from a fresh clone to a sign-in page. With `--watch` (`npm run dev`) again after every change. */
import { watch } from 'node:fs';
import { join } from 'node:path';
import { build, install, root, say, startProduct } from './steps.mjs';

const isWatching = process.argv.includes('--watch');

install();
build();
let product = startProduct();
let isStopping = false;

function stopWith(signal) {
  isStopping = true;
  product.kill(signal);
}
// Ctrl-C reaches the product by itself, which shares the terminal; here it is only waited for.
process.on('SIGINT', () => (isStopping = true));
process.on('SIGTERM', () => stopWith('SIGTERM'));

function followToItsEnd(child) {
  child.on('exit', (code) => {
    if (child !== product) return;
    if (!isWatching || isStopping) process.exit(code ?? 1);
    say('It ended; it starts again at the next change.');
  });
}
followToItsEnd(product);

async function restart() {
  const former = product;
  const ended = new Promise((resolve) => (former.exitCode === null ? former.on('exit', resolve) : resolve()));
  product = undefined;
  former.kill('SIGTERM');
  await ended;
  build();
  product = startProduct();
  followToItsEnd(product);
}

if (isWatching) {
  let timer;
  for (const folder of ['apps', 'libs']) {
    watch(join(root, folder), { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(() => void restart(), 300);
    });
  }
}
