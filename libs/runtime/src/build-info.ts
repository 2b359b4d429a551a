import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const buildInfo = z.object({ version: z.string(), revision: z.string() });

/** The version of the product, and the commit that it was built from. */
export type BuildInfo = z.infer<typeof buildInfo>;

/** The build writes this file. Tests that run the sources have none. */
const FILE = join(__dirname, 'build.json');
const UNKNOWN: BuildInfo = { version: 'unknown', revision: 'unknown' };

export function readBuildInfo(file = FILE): BuildInfo {
  try {
    return buildInfo.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return UNKNOWN;
  }
}
