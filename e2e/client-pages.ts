import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { SimulatedPerson } from '@app/simulator';
import { newOwner, Product, type ProductOptions, receiveCode } from '@app/testing';
import { openBrowser } from './browser';

const CLIENT = join(__dirname, '..', 'libs', 'client', 'dist');

/** A page of a team, with the built client and nothing else. */
const PAGE = `<!doctype html><title>A team</title><script type="module">
  import * as client from '/client/index.js';
  Object.assign(globalThis, client);
</script>`;

/** A script that removes a member of a global object, as in a browser that lacks it. */
export const without = (owner: string, name: string) => `{
  for (let at = ${owner}; at; at = Object.getPrototypeOf(at)) delete at['${name}'];
  if ('${name}' in ${owner}) throw new Error('It is still there');
}`;

/** A script that sets the clock forward by an hour, as after the sleep of a laptop: every access token has expired then. */
export const SLEEP = `{ const now = Date.now; Date.now = () => now() + 3600e3; }`;

/** An expression for the phone of the shop that is signed in, as the API answers it. */
export const PHONE = 'client.shop.get().then(({ phone }) => phone)';

/** Serves a page of a team on an origin of its own, as a team's front end has one. */
async function startSite(): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (!path.startsWith('/client/'))
      return response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
    const file = readFileSync(join(CLIENT, path.slice('/client/'.length)));
    return response.writeHead(200, { 'content-type': 'text/javascript' }).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return { server, origin: `http://localhost:${(server.address() as AddressInfo).port}` };
}

/** A tab of the team's site. What runs in it is written as text, because it sees the variables of the page. */
export class ClientTab {
  constructor(readonly page: Page) {}

  /** Evaluates an expression in the page; `client` is its client. */
  run<Result>(expression: string): Promise<Result> {
    return this.page.evaluate<Result>(expression);
  }

  /** Makes the client of the tab, and records what it reports. @param more members of its options, as text */
  async createClient(options: object, more = ''): Promise<void> {
    await this.page.waitForFunction('globalThis.createClient !== undefined');
    await this.run(`{
      globalThis.client = createClient({ ...${JSON.stringify(options)}, ${more} });
      globalThis.changes = [];
      client.onChange((session, error) => changes.push(session?.shop.phone ?? error?.code ?? 'signed out'));
    }`);
  }

  async signIn(owner: SimulatedPerson): Promise<void> {
    const before = owner.messages.at(-1)?.messageId;
    await this.run(
      `client.requestCode({ phone: '${owner.phone}' }).then((challenge) => void (globalThis.challenge = challenge))`,
    );
    const code = await receiveCode(owner, before);
    await this.run(`client.verify({ challengeId: challenge.challengeId, code: '${code}' })`);
  }

  /** The code of the error that the expression rejects with. */
  errorOf(expression: string): Promise<string> {
    return this.run(`(${expression}).then(() => 'no error', (error) => error.code ?? String(error))`);
  }

  waitFor(expression: string): Promise<unknown> {
    return this.page.waitForFunction(expression);
  }
}

/** Starts a product, a browser and the site of a team before the tests of a file, and stops them after the tests. */
export function useClientPages(options: ProductOptions = {}) {
  let product: Product;
  let browser: Browser;
  let site: Awaited<ReturnType<typeof startSite>>;
  beforeAll(async () => {
    site = await startSite();
    const env = { CORS_ORIGINS: site.origin, ...options.env };
    [product, browser] = await Promise.all([Product.start({ ...options, env }), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
    site?.server.closeAllConnections();
    site?.server.close();
  });
  return {
    get product() {
      return product;
    },
    get origin() {
      return site.origin;
    },
    /** On the same site as the page, so that the browser sends the cookie. */
    get api() {
      return product.api.url.replace(/127\.0\.0\.1|\[::1\]/, 'localhost');
    },
    /** @param script runs in each page before the page's own */
    async openProfile(script = '', options: BrowserContextOptions = {}): Promise<BrowserContext> {
      const context = await browser.newContext({ locale: 'ru-RU', ...options });
      await context.addInitScript(script);
      return context;
    },
    async openTab(context: BrowserContext): Promise<ClientTab> {
      const page = await context.newPage();
      await page.goto(site.origin);
      return new ClientTab(page);
    },
    /** Opens a tab in which a new owner is signed in and the access token has expired. */
    async openTabAfterSleep(context: BrowserContext): Promise<{ tab: ClientTab; owner: SimulatedPerson }> {
      const owner = await newOwner(product);
      const tab = await this.openTab(context);
      await tab.createClient({ api: this.api });
      await tab.signIn(owner);
      await tab.run(SLEEP);
      return { tab, owner };
    },
  };
}

/** Counts the requests of a browser profile to a route of the API. */
export function countRequests(context: BrowserContext, route: string): { readonly count: number } {
  const counter = { count: 0 };
  context.on('request', (request) => {
    if (request.method() !== 'OPTIONS' && new URL(request.url()).pathname === route) counter.count++;
  });
  return counter;
}
