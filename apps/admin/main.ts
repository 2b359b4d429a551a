import { operatorEnvironment } from '@app/runtime';
import { runCommand } from './src/cli/run-command';

// Exits without waiting for open connections: closing one to an unreachable host would hang.
void runCommand(process.argv.slice(2), operatorEnvironment).then(({ stdout, stderr, exitCode }) => {
  process.exitCode = exitCode;
  process.stderr.write(stderr, () => process.stdout.write(stdout, () => process.exit()));
});
