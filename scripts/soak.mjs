/**
 * `npm run test:soak [-- <minutes> [<sign-ins per second>]]`: people sign in for a long time (15 minutes at 50 a second), while an API and a
 * worker are replaced every minute. It prints the memory of the processes that stay.
 */
import { installPrograms } from './programs.mjs';
import { bin, buildWhatChanged, install, root, run } from './steps.mjs';

const [minutes = '15', perSecond = '50'] = process.argv.slice(2);
if (![minutes, perSecond].every((number) => Number(number) > 0)) {
  process.stderr.write('Usage: npm run test:soak [-- <minutes> [<sign-ins per second>]]\n');
  process.exit(1);
}
install();
installPrograms();
if (!buildWhatChanged()) process.exit(1);
run(bin('jest'), ['--selectProjects', 'soak'], {
  cwd: root,
  env: { ...process.env, SOAK_MINUTES: minutes, SOAK_SIGN_INS_PER_SECOND: perSecond },
});
