import { generateKeyPairSync } from 'node:crypto';
import { ConfigError } from '../config';
import type { Environment } from '../environment';

export const ecPem = (namedCurve = 'P-256'): string =>
  generateKeyPairSync('ec', { namedCurve }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

export const SECRET = 'a secret that only the specs of the configuration use';

const COMMON = {
  DATABASE_URL: 'postgres://owner:pw@db:5432/otpravka',
  REDIS_URL: 'redis://redis:6379',
  APP_SECRET: SECRET,
};

/** The smallest environment that each service starts with. */
export const API: Environment = { ...COMMON, JWT_PRIVATE_KEY: ecPem() };
export const WORKER: Environment = { ...COMMON, TELEGRAM_BOT_TOKEN: `123456:${'A'.repeat(35)}` };

/** @returns the lines of the error; none if the environment is usable */
export function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
