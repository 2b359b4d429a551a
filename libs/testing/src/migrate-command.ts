import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const DIST = join(__dirname, '..', '..', '..', 'dist');

/** Runs the build's `npm run migrate`. @returns its text; rejects with its standard error if it fails */
export async function migrateCommand(databaseUrl: string, dist = DIST): Promise<string> {
  const env = { NODE_ENV: 'production', DATABASE_URL: databaseUrl };
  const script = join(dist, 'libs', 'database', 'src', 'migrate.js');
  return (await promisify(execFile)(process.execPath, [script], { env })).stdout;
}
