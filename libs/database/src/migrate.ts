import { ConfigError, databaseConfig, operatorEnvironment, reasonOf } from '@app/runtime';
import { migrate } from './migrator';

const RIGHT = 'Role, rights, row security, policies and functions are right.';

/** `npm run migrate`. */
async function main(): Promise<void> {
  const ran = await migrate(databaseConfig(operatorEnvironment()).databaseUrl);
  process.stdout.write(
    ran.length === 0 ? `The schema is up to date. ${RIGHT}\n` : `Ran ${ran.join(', ')}. ${RIGHT}\n`,
  );
}

main().catch((error: unknown) => {
  const reason = reasonOf(error);
  process.stderr.write(error instanceof ConfigError ? `${reason}\n` : `The migration failed: ${reason}\n`);
  process.exitCode = 1;
});
