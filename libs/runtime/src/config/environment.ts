import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';

export type Environment = Readonly<Record<string, string | undefined>>;

const FILE = '.env';

const nodeEnvOf = (env: Environment): string => env['NODE_ENV']?.trim() ?? '';

/** Absent NODE_ENV counts as production, so that a service started by hand is as strict as one in an image. */
const isDevelopment = (env: Environment): boolean => ['development', 'test'].includes(nodeEnvOf(env));

function processEnvironment(readsFile: (env: Environment) => boolean): Environment {
  // eslint-disable-next-line no-restricted-properties -- the one place that reads it
  const env = process.env;
  if (!readsFile(env) || !existsSync(FILE)) return env;
  const isNodeEnvGiven = env['NODE_ENV'] !== undefined;
  loadEnvFile(FILE);
  // NODE_ENV decides whether the file is read, so the value in the file is ignored.
  if (!isNodeEnvGiven) delete env['NODE_ENV'];
  return env;
}

/** The environment of a service. `.env` of the working folder completes it if NODE_ENV is development or test. */
export const environment = (): Environment => processEnvironment(isDevelopment);

/** Whether an operator's command may read other sources than the environment. In a checkout NODE_ENV is usually not set. */
export const mayReadOtherSources = (env: Environment): boolean => nodeEnvOf(env) !== 'production';

/** The environment of an operator's command. `.env` completes it unless NODE_ENV is production. */
export const operatorEnvironment = (): Environment => processEnvironment(mayReadOtherSources);

/** @returns a note for the operator of a service with a missing variable, if `.env` exists but was not read */
export function unreadFileNote(env: Environment): string | undefined {
  if (isDevelopment(env) || !existsSync(FILE)) return undefined;
  const nodeEnv = nodeEnvOf(env) === '' ? 'absent, which counts as production' : nodeEnvOf(env);
  return `NODE_ENV is ${nodeEnv}, so the file .env in this folder was not read; NODE_ENV=development reads it`;
}

/** Says where an operator's command looked for a missing variable. @param others places other than environment and `.env` */
export function placesNote(env: Environment, others: readonly string[]): string {
  if (!mayReadOtherSources(env)) return 'NODE_ENV is production, so only the environment was read';
  const file = existsSync(FILE) ? '.env in this folder' : '.env in this folder (there is none)';
  const places = ['the environment', file, ...others];
  return `These places were read: ${places.join('; ')}`;
}
