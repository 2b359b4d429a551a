import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

describe('npm run keys -- <step> <variable> --write', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'otpravka-keys-'));
    writeFileSync(join(folder, '.env'), `# stores\nREDIS_URL=redis://redis:6379\n${run()}OTHER='last'\n`);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const text = (): string => readFileSync(join(folder, '.env'), 'utf8');
  const keys = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    spawnSync(process.execPath, [SCRIPT, ...args], { encoding: 'utf8', cwd: folder, env });
  const secrets = (): readonly string[] => apiConfig({ ...API, ...parseEnv(text()) }).appSecrets;
  const signingKeys = (): readonly string[] =>
    apiConfig({ ...API, ...parseEnv(text()) }).jwt.privateKeys.map((key) =>
      key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    );

  it.each([
    ['APP_SECRET', secrets, /REFRESH_IDLE_DAYS/],
    ['JWT_PRIVATE_KEY', signingKeys, /ACCESS_TOKEN_SECONDS/],
  ] as const)('rotates %s in three steps, and changes no other line', (variable, entries, wait) => {
    const others = (): string => text().replace(new RegExp(`^${variable}=.*\n`, 'm'), '');
    const [unchanged, [former]] = [others(), entries()];
    expect(keys(['add', variable, '--write'])).toMatchObject({ status: 0, stdout: '' });
    const added = entries()[1];
    expect(entries()).toEqual([former, added]);
    expect(keys(['use', variable, '--write']).stderr).toMatch(wait);
    expect(entries()).toEqual([added, former]);
    expect(keys(['remove', variable, '--write']).stderr).toMatch(/the rotation is complete/);
    expect(entries()).toEqual([added]);
    expect(others()).toBe(unchanged);
  });

  it('prints the line instead if --write is missing, and no secret beside it', () => {
    const before = text();
    const { stdout, stderr } = keys(['add', 'APP_SECRET']);
    expect(text()).toBe(before);
    const printed = parseEnv(stdout)['APP_SECRET']!.split(',');
    expect(printed).toEqual([...secrets(), expect.stringMatching(/^[\w-]{43}$/) as string]);
    for (const secret of printed) expect(stderr).not.toContain(secret);
  });

  it('reads the value from the environment first, but what it replaces from the file', () => {
    const { stdout } = keys(['use', 'APP_SECRET'], { APP_SECRET: 'former,new' });
    expect(stdout).toBe('APP_SECRET=new,former\n');
    const [former] = secrets();
    keys(['add', 'APP_SECRET', '--write'], { APP_SECRET: 'that of another product' });
    expect(secrets()[0]).toBe(former);
  });

  it('replaces a key of several lines with a comment behind it, as a whole', () => {
    const [pem] = signingKeys();
    writeFileSync(join(folder, '.env'), `A=1\nJWT_PRIVATE_KEY="${pem}" # of spring\nB=2\n`);
    expect(keys(['add', 'JWT_PRIVATE_KEY', '--write'])).toMatchObject({ status: 0 });
    expect(signingKeys()).toEqual([pem, expect.stringContaining('PRIVATE KEY') as string]);
    expect(text().split('\n')).toHaveLength(4);
  });

  it('leaves a file whose line it does not understand', () => {
    const odd = `APP_SECRET="${'s'.repeat(40)}" and more\n`;
    writeFileSync(join(folder, '.env'), odd);
    expect(keys(['add', 'APP_SECRET', '--write']).stderr).toMatch(/cannot be replaced safely/);
    expect(text()).toBe(odd);
  });

  it.each([
    [['remove', 'APP_SECRET', '--write'], /"remove" needs two entries in APP_SECRET, which has 1/],
    [['use', 'JWT_PRIVATE_KEY', '--write'], /"use" needs two entries in JWT_PRIVATE_KEY, which has 1/],
    [['rotate', 'APP_SECRET'], /^Usage: /],
    [['add', 'OTHER'], /^Usage: /],
    [['add', 'APP_SECRET', '--force'], /'--force'[^]*Usage: /],
  ])('refuses %j and changes nothing', (args, reason) => {
    const before = text();
    const { status, stdout, stderr } = keys(args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(reason);
    expect(text()).toBe(before);
  });

  it('says where it looked if the variable is nowhere', () => {
    writeFileSync(join(folder, '.env'), '');
    expect(keys(['add', 'APP_SECRET']).stderr).toMatch(
      /neither in the environment nor in \.env of this folder/,
    );
  });
});
