import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { SimulatedPerson } from '@app/simulator';
import { freePort, newOwner, Product, receiveCode } from '@app/testing';
import { openBrowser } from './browser';

const ROOT = join(__dirname, '..');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
};

let product: Product;
let browser: Browser;
let folder: string;
let server: Server;
let origin: string;

const sample = (name: string): string =>
  readFileSync(join(ROOT, 'docs', 'snippets', name), 'utf8').replaceAll(
    'http://localhost:3000',
    product.api.url,
  );

/** The pages have an origin of their own, which the API allows. */
beforeAll(async () => {
  const port = await freePort();
  origin = `http://localhost:${port}`;
  [product, browser] = await Promise.all([Product.start({ env: { CORS_ORIGINS: origin } }), openBrowser()]);
  folder = mkdtempSync(join(ROOT, 'node_modules', '.front-end-samples-'));
  server = createServer(({ url = '/' }, response) => {
    const file = join(folder, 'dist', url);
    if (!existsSync(file)) return response.writeHead(404).end();
    response.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream');
    return response.end(readFileSync(file));
  }).listen(port, 'localhost');
}, 90_000);

afterAll(async () => {
  server?.close();
  await browser?.close();
  await product?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** With a cookie, page and API are on one site. */
const onOneSite = (text: string): string => text.replaceAll('//127.0.0.1', '//localhost');

async function signIn(page: Page, owner: SimulatedPerson): Promise<void> {
  const before = owner.messages.at(-1)?.messageId;
  await page.locator('otp-login #phone').fill(owner.phone);
  await page.locator('otp-login #request').click();
  await page.locator('otp-login #code').fill(await receiveCode(owner, before));
}

/** Builds the page with Vite, as a team does. */
function build(files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const vite = join(ROOT, 'node_modules', '.bin', 'vite');
  const { status, stderr } = spawnSync(vite, ['build', '--logLevel', 'error'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}

describe('a sample of the pages for front ends', () => {
  it('signs in by the tag', async () => {
    build({ 'index.html': sample('tag.html') });
    const page = await browser.newPage();
    await page.goto(`${origin}/index.html`);
    const owner = await newOwner(product);
    await signIn(page, owner);
    await page.locator('#shop', { hasText: owner.phone }).waitFor();
    expect(await page.locator('otp-login:visible').count()).toBe(0);
    await page.close();
  });

  it('signs in and out by React', async () => {
    build({
      'index.html': '<div id="root"></div><script type="module" src="/main.tsx"></script>',
      'main.tsx': `import { createRoot } from 'react-dom/client'; import { App } from './app'; createRoot(document.getElementById('root')).render(<App />);`,
      'app.tsx': sample('react-app.tsx'),
    });
    const page = await browser.newPage();
    await page.goto(`${origin}/index.html`);
    const owner = await newOwner(product);
    await signIn(page, owner);
    await page.getByRole('button', { name: `Sign out ${owner.phone}` }).click();
    await page.locator('otp-login #phone').waitFor();
    await page.close();
  });

  it('signs in by the ready page and comes back', async () => {
    build({
      'index.html': '<script type="module" src="/own-page.ts"></script>',
      'own-page.ts': onOneSite(sample('own-page.ts')),
    });
    const page = await browser.newPage();
    await page.goto(`${origin}/index.html`);
    await page.waitForURL('**/login?**');
    const owner = await newOwner(product);
    await signIn(page, owner);
    await page.waitForURL(`${origin}/index.html`);
    await page.getByText(owner.phone).waitFor();
    await page.close();
  });
});
