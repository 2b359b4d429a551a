/**
 * Builds Otpravka with the table and the routes of this example, as a team would that follows docs/tenancy.md. The files of the
 * example are copied into a copy of the sources, so that the sources of the product stay as they are.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fingerprint } from '../../scripts/steps.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const SOURCES = [
  'apps',
  'libs',
  'dist',
  'nest-cli.json',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
];
/** They are built by Vite, and are the same with this example. */
const PAGES = ['login-web', 'account-web'];
const NOT_BUILT = /[\\/](e2e|spec|node_modules)$|spec\.ts$/;

/** Where docs/tenancy.md puts the files. */
const PLACES = [
  'libs/database/src/migrations/1764000000000-products.ts',
  'apps/auth-api/src/products/product.entity.ts',
  'apps/auth-api/src/products/products.ts',
  'apps/auth-api/src/products/products.controller.ts',
  'apps/auth-api/src/products/products.module.ts',
];

/** The lines that docs/tenancy.md changes: in this file, this text becomes that one. */
const CHANGES = [
  [
    'libs/database/src/migrations/index.ts',
    /^/,
    `import { Products1764000000000 } from './1764000000000-products';\n`,
  ],
  ['libs/database/src/migrations/index.ts', /\n\];/, '\n  Products1764000000000,\n];'],
  [
    'apps/auth-api/src/auth-api.module.ts',
    /^/,
    `import { Product } from './products/product.entity';\nimport { ProductsModule } from './products/products.module';\n`,
  ],
  ['apps/auth-api/src/auth-api.module.ts', 'ActivityEntry]', 'ActivityEntry, Product]'],
  ['apps/auth-api/src/auth-api.module.ts', 'KeysModule,\n', 'KeysModule,\n        ProductsModule,\n'],
];

/** The paths in an import of the example, as they are at the place of the file. */
const withImportsAt = (code) =>
  code.replaceAll(/'\.\.\/\.\.\/(?:apps\/auth-api|libs\/database)\/src\//g, `'../`);

/** The folder of the copy, in which the product is built. */
export const COPY = join(here, '.data', 'checkout');

const STAMP = join(COPY, 'dist', '.products.json');

const sources = () =>
  JSON.stringify(
    [here, ...SOURCES.filter((name) => name !== 'dist').map((name) => join(root, name))].map(fingerprint),
  );

/** Whether the last build was made of the present sources. */
export const isCurrent = () => existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sources();

export function buildWithProducts() {
  const built = sources();
  rmSync(STAMP, { force: true });
  // The former build of the services is kept, so that only what has changed is compiled. The pages are those of the product.
  for (const source of SOURCES.filter((name) => name !== 'dist' || !existsSync(join(COPY, name)))) {
    rmSync(join(COPY, source), { recursive: true, force: true });
    cpSync(join(root, source), join(COPY, source), {
      recursive: true,
      preserveTimestamps: true,
      filter: (path) => !NOT_BUILT.test(path),
    });
  }
  if (!existsSync(join(COPY, 'node_modules')))
    symlinkSync(join(root, 'node_modules'), join(COPY, 'node_modules'), 'junction');
  for (const place of PLACES) {
    cpSync(join(here, basename(place)), join(COPY, place));
    change(join(COPY, place), withImportsAt);
  }
  for (const [file, from, to] of CHANGES)
    change(join(COPY, file), (code) => {
      const changed = code.replace(from, to);
      if (changed === code)
        throw new Error(`${file} has no ${from}: correct this example and docs/tenancy.md`);
      return changed;
    });
  const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const { status } = spawnSync(process.execPath, [nest, 'build'], { cwd: COPY, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
  for (const page of PAGES)
    cpSync(join(root, 'dist', 'apps', page), join(COPY, 'dist', 'apps', page), { recursive: true });
  writeFileSync(STAMP, built);
}

function change(path, edit) {
  writeFileSync(path, edit(readFileSync(path, 'utf8')));
}
