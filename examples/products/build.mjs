/**
 * Builds Otpravka with the table and the routes of this example, as a team would that follows docs/tenancy.md. The files of the
 * example are copied into a copy of the sources, so that the sources of the product stay as they are.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

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

/** @returns the folder of the copy, in which the product is built */
export function buildWithProducts(copy = join(here, '.data', 'checkout')) {
  // The former build is kept, so that only what has changed is compiled.
  for (const source of SOURCES.filter((name) => name !== 'dist' || !existsSync(join(copy, name)))) {
    rmSync(join(copy, source), { recursive: true, force: true });
    cpSync(join(root, source), join(copy, source), {
      recursive: true,
      preserveTimestamps: true,
      filter: (path) => !NOT_BUILT.test(path),
    });
  }
  if (!existsSync(join(copy, 'node_modules')))
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  for (const place of PLACES) {
    cpSync(join(here, basename(place)), join(copy, place));
    change(join(copy, place), withImportsAt);
  }
  for (const [file, from, to] of CHANGES)
    change(join(copy, file), (code) => {
      const changed = code.replace(from, to);
      if (changed === code)
        throw new Error(`${file} has no ${from}: correct this example and docs/tenancy.md`);
      return changed;
    });
  const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const { status } = spawnSync(process.execPath, [nest, 'build'], { cwd: copy, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
  return copy;
}

function change(path, edit) {
  writeFileSync(path, edit(readFileSync(path, 'utf8')));
}
