import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Product } from './product';

const MAIN = join(__dirname, '..', '..', '..', 'dist', 'apps', 'admin', 'main.js');

/** Runs an operator's command of the build on the stores of the product. @returns its text; rejects if the command fails */
export async function adminCommand(product: Product, ...words: readonly string[]): Promise<string> {
  const env = {
    NODE_ENV: 'production',
    DATABASE_URL: product.database.url,
    REDIS_URL: product.redisUrl,
    EVENTS_NAMESPACE: product.namespace,
  };
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...words], { env });
  return stdout;
}
