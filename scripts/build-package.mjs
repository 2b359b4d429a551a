/** `npm pack` in the folder of a package calls this first: `node scripts/build-package.mjs client`. */
import { buildPackage } from './steps.mjs';

if (!buildPackage(process.argv[2])) process.exit(1);
