import { BootRefusal, databaseConfig, operatorEnvironment, reasonOf } from '@app/runtime';
import { migrate } from './migrator';

/** `npm run migrate`. */
async function main(): Promise<void> {
  const lines: string[] = [];
  const { databaseUrl } = databaseConfig(operatorEnvironment());
  const ran = await migrate(databaseUrl, (line) => lines.push(line));
  const done = ran.length === 0 ? 'The schema is up to date.' : `Ran ${ran.join(', ')}.`;
  process.stdout.write(`${[done, ...lines].join(' ')}\n`);
}

main().catch((error: unknown) => {
  const reason = reasonOf(error);
  process.stderr.write(error instanceof BootRefusal ? `${reason}\n` : `The migration failed: ${reason}\n`);
  process.exitCode = 1;
});
