import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { codeOf, type SimulatedPerson } from '@app/simulator';
import { freePort, newOwner, Product, receiveCode, receiveCodeOf, until } from '@app/testing';
import { openBrowser } from './browser';
import { StartedExample } from './started-example';

let product: Product;
let example: StartedExample;

beforeAll(async () => {
  const port = await freePort();
  product = await Product.start({ env: { CORS_ORIGINS: `http://localhost:${port}` } });
  example = await StartedExample.start('next', {
    env: { OTPRAVKA_API: product.api.url, PORT: String(port) },
    timeoutMs: 240_000,
  });
}, 300_000);

afterAll(async () => {
  example?.stop();
  await product?.stop();
});

/** A browser without scripts: it keeps cookies, follows no redirect, and sends forms. */
class PlainBrowser {
  readonly cookies = new Map<string, string>();
  /** The cookies as they were set, with their attributes. */
  readonly setCookies: string[] = [];

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const answer = await fetch(`${example.url}${path}`, {
      ...init,
      redirect: 'manual',
      headers: {
        Origin: example.url,
        Cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...init.headers,
      },
    });
    for (const cookie of answer.headers.getSetCookie()) this.keep(cookie);
    return answer;
  }

  async post<Body>(path: string, body: object): Promise<Body> {
    const answer = await this.fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as Body;
  }

  /** Presses a button of the page as a browser does whose scripts have not loaded yet. */
  async press(
    path: string,
    button: string,
    fields: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const html = await (await this.fetch(path)).text();
    const form = html.split('<form').find((part) => part.includes(`<button>${button}</button>`));
    const body = new FormData();
    for (const [input] of (form ?? '').matchAll(/<input type="hidden"[^>]*>/g))
      body.set(/name="([^"]*)"/.exec(input)![1]!, /value="([^"]*)"/.exec(input)?.[1] ?? '');
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return this.fetch(path, { method: 'POST', body });
  }

  private keep(cookie: string): void {
    this.setCookies.push(cookie);
    const [, name, value, attributes] = /^([^=]+)=([^;]*)(.*)$/.exec(cookie)!;
    if (/max-age=0|expires=thu, 01 jan 1970/i.test(attributes!)) this.cookies.delete(name!);
    else this.cookies.set(name!, value!);
  }
}

/** Signs in as the sign-in page does, at the address of the app. @returns the id of the shop */
async function signIn(browser: PlainBrowser, owner: SimulatedPerson): Promise<string> {
  const { challengeId } = await browser.post<{ challengeId: string }>('/api/auth/request-otp', {
    phone: owner.phone,
  });
  const code = codeOf(await receiveCodeOf(owner, challengeId));
  const verified = await browser.post<{ shop: { id: string } }>('/api/auth/verify-otp?transport=cookie', {
    challengeId,
    code,
  });
  expect(verified).not.toHaveProperty('refreshToken');
  return verified.shop.id;
}

const ordersPage = async (browser: PlainBrowser): Promise<string> => {
  const answer = await browser.fetch('/orders');
  expect(answer.status).toBe(200);
  return answer.text();
};

const expectSignIn = async (browser: PlainBrowser): Promise<void> => {
  const answer = await browser.fetch('/orders');
  expect([answer.status, answer.headers.get('location')]).toEqual([307, '/login?return_to=%2Forders']);
};

describe('examples/next', () => {
  it('leads a stranger to the sign-in page, which is at the address of the app', async () => {
    const browser = new PlainBrowser();
    await expectSignIn(browser);
    const page = await browser.fetch('/login?return_to=%2Forders');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<title>');
  });

  it('signs a person in at the sign-in page, and leads back to the orders', async () => {
    const owner = await newOwner(product);
    const before = owner.messages.at(-1)!.messageId;
    const chromium = await openBrowser();
    try {
      const page = await chromium.newPage({ locale: 'en-GB' });
      await page.goto(`${example.url}/orders`);
      await page.locator('#phone').fill(owner.phone);
      await page.locator('#request').click();
      await page.locator('#code').waitFor();
      await page.locator('#code').fill(await receiveCode(owner, before));
      await page.waitForURL(`${example.url}/orders`);
      await page.locator('input[name=title]').fill('Green tea');
      await page.getByRole('button', { name: 'Add' }).click();
      await page.locator('li', { hasText: 'Green tea' }).waitFor();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.waitForURL(`${example.url}/`);
    } finally {
      await chromium.close();
    }
  });

  it('shows the orders of the shop that has signed in, and keeps both tokens in cookies that no script can read', async () => {
    const browser = new PlainBrowser();
    const shopId = await signIn(browser, await newOwner(product));
    expect(await ordersPage(browser)).toContain(shopId);
    expect([...browser.cookies.keys()].sort()).toEqual(['__Host-otp_access', '__Host-otp_refresh']);
    for (const cookie of browser.setCookies) {
      expect(cookie).toMatch(/; *HttpOnly/i);
      expect(cookie).toMatch(/; *Secure/i);
    }
    await browser.press('/orders', 'Add', { title: 'Green tea' });
    expect(await ordersPage(browser)).toContain('<li>Green tea</li>');
  });

  it('refreshes the session once, and then not until the access token expires', async () => {
    const browser = new PlainBrowser();
    await signIn(browser, await newOwner(product));
    await ordersPage(browser);
    const refreshToken = browser.cookies.get('__Host-otp_refresh');
    await ordersPage(browser);
    expect(browser.cookies.get('__Host-otp_refresh')).toBe(refreshToken);
    browser.cookies.delete('__Host-otp_access');
    await ordersPage(browser);
    expect(browser.cookies.get('__Host-otp_refresh')).not.toBe(refreshToken);
  });

  it('shows another shop at once if another shop signs in', async () => {
    const browser = new PlainBrowser();
    const first = await signIn(browser, await newOwner(product));
    await browser.press('/orders', 'Add', { title: 'Of the first shop' });
    const second = await signIn(browser, await newOwner(product));
    const page = await ordersPage(browser);
    expect([page.includes(second), page.includes(first), page.includes('Of the first shop')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('accepts no access token without its refresh token', async () => {
    const browser = new PlainBrowser();
    await signIn(browser, await newOwner(product));
    await ordersPage(browser);
    browser.cookies.delete('__Host-otp_refresh');
    await expectSignIn(browser);
  });

  it('ends the session at the sign-out', async () => {
    const browser = new PlainBrowser();
    await signIn(browser, await newOwner(product));
    await ordersPage(browser);
    const left = new Map(browser.cookies);
    const answer = await browser.press('/orders', 'Sign out');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
    expect([...browser.cookies]).toEqual([]);
    await expectSignIn(browser);

    const thief = new PlainBrowser();
    thief.cookies.set('__Host-otp_refresh', left.get('__Host-otp_refresh')!);
    await expectSignIn(thief);
  });

  it('type-checks', async () => {
    const folder = join(__dirname, '..', 'examples', 'next');
    const compiler = join(folder, 'node_modules', 'typescript', 'bin', 'tsc');
    const checked = promisify(execFile)(process.execPath, [compiler, '-p', folder, '--incremental', 'false']);
    // A failure rejects with what the compiler has printed.
    expect((await checked).stdout).toBe('');
  });

  it('passes the events of a challenge on as they come', async () => {
    const browser = new PlainBrowser();
    const { challengeId } = await browser.post<{ challengeId: string }>('/api/auth/request-otp', {
      phone: '+77019876543',
    });
    const stopped = new AbortController();
    const stream = await browser.fetch(`/api/auth/challenges/${challengeId}/events`, {
      signal: stopped.signal,
    });
    let events = '';
    const reading = (async () => {
      for await (const chunk of stream.body!) events += Buffer.from(chunk as Uint8Array).toString();
    })().catch(() => undefined);
    await until(() => events.includes('"pending"'));
    stopped.abort();
    await reading;
  });
});
