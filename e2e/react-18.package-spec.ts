import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { freePort, newOwner, Product, receiveCode, until } from '@app/testing';
import { openBrowser } from './browser';

const ROOT = join(__dirname, '..');
const BIN = join(ROOT, 'node_modules', '.bin');

/** The oldest React that `@otpravka/react` supports, with its types. */
const REACT = ['react@18', 'react-dom@18', '@types/react@18', '@types/react-dom@18'];

const app = (api: string) => `
import { StrictMode, version } from 'react';
import { createRoot } from 'react-dom/client';
import { OtpravkaProvider, SignedIn, SignedOut, SignIn, useSession } from '@otpravka/react';

function Status() {
  const { status } = useSession();
  return <p>React {version}: {status}</p>;
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <OtpravkaProvider api="${api}" language="en">
      <Status />
      <SignIn country="KZ" style={{ '--otp-accent': 'teal' }} onSignedIn={({ isNewShop }) => (document.title = 'new: ' + isNewShop)} />
      <SignedIn>
        {({ shop, signOut }) => <button onClick={() => signOut()}>Sign out {shop.phone}</button>}
      </SignedIn>
      <SignedOut>Nobody is signed in.</SignedOut>
    </OtpravkaProvider>
  </StrictMode>,
);
`;

const COMPILER_OPTIONS = {
  target: 'ES2022',
  module: 'ESNext',
  moduleResolution: 'bundler',
  lib: ['ES2022', 'DOM', 'DOM.Iterable'],
  types: [],
  jsx: 'react-jsx',
  strict: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
  noEmit: true,
};

let product: Product;
let browser: Browser;
let folder: string;
let origin: string;
let server: ChildProcess;

function run(program: string, args: readonly string[], cwd = folder): void {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${stdout}${stderr}`);
}

/** An empty project gets React 18 and the packed packages, as a team installs them. */
beforeAll(async () => {
  const port = await freePort();
  origin = `http://localhost:${port}`;
  [product, browser] = await Promise.all([Product.start({ env: { CORS_ORIGINS: origin } }), openBrowser()]);
  folder = mkdtempSync(join(tmpdir(), 'otpravka-react-18-'));
  const pack = ['pack', '--silent', '--pack-destination', folder];
  run('npm', [...pack, ...['client', 'element', 'react'].flatMap((name) => ['-w', `libs/${name}`])], ROOT);
  const archives = readdirSync(folder).map((name) => `./${name}`);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...archives, ...REACT]);
  writeFileSync(join(folder, 'app.tsx'), app(product.api.url));
  writeFileSync(
    join(folder, 'index.html'),
    '<link rel="icon" href="data:," /><div id="root"></div><script type="module" src="/app.tsx"></script>',
  );
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['app.tsx'] }),
  );
  run(join(BIN, 'vite'), ['build', '--logLevel', 'error']);
  server = spawn(
    process.execPath,
    [join(BIN, 'vite'), 'preview', '--host', 'localhost', '--port', String(port), '--strictPort'],
    { cwd: folder, stdio: 'ignore' },
  );
  await until(() => fetch(origin), { what: 'the page', everyMs: 100 });
}, 240_000);

afterAll(async () => {
  server?.kill();
  await browser?.close();
  await product?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('@otpravka/react in a project with React 18', () => {
  it('type-checks', () => {
    run(process.execPath, [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')]);
  });

  it('signs in, stays signed in after a reload, and signs out', async () => {
    const context = await browser.newContext({ locale: 'en-GB' });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.goto(origin);
    await page.getByText(/^React 18\.\d+\.\d+: signed-out$/).waitFor();
    await page.getByText('Nobody is signed in.').waitFor();
    const owner = await newOwner(product);
    await page.locator('otp-login #phone').fill(owner.phone);
    await page.locator('otp-login #request').click();
    await page.locator('otp-login #code').fill(await receiveCode(owner));
    await page.getByRole('button', { name: `Sign out ${owner.phone}` }).waitFor();
    expect(await page.title()).toBe('new: true');
    await page.reload();
    await page.getByRole('button', { name: `Sign out ${owner.phone}` }).click();
    await page.getByText(/: signed-out$/).waitFor();
    await page.locator('otp-login #phone').waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });
});
