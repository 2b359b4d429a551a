import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { newOwner, Product, until } from '@app/testing';
import { errorsOf, requestOnPage, shownPhone } from './login-page';
import { openBrowser } from './browser';

/** What the element may weigh, gzipped, phone data included. */
const MOST_BYTES = 60_000;

let host: Server;
let origin: string;
let product: Product;
let browser: Browser;

/** A page of somebody else, with a policy that allows the API's script and nothing inline. */
const policy = (api: string, styles = "'self'") =>
  `default-src 'none'; script-src 'self' ${api}; style-src ${styles}; connect-src ${api}`;

const pageWith = (script: string) => `<!doctype html><html lang="ru"><title>Shop</title>
  <script type="module" src="/host.js"></script>
  <script type="module" ${script} crossorigin="anonymous"></script>
  <main><h1>Shop</h1><otp-login language="ru" country="UZ"></otp-login></main>`;

/** Writes down what the element reports, because the page under test allows no inline script. */
const HOST_SCRIPT = `window.seen = [];
  const login = document.querySelector('otp-login');
  for (const type of ['signed-in', 'error'])
    login.addEventListener(type, ({ detail }) => seen.push([type, detail.code ?? detail.shop.phone, detail.isNewShop]));`;

beforeAll(async () => {
  host = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://host');
    const api = product.api.url;
    const isScript = pathname === '/host.js';
    response.setHeader('Content-Security-Policy', policy(api, searchParams.get('styles') ?? undefined));
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? HOST_SCRIPT : pageWith(`src="${api}/login.js"`));
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  [product, browser] = await Promise.all([Product.start({ env: { CORS_ORIGINS: origin } }), openBrowser()]);
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await product?.stop();
  await new Promise((resolve) => host.close(resolve));
});

async function openHost(script = '', styles = ''): Promise<{ page: Page; errors: string[] }> {
  const page = await (await browser.newContext({ locale: 'ru-RU' })).newPage();
  const errors = errorsOf(page);
  if (script !== '') await page.addInitScript(script);
  await page.goto(`${origin}/${styles}`);
  return { page, errors };
}

const colourOf = (page: Page) =>
  page.evaluate(
    `getComputedStyle(document.querySelector('otp-login').shadowRoot.querySelector('#request')).backgroundColor`,
  );

describe('the sign-in element on a page of another site', () => {
  it('signs in under a strict content security policy, and tells the page who', async () => {
    const owner = await newOwner(product);
    const { page, errors } = await openHost();
    expect(await page.locator('#country').getAttribute('value')).toBe('UZ');
    await page.locator('#code').fill(await requestOnPage(page, owner));
    await until(async () => (await page.evaluate('seen.length')) === 1);
    expect(await page.evaluate('seen')).toEqual([['signed-in', owner.phone, true]]);
    await page.getByRole('heading', { name: 'Вы вошли' }).waitFor();
    expect(await page.evaluate('document.querySelector("otp-login").client.session.current.shop.phone')).toBe(
      owner.phone,
    );
    // The next person at this page does not read the phone.
    await page.evaluate('document.querySelector("otp-login").restart()');
    await page.locator('#phone').waitFor();
    expect(await page.locator('#phone').inputValue()).toBe('');
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('tells the page of a request that fails', async () => {
    const { page } = await openHost();
    await page.locator('#phone').fill('+7 701 12');
    await page.locator('#request').click();
    await page.locator('#phone[aria-invalid=true]').waitFor();
    expect(await page.evaluate('seen')).toEqual([['error', 'phone_invalid', undefined]]);
    await page.context().close();
  });

  it('keeps the session if the page removes it before the code is answered', async () => {
    const owner = await newOwner(product);
    const { page } = await openHost();
    const code = await requestOnPage(page, owner);
    await page.evaluate('window.login = document.querySelector("otp-login"), undefined');
    await page.route('**/verify-otp', async (route) => {
      const response = await route.fetch();
      await page.evaluate('login.remove()');
      await route.fulfill({ response });
    });
    const calls: string[] = [];
    page.on('request', (request) => calls.push(new URL(request.url()).pathname));
    await page.locator('#code').fill(code);
    await until(() => page.evaluate<boolean>('login.client.session.current !== undefined'));
    expect(await page.evaluate<unknown[]>('login.client.sessions.list()')).toHaveLength(1);
    expect(calls).not.toContain('/api/auth/logout');
    await page.context().close();
  });

  const WITHOUT_SHEETS = `delete ShadowRoot.prototype.adoptedStyleSheets; delete Document.prototype.adoptedStyleSheets;
    delete CSSStyleSheet.prototype.replaceSync; delete CSSStyleSheet.prototype.replace;`;

  it('is styled by a sheet of the API where a browser constructs none and the policy allows it', async () => {
    const { page, errors } = await openHost(WITHOUT_SHEETS, `?styles='self' ${product.api.url}`);
    await page.locator('#request').waitFor();
    await until(async () => (await colourOf(page)) === 'rgb(31, 92, 74)');
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('is plain and signs in where such a browser may not load the sheet', async () => {
    const owner = await newOwner(product);
    const { page } = await openHost(WITHOUT_SHEETS);
    await page.locator('#code').fill(await requestOnPage(page, owner));
    await page.getByRole('heading', { name: 'Вы вошли' }).waitFor();
    await page.context().close();
  });

  it('takes the colours and the theme of the page', async () => {
    const { page } = await openHost();
    await page.locator('#request').waitFor();
    await page.emulateMedia({ colorScheme: 'dark' });
    await until(async () => (await colourOf(page)) === 'rgb(131, 203, 176)');
    await page.evaluate(`document.querySelector('otp-login').setAttribute('theme', 'light')`);
    await until(async () => (await colourOf(page)) === 'rgb(31, 92, 74)');
    await page.evaluate(`document.querySelector('main').style.setProperty('--otp-accent', 'rgb(1, 2, 3)')`);
    await until(async () => (await colourOf(page)) === 'rgb(1, 2, 3)');
    await page.context().close();
  });
});

describe('the script of the element', () => {
  const fetchAsset = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${product.api.url}${path}`, { headers: { Origin: 'https://anywhere.example', ...headers } });

  it('weighs at most 60 kB gzipped, phone data included', async () => {
    const script = Buffer.from(await (await fetchAsset('/login.js')).arrayBuffer());
    const { length } = gzipSync(script, { level: 9 });
    process.stdout.write(`\nlogin.js: ${length} bytes gzipped\n`);
    expect(length).toBeLessThanOrEqual(MOST_BYTES);
  });

  it('may be loaded by every page, and is fetched again only after a change', async () => {
    const first = await fetchAsset('/login.js');
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=300',
      'content-type': 'text/javascript; charset=utf-8',
      'cross-origin-resource-policy': 'cross-origin',
    });
    const again = await fetchAsset('/login.js', { 'If-None-Match': first.headers.get('etag')! });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it('has an address that never changes, with the integrity that its manifest names', async () => {
    const manifest = (await (await fetchAsset('/login.json')).json()) as {
      script: string;
      integrity: string;
    };
    const asset = await fetchAsset(manifest.script);
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const digest = createHash('sha384')
      .update(Buffer.from(await asset.arrayBuffer()))
      .digest('base64');
    expect(manifest.integrity).toBe(`sha384-${digest}`);
  });
});

it('the element shows its form at once, also with a processor slowed four times', async () => {
  const page = await browser.newPage();
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const startedAt = Date.now();
  await page.goto(`${product.api.url}/login`);
  await page.locator('#phone').pressSequentially('7');
  process.stdout.write(
    `\nsign-in page, processor slowed four times: usable after ${Date.now() - startedAt} ms\n`,
  );
  expect(await page.locator('#phone').inputValue()).toBe('7');
  await page.close();
});

it('the phone of a former visit has its country at the next one', async () => {
  const owner = product.telegram.person({ firstName: 'Timur', phone: '+998901234599' });
  const context = await browser.newContext({ locale: 'ru-RU', timezoneId: 'Asia/Almaty' });
  const page = await context.newPage();
  await page.goto(`${product.api.url}/login`);
  await page.locator('#phone').fill(owner.phone);
  await page.locator('#request').click();
  await page.locator('#code-phone').getByText(shownPhone(owner.phone)).waitFor();
  const next = await context.newPage();
  await next.goto(`${product.api.url}/login`);
  await next.locator('#country[value=UZ]').waitFor();
  await context.close();
});
