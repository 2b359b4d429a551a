import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { ERROR_CODES } from '@app/contract';
import { until } from '@app/testing';
import { openBrowser } from './browser';
import { DocumentSite, ROOT } from './document-site';

let site: DocumentSite;
let browser: Browser;

beforeAll(async () => {
  [site, browser] = await Promise.all([DocumentSite.start(), openBrowser()]);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await site?.stop();
});

const BUILT = join(ROOT, 'dist', 'docs');

const builtPages = (): { path: string; html: string }[] =>
  readdirSync(BUILT, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.html'))
    .map((file) => ({ path: `/${file}`, html: readFileSync(join(BUILT, file), 'utf8') }));

/** Errors of a page, violations of the content security policy among them. */
function errorsOf(context: BrowserContext): string[] {
  const errors: string[] = [];
  context.on('weberror', (error) => errors.push(error.error().message));
  context.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  return errors;
}

/** Opens a page and waits for its script, which names the switch of the colours when it has taken the page over. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(`${site.url}${path}`);
  await page.locator('.VPSwitchAppearance[title]:not([title=""])').first().waitFor({ state: 'attached' });
}

const headingOf = (page: Page) => page.locator('h1').first().textContent();

describe('the site of documents', () => {
  it('is at the root of npm start, in English and in Russian', async () => {
    const page = await browser.newPage();
    await open(page, '/');
    await expect(headingOf(page)).resolves.toMatch(/Shop owners sign in/);
    await page.goto(`${site.url}/ru`);
    expect(page.url()).toBe(`${site.url}/ru/`);
    await expect(headingOf(page)).resolves.toMatch(/Владельцы магазинов входят/);
    await page.close();
  });

  it('switches from a page to the same page in the other language', async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await open(page, '/keys');
    await page.locator('.VPNavBarTranslations').hover();
    await page.locator('.VPNavBarTranslations').getByText('Русский').click();
    await page.locator('h1', { hasText: 'Смена ключей' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/ru/keys');
    await until(async () => (await page.locator('html').getAttribute('lang')) === 'ru');
    await page.close();
  });

  it('leads from a Russian address without a page to the English page', async () => {
    const page = await browser.newPage();
    await open(page, '/ru/architecture');
    await page.getByText('Открыть по-английски').click();
    await page.locator('h1', { hasText: 'Architecture' }).waitFor();
    await page.close();
  });

  it.each([
    ['/start', 'too_many_requests', '/reference/errors#too_many_requests'],
    ['/ru/start', 'вебхук', '/ru/'],
  ])('finds by the search of %s what was typed: %s', async (path, typed, found) => {
    const page = await browser.newPage();
    await open(page, path);
    await page.locator('.DocSearch-Button').click();
    await page.locator('#localsearch-input').fill(typed);
    await until(async () => (await page.evaluate<string[]>(RESULTS)).some((link) => link.includes(found)), {
      what: `a result at ${found}`,
    });
    await page.close();
  });

  it('opens a deep link at its heading', async () => {
    const page = await browser.newPage();
    await open(page, '/deploy/#restoring-a-backup');
    await until(() => page.evaluate(IS_IN_UPPER_HALF), { what: 'the scroll' });
    await page.close();
  });

  it('answers an unknown page with a page, and an unknown route of the API with a problem', async () => {
    const page = await browser.newPage();
    const answer = await page.goto(`${site.url}/nowhere`);
    expect(answer!.status()).toBe(404);
    await page.getByText('There is no such page').waitFor();
    await page.close();
    for (const path of [
      '/nowhere',
      '/api/nowhere',
      '/..%2fpackage.json',
      '/%2e%2e/package.json',
      '/%E0%A4%A',
    ]) {
      const problem = await fetch(`${site.url}${path}`);
      expect([path, problem.status]).toEqual([path, 404]);
      await expect(problem.json()).resolves.toMatchObject({ code: 'route_not_found' });
    }
  });

  it('runs under a content security policy without inline scripts, draws its diagrams, and the sign-in page keeps its own', async () => {
    const context = await browser.newContext();
    const errors = errorsOf(context);
    const page = await context.newPage();
    for (const path of ['/', '/ru/', '/start', '/reference/sign-in', '/bot', '/architecture'])
      await open(page, path);
    // The page of the architecture has diagrams. They are drawings and no samples.
    await page.locator('.diagram svg text', { hasText: 'bot-worker' }).waitFor();
    await page.locator('.diagram svg text', { hasText: 'exhausted' }).first().waitFor();
    expect(await page.locator('.language-mermaid').count()).toBe(0);
    await page.locator('.VPSwitchAppearance').first().click();
    await page.locator('html.dark').waitFor();
    expect(errors).toEqual([]);
    await context.close();
    const policies = await Promise.all(['/start', '/login'].map(policyOf));
    expect(policies[0]).toContain("script-src 'self';");
    expect(policies[0]).not.toContain("style-src 'self' 'unsafe-inline'");
    expect(policies[1]).not.toContain('unsafe-inline');
  });

  it('describes each route and each error of the API in both languages', async () => {
    const document = (await (await fetch(`${site.url}/openapi.json`)).json()) as Document;
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    for (const folder of ['reference', 'ru/reference']) {
      const pages = builtPages().filter(({ path }) => path.startsWith(`/${folder}/`));
      const headings = pages.flatMap(({ html }) =>
        [...html.matchAll(/<h2 id="[^"]+"[^>]*>([^<]+)/g)].map(([, text]) => text!.trim()),
      );
      expect(headings.filter((heading) => routes.includes(heading)).sort()).toEqual(routes.sort());
      expect(ERROR_CODES.filter((code) => !headings.includes(code))).toEqual([]);
    }
  });

  it('has no link to a heading that does not exist', () => {
    const pages = builtPages();
    const ids = new Map(pages.map(({ path, html }) => [addressOf(path), idsOf(html)]));
    const dead = pages.flatMap(({ path, html }) =>
      linksWithHash(html, addressOf(path))
        .filter(({ page, id }) => ids.has(page) && !ids.get(page)!.has(id))
        .map((link) => ({ from: path, ...link })),
    );
    expect(dead).toEqual([]);
  });

  it('shows of each sample the part that its page names', () => {
    const whole = builtPages().filter(({ html }) =>
      /(#|\/\/|&lt;!--) ?#?(end)?region \w|@include/.test(html),
    );
    expect(whole.map(({ path }) => path)).toEqual([]);
  });

  it('has no page that is wider than a phone of 360 pixels', async () => {
    const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
    for (const path of [
      '/',
      '/ru/',
      '/start',
      '/ru/deploy/',
      '/reference/sign-in',
      '/tenancy',
      '/bot',
      '/architecture',
    ]) {
      await open(page, path);
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect([path, width]).toEqual([path, 360]);
    }
    await page.close();
  });

  it.each(['light', 'dark'] as const)(
    'has no accessibility fault of weight in the %s theme',
    async (colorScheme) => {
      const context = await browser.newContext({ colorScheme });
      const page = await context.newPage();
      for (const path of [
        '/',
        '/start',
        '/ru/front-end/http',
        '/protection',
        '/reference/sign-in',
        '/architecture',
      ]) {
        await open(page, path);
        await page.evaluate(AXE);
        expect([path, await page.evaluate(RUN_AXE)]).toEqual([path, []]);
      }
      await context.close();
    },
  );
});

interface Document {
  readonly paths: Readonly<Record<string, object>>;
}

const policyOf = async (path: string): Promise<string> =>
  (await fetch(`${site.url}${path}`)).headers.get('content-security-policy')!;

const RESULTS = `[...document.querySelectorAll('.VPLocalSearchBox .result')].map((result) => result.getAttribute('href'))`;

const IS_IN_UPPER_HALF = `(({ top }) => top >= 0 && top < innerHeight / 2)(
  document.querySelector('#restoring-a-backup').getBoundingClientRect())`;

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** @returns what is wrong, and where */
const RUN_AXE = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')))`;

/** The address of a page without its ending. */
const addressOf = (path: string): string => path.replace(/(index)?\.html$/, '');

const idsOf = (html: string): Set<string> =>
  new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!));

const linksWithHash = (html: string, base: string): { page: string; id: string }[] =>
  [...html.matchAll(/<a [^>]*href="([^"]*#[^"]+)"/g)]
    .map(([, href]) => new URL(href!.replaceAll('&amp;', '&'), `http://site${base}`))
    .filter(({ host }) => host === 'site')
    .map(({ pathname, hash }) => ({ page: pathname, id: decodeURIComponent(hash.slice(1)) }));
