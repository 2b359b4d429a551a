import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { apiConfig, workerConfig } from '@app/runtime';

const SCRIPT = join(__dirname, 'keys.mjs');
/** The required variables of each service, except those that the command prints. */
const STORES = { DATABASE_URL: 'postgres://owner:pw@db:5432/otpravka', REDIS_URL: 'redis://redis:6379' };
const API = { ...STORES, APP_SECRET: 'a secret of thirty-two bytes and more for this spec' };
const WORKER = { ...STORES, TELEGRAM_BOT_TOKEN: `123456:${'A'.repeat(35)}` };
const run = (): string => execFileSync(process.execPath, [SCRIPT], { encoding: 'utf8' });

describe('npm run keys', () => {
  it('prints two lines for .env and nothing else', () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [SCRIPT], { encoding: 'utf8' });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toMatch(
      /^APP_SECRET=[\w-]{43}\nJWT_PRIVATE_KEY="-----BEGIN PRIVATE KEY-----(?:\\n[\w+/=]+)+\\n-----END PRIVATE KEY-----"\n$/,
    );
  });

  it('prints lines that both services read from a .env file', () => {
    const printed = parseEnv(run());
    expect(Object.keys(printed)).toEqual(['APP_SECRET', 'JWT_PRIVATE_KEY']);
    expect(apiConfig({ ...API, ...printed }).jwt.privateKeys).toHaveLength(1);
    expect(workerConfig({ ...WORKER, ...printed }).appSecrets).toEqual([printed['APP_SECRET']]);
  });

  it('prints a value that the API accepts with its quotes, as a platform may pass it', () => {
    const [, value] = /^JWT_PRIVATE_KEY=(.*)$/m.exec(run())!;
    expect(apiConfig({ ...API, JWT_PRIVATE_KEY: value! }).jwt.privateKeys).toHaveLength(1);
  });

  it('prints new keys each time, which can be appended to the former ones', () => {
    const [former, next] = [parseEnv(run()), parseEnv(run())];
    const JWT_PRIVATE_KEY = `${former['JWT_PRIVATE_KEY']}${next['JWT_PRIVATE_KEY']}`;
    const APP_SECRET = `${former['APP_SECRET']},${next['APP_SECRET']}`;
    const { jwt, appSecrets } = apiConfig({
      ...API,
      ...parseEnv(`APP_SECRET=${APP_SECRET}\nJWT_PRIVATE_KEY="${JWT_PRIVATE_KEY}"`),
    });
    expect(appSecrets).toEqual([former['APP_SECRET'], next['APP_SECRET']]);
    expect(new Set(jwt.privateKeys.map((key) => key.export({ type: 'pkcs8', format: 'pem' }))).size).toBe(2);
  });
});
