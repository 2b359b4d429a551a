/** `npm start`: the whole product with the table and the routes of this example. Its data stay in `.data/` of this folder. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildWhatChanged, install, say } from '../../scripts/steps.mjs';
import { buildWithProducts, COPY, isCurrent } from './build.mjs';

install();
if (!isCurrent()) {
  if (!buildWhatChanged()) process.exit(1);
  say('Building Otpravka with the products of docs/tenancy.md …');
  buildWithProducts();
}
say('Its routes are at /api/products of the API: GET, PUT {"sku", "title"}, DELETE /:id.');

const product = spawn(process.execPath, [join(COPY, 'dist', 'apps', 'dev', 'main.js')], {
  stdio: 'inherit',
  env: { ...process.env, NODE_ENV: process.env.NODE_ENV || 'development' },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => product.kill(signal));
product.on('exit', (code) => process.exit(code ?? 1));
