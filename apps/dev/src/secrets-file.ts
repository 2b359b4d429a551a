import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

interface DevelopmentSecrets {
  readonly APP_SECRET: string;
  readonly JWT_PRIVATE_KEY: string;
  /** The token of the simulated bot. */
  readonly botToken: string;
}

const fresh = (): DevelopmentSecrets => ({
  APP_SECRET: randomBytes(32).toString('base64url'),
  JWT_PRIVATE_KEY: generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString(),
  botToken: `100200300:${randomBytes(24).toString('base64url')}`,
});

/** The secrets of this checkout, created at its first start and kept, so that people stay signed in after a restart. */
export function developmentSecrets(file: string): DevelopmentSecrets {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as DevelopmentSecrets;
  const made = fresh();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(made, undefined, 2), { mode: 0o600 });
  return made;
}
