import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { freePort, StartedProduct, until } from '@app/testing';
import { openBrowser } from './browser';

const ROOT = join(__dirname, '..');
const MOST_LINES = 12;
/** The dev server of Vite, which the last command of a chapter starts. */
const DEV = 'npm run dev';

/** The chapter of README.md that this test follows. */
const PAGE = readFileSync(join(ROOT, 'README.md'), 'utf8')
  .split(/^## /m)
  .find((chapter) => chapter.startsWith('Put it into your app'))!;

/** The code blocks of a language, in order. */
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, code]) => code!);

const section = (title: string): string => PAGE.split(/^### /m).find((text) => text.startsWith(title))!;

/** The README names the usual ports. Here others may use them. */
interface Ports {
  readonly page: number;
  readonly api: string;
}
const withPorts = (text: string, { page, api }: Ports): string =>
  text
    .replaceAll('http://localhost:5173', `http://localhost:${page}`)
    .replaceAll('http://localhost:3000', api);

// eslint-disable-next-line no-restricted-properties -- npm needs the home of the person who runs it
const { HOME = '/tmp', PATH = '/usr/local/bin:/usr/bin:/bin' } = process.env;
const env = {
  HOME,
  PATH,
  OTPRAVKA: ROOT,
  // A person presses Enter where npm asks whether it may download create-vite.
  npm_config_yes: 'true',
  npm_config_prefer_offline: 'true',
  npm_config_update_notifier: 'false',
};

/** Runs lines of the README in a shell, and prints how long they took. */
async function run(lines: string, folder: string): Promise<void> {
  const startedAt = performance.now();
  const shell = spawn('bash', ['-euc', lines], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  for (const stream of [shell.stdout, shell.stderr])
    stream.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  const code = await new Promise((resolve) => shell.once('close', resolve));
  if (code !== 0) throw new Error(`${lines} failed:\n${output.join('')}`);
  printTime(lines.trim().replaceAll('\n', ' && '), startedAt);
}

const printTime = (step: string, startedAt: number): void =>
  void process.stdout.write(
    `${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${step}\n`,
  );

/** The two people of the chat page. The second one signs in with what the README calls any page. */
const AIGUL = { typed: '+7 701 234 56 78', phone: '+77012345678' };
const TIMUR = { typed: '+998 90 123 45 67', phone: '+998901234567' };

let product: StartedProduct;
let browser: Browser;
let folder: string;
let ports: Ports;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'otpravka-your-projects-'));
  const page = await freePort();
  const [start = '', pack = ''] = blocks(PAGE.split('### ')[0]!, 'sh');
  const startedAt = performance.now();
  const checkout = join(folder, 'otpravka');
  await mkdir(checkout);
  [product, browser] = await Promise.all([
    StartedProduct.startByCommand(withPorts(start.trim(), { page, api: '' }), checkout, env),
    openBrowser(),
  ]);
  printTime(start.trim(), startedAt);
  ports = { page, api: new URL(product.loginPage).origin };
  await run(`${pack}\ntest "$OTPRAVKA" = '${ROOT}'`, ROOT);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await product?.stop('SIGTERM');
  await rm(folder, { recursive: true, force: true });
});

/** Follows the commands of a section, writes its file, and starts its dev server. */
async function follow(title: string, file: string, language: string): Promise<ChildProcess> {
  const [commands = ''] = blocks(section(title), 'sh');
  const [code = ''] = blocks(section(title), language);
  const lines = code.split('\n').filter((line) => line.trim() !== '');
  process.stdout.write(`\n${title}: ${lines.length} lines of own code\n`);
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.length).toBeLessThanOrEqual(MOST_LINES);

  const [, project = ''] = /^cd (\S+)$/m.exec(commands)!;
  expect(commands.trim().endsWith(DEV)).toBe(true);
  await run(commands.replace(DEV, '').trim(), folder);
  await writeFile(join(folder, project, file), withPorts(code, ports));
  const server = spawn(
    'npm',
    [...DEV.split(' ').slice(1), '--', '--port', String(ports.page), '--strictPort'],
    {
      cwd: join(folder, project),
      env,
      stdio: 'ignore',
      // npm passes no signal on, so the whole group is stopped.
      detached: true,
    },
  );
  await until(() => fetch(`http://localhost:${ports.page}`), { what: 'the dev server', everyMs: 100 });
  return server;
}

const stop = (server: ChildProcess): Promise<unknown> => {
  const ended = new Promise((resolve) => server.once('close', resolve));
  process.kill(-server.pid!, 'SIGTERM');
  return ended;
};

/** Signs in for the first time, as the chapter "Try it" says: open the chat, press «НАЧАТЬ», share the phone number, type the code. */
async function signIn(page: Page, { typed, phone }: typeof AIGUL): Promise<void> {
  const startedAt = performance.now();
  await page.goto(`http://localhost:${ports.page}`);
  await page.locator('otp-login #phone').fill(typed);
  await page.locator('otp-login #request').click();
  const opening = page.context().waitForEvent('page');
  await page.locator('otp-login #telegram-link').click();
  const chat = await opening;
  await chat.locator('#start').click();
  await chat.locator('#keyboard button').first().click();
  const code = chat.locator('.message.of-bot code').last();
  await code.waitFor();
  await page.locator('otp-login #code').fill((await code.textContent())!);
  await page.getByText(phone).waitFor();
  printTime('the page is opened and the owner signs in', startedAt);
}

describe('the chapter "Put it into your app" of the README', () => {
  it('leads from an empty folder to a shop that is signed in with React', async () => {
    const server = await follow('React', join('src', 'App.tsx'), 'tsx');
    try {
      const page = await browser.newPage();
      await signIn(page, AIGUL);
      await page.reload();
      await page.getByRole('button', { name: `${AIGUL.phone}: sign out` }).click();
      await page.locator('otp-login #phone').waitFor();
      await run('npm run build', join(folder, 'shop'));
    } finally {
      await stop(server);
    }
  }, 300_000);

  it('leads from an empty folder to a shop that is signed in on any page', async () => {
    const server = await follow('Any page', 'index.html', 'html');
    try {
      await signIn(await browser.newPage(), TIMUR);
    } finally {
      await stop(server);
    }
  }, 300_000);

  it('installs the packages of this version', async () => {
    for (const name of ['client', 'element', 'react']) {
      const { version } = JSON.parse(await readFile(join(ROOT, 'libs', name, 'package.json'), 'utf8')) as {
        version: string;
      };
      expect(section('React')).toContain(`-${version}.tgz`);
    }
  });

  it('shows a form of your own whose code type-checks', async () => {
    const [code = ''] = blocks(section('Your own form'), 'ts');
    const given = 'declare const phone: string;\ndeclare const code: string;\n';
    await writeFile(join(folder, 'shop', 'src', 'form.ts'), `${given}${code}\nexport { products, shop };\n`);
    await run('npx tsc --noEmit -p tsconfig.app.json', join(folder, 'shop'));
  }, 120_000);
});
