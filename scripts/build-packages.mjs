/** The examples call this before they start: it builds the packages for npm that have not been built yet. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildPackage, PACKAGES, root } from './steps.mjs';

const isBuilt = (name) => existsSync(join(root, 'libs', name, 'dist', 'index.js'));

for (const name of PACKAGES) if (!isBuilt(name) && !buildPackage(name)) process.exit(1);
