/** `npm run build`. */
import { build } from './steps.mjs';

if (!build()) process.exit(1);
