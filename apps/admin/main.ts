import { operatorEnvironment } from '@app/runtime';
import { runCommand } from './src/cli/run-command';

// Exit with connections still open: closing a connection to an unreachable host hangs.
void runCommand(process.argv.slice(2), operatorEnvironment).then(({ stdout, stderr, exitCode }) => {
  process.exitCode = exitCode;
  process.stderr.write(stderr, () => process.stdout.write(stdout, () => process.exit()));
});
