/** `npm start`: the whole product with the table and the routes of this example. Its data stay in `.data/` of this folder. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, install, root, say } from '../../scripts/steps.mjs';
import { buildWithProducts } from './build.mjs';

install();
if (!existsSync(join(root, 'dist', 'apps', 'dev', 'main.js')) && !build()) process.exit(1);
say('Building Otpravka with the products of docs/tenancy.md …');
const folder = buildWithProducts();
say('Its routes are at /api/products of the API: GET, PUT {"sku", "title"}, DELETE /:id.');

const product = spawn(process.execPath, [join(folder, 'dist', 'apps', 'dev', 'main.js')], {
  stdio: 'inherit',
  env: { ...process.env, NODE_ENV: process.env.NODE_ENV || 'development' },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => product.kill(signal));
product.on('exit', (code) => process.exit(code ?? 1));
