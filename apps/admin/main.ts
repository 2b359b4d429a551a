import { operatorEnvironment } from '@app/runtime';
import { runCommand } from './src/cli/run-command';

// Waits for no store: one that vanished would not say goodbye.
void runCommand(process.argv.slice(2), operatorEnvironment).then(({ output, complaint, exitCode }) => {
  process.exitCode = exitCode;
  process.stderr.write(complaint, () => process.stdout.write(output, () => process.exit()));
});
