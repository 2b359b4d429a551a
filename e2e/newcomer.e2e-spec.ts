import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { RequestOtpAnswer, VerifyOtpAnswer } from '@app/contract';
import { freePort, StartedProduct, until } from '@app/testing';
import { openBrowser } from './browser';

let folder: string;
let product: StartedProduct;
let browser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'otpravka-newcomer-'));
  [product, browser] = await Promise.all([StartedProduct.start(folder), openBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

const errorsOf = (context: BrowserContext): string[] => {
  const errors: string[] = [];
  context.on('weberror', (error) => errors.push(error.error().message));
  context.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  return errors;
};

async function requestCode(page: Page, phone: string, loginPage = product.loginPage): Promise<Page> {
  await page.goto(loginPage);
  await page.locator('#phone').fill(phone);
  await page.locator('#request').click();
  // A link to t.me would lead to somebody else's bot.
  await page
    .locator('#telegram-link')
    .getByText(/симулятора|simulator/)
    .waitFor();
  const opening = page.context().waitForEvent('page');
  await page.locator('#telegram-link').click();
  return opening;
}

/** A PATH with every program of the system except Redis and Valkey. */
async function pathWithoutRedis(folder: string): Promise<string> {
  await mkdir(folder);
  const programs = (await readdir('/usr/bin')).filter((name) => !/redis|valkey/.test(name));
  await Promise.all(programs.map((name) => symlink(join('/usr/bin', name), join(folder, name))));
  return folder;
}

const codeIn = async (chat: Page): Promise<string> => {
  const code = chat.locator('.message.of-bot code').last();
  await code.waitFor();
  return (await code.textContent())!;
};

describe('a newcomer in a browser', () => {
  it('reads at the first start that the product is ready', () => {
    expect(product.output).toContain('Otpravka is ready.');
    product.printReadiness('First start');
  });

  it('asks for a code, shares the contact in the chat, types the code and sees the shop', async () => {
    const context = await browser.newContext({ locale: 'ru-RU' });
    const errors = errorsOf(context);
    const page = await context.newPage();

    const chat = await requestCode(page, '8 701 234 56 78');
    await chat.locator('#start').click();
    await chat.locator('#keyboard').getByText('Поделиться номером').click();
    const code = await codeIn(chat);
    await page.locator('#code').fill(code);

    await page.getByRole('textbox', { name: 'Как называется ваш магазин?' }).fill('Лавка');
    await page.getByRole('button', { name: 'Сохранить' }).click();
    await page.locator('#currency').getByText('тенге (KZT)').waitFor();
    await page.locator('#timezone').getByText('Алматы, UTC+5').waitFor();
    await chat.locator('#messages').getByText('Вход выполнен, код').waitFor();
    await expect(chat.content()).resolves.not.toContain(code);

    await page.reload();
    await page.locator('#shop-name').getByText('Лавка').waitFor();
    await page.locator('#sign-out').click();
    await page.locator('otp-login #phone').waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });

  it('opens the chat by the link that the API gives to a front end of their own, and signs in there', async () => {
    const post = async <Body>(route: string, body: object): Promise<Body> => {
      const answer = await fetch(new URL(`/api/auth/${route}`, product.loginPage), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      return (await answer.json()) as Body;
    };
    const { challengeId, telegram } = await post<RequestOtpAnswer>('request-otp', {
      phone: '+998 90 123 45 67',
    });
    expect(new URL(telegram.link).origin).toBe(new URL(product.chatPage).origin);

    const context = await browser.newContext({ locale: 'en-GB' });
    const chat = await context.newPage();
    await chat.goto(telegram.link);
    await chat.locator('#whoami').getByText('Timur').waitFor();
    await chat.locator('#start').click();
    await chat.locator('#keyboard button').first().click();
    const verified = await post<VerifyOtpAnswer>('verify-otp', { challengeId, code: await codeIn(chat) });
    expect(verified.shop.currency).toBe('UZS');
    await context.close();
  });

  it('reads in the terminal that the API does not know the origin of their page', async () => {
    const origin = 'http://localhost:5174';
    await fetch(new URL('/api/auth/request-otp', product.loginPage), {
      method: 'OPTIONS',
      headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
    });
    await until(() => product.output.includes(`${origin} is not in CORS_ORIGINS`));
  });

  it('reads at a second start in the same folder what already runs there', async () => {
    const checkout = await mkdtemp(join(tmpdir(), 'otpravka-checkout-'));
    const [second, byScript] = await Promise.all([
      StartedProduct.refused(folder),
      StartedProduct.refusedByScript(folder, checkout),
    ]);
    expect(second.exitCode).not.toBe(0);
    expect(second.output).toMatch(
      new RegExp(
        `^Otpravka already runs in this folder \\(process \\d+\\): sign in at ${product.loginPage}, ` +
          `chat at ${product.chatPage}, API at http://localhost:\\d+/docs\\. Ctrl-C in its terminal stops it, or kill \\d+\\.\\n$`,
      ),
    );
    // The script refuses before it installs or builds anything that the running product uses.
    expect(byScript).toEqual(second);
    await rm(checkout, { recursive: true, force: true });
    await expect(fetch(product.loginPage)).resolves.toMatchObject({ status: 200 });
  });

  it('reads which variable sets a port that is taken', async () => {
    const other = await mkdtemp(join(tmpdir(), 'otpravka-other-'));
    for (const [variable, page] of [
      ['PORT', product.loginPage],
      ['CHAT_PORT', product.chatPage],
    ] as const) {
      const { port } = new URL(page);
      const { exitCode, output } = await StartedProduct.refused(other, { [variable]: port });
      expect({ exitCode, output }).toEqual({
        exitCode: 1,
        output: `Port ${port} is taken by another program: stop that program, or set ${variable} to another port.\n`,
      });
    }
    const { output } = await StartedProduct.refused(other, { CHAT_PORT: 'chat' });
    expect(output).toMatch(/CHAT_PORT is not usable: expected an integer from 0 to 65535/);
    await rm(other, { recursive: true, force: true });
  });

  it('gets a code at the next start without sharing the contact again', async () => {
    expect(await product.stop('SIGINT')).toBe(0);
    product = await StartedProduct.startByScript(folder);
    product.printReadiness('Next start');
    const context = await browser.newContext({ locale: 'ru-RU', viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    await page.goto(product.loginPage);
    await page.locator('#phone').fill('+7 701 234-56-78');
    await page.locator('#request').click();
    await page.locator('#code').waitFor();
    const chat = await context.newPage();
    await chat.goto(product.chatPage);
    await page.locator('#code').fill(await codeIn(chat));
    await page.locator('#shop-name').getByText('Лавка').waitFor();
    await context.close();
  });

  it('signs in over a Redis in memory on a machine without Redis', async () => {
    const bare = await mkdtemp(join(tmpdir(), 'otpravka-bare-'));
    await chmod(bare, 0o755);
    // This file is left over from a killed product, whose pid now belongs to another program.
    await mkdir(join(bare, '.data'));
    await writeFile(join(bare, '.data', 'running.json'), JSON.stringify({ pid: process.pid }));
    // The last start found these ports free. An empty variable counts as absent.
    const [apiPort, chatPort] = [await freePort(), await freePort()];
    await writeFile(join(bare, '.data', 'ports.json'), JSON.stringify({ apiPort, chatPort }));
    const inMemory = await StartedProduct.start(bare, {
      PATH: await pathWithoutRedis(join(bare, 'bin')),
      PORT: '',
      CHAT_PORT: '',
    });
    try {
      const pages = [inMemory.loginPage, inMemory.chatPage];
      expect(pages.map((page) => Number(new URL(page).port))).toEqual([apiPort, chatPort]);
      expect(inMemory.output).toMatch(/Redis +in memory/);
      const context = await browser.newContext({ locale: 'en-GB' });
      const page = await context.newPage();
      const chat = await requestCode(page, '+998 90 123 45 67', inMemory.loginPage);
      // The link contains the typed number.
      await chat.locator('#whoami').getByText('Timur').waitFor();
      await chat.locator('#start').click();
      await page.locator('#progress').getByText('The bot is open').waitFor();
      await chat.locator('#keyboard').getByText('Share my number').click();
      await page.locator('#progress').getByText('Code sent').waitFor();
      await page.locator('#code').fill(await codeIn(chat));
      await page.getByRole('textbox', { name: 'What is your shop called?' }).waitFor();
      await context.close();
      expect(await inMemory.stop('SIGTERM')).toBe(0);
    } finally {
      await inMemory.stop('SIGKILL');
      await rm(bare, { recursive: true, force: true });
    }
  });
});
