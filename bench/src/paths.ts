import { createRequire } from 'node:module';
import { join } from 'node:path';

export const BENCH = join(__dirname, '..');
/** The root of the repository. */
export const ROOT = join(BENCH, '..');
/** The built product. */
export const PRODUCT = join(ROOT, 'dist');
/** Compiled servers of the other candidates. */
export const SERVERS = join(__dirname, 'servers');

const requireFromProduct = createRequire(join(PRODUCT, 'package.json'));

/** Loads a module of the built product, with the product's own packages. @param path below `dist` */
export const fromProduct = <T>(path: string): T => requireFromProduct(`./${path}`) as T;
