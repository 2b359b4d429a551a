/** The examples call this before they start: it builds the packages for npm whose sources have changed, or all if none is built. */
import { buildPackage, PACKAGES } from './steps.mjs';

if (!PACKAGES.every(buildPackage)) process.exit(1);
