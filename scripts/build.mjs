/** `npm run build`; with `--changed` only if the sources have changed since the last build. */
import { build, buildWhatChanged } from './steps.mjs';

if (!(process.argv.includes('--changed') ? buildWhatChanged() : build())) process.exit(1);
