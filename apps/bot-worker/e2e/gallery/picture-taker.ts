import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '../../../../e2e/browser';
import type { PagePart, Shown } from './gallery-scene';

const WIDTH = 390;
/** Higher than any conversation of a picture, so that nothing has to be scrolled. */
const HEIGHT = 1900;
const MARGIN = 7;

const PHONE = { width: WIDTH, height: 800 };

/** Debian: fonts-roboto, fonts-noto-color-emoji. */
const FONT = `:root {
  font-family: Roboto, 'Noto Color Emoji', sans-serif;
  --otp-font: 1rem/1.5 Roboto, 'Noto Color Emoji', sans-serif;
}`;

const STYLE = `${FONT}
  .people { display: none !important; }
  body { grid-template: minmax(0, 1fr) / minmax(0, 1fr) !important; }
  .typing { display: none; }`;

const SCREEN = {
  deviceScaleFactor: 1.5,
  locale: 'ru-RU',
  // The page forbids foreign styles.
  bypassCSP: true,
};

/** Where the part of the page begins that the picture shows down to the end of the window. */
const BEGIN: Readonly<Record<PagePart, string>> = {
  keyboard: '.composer',
  menu: '#menu',
  description: '#description',
  reply: '#reply-bar',
};

/** Takes pictures of the chat page, as wide as a phone, and writes them as WebP. */
export class PictureTaker {
  private constructor(
    private readonly browser: Browser,
    private readonly context: BrowserContext,
    private readonly folder: string,
  ) {}

  /** Chromium mixes up pictures of several pages that are taken at once. */
  private last: Promise<unknown> = Promise.resolve();

  static async open(folder: string): Promise<PictureTaker> {
    await mkdir(folder, { recursive: true });
    const browser = await openBrowser();
    const context = await browser.newContext({ ...SCREEN, viewport: { width: WIDTH, height: HEIGHT } });
    return new PictureTaker(browser, context, folder);
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  take(name: string, chatPage: string, shown: Shown): Promise<void> {
    const taken = this.last.then(() => this.takeNow(name, chatPage, shown));
    this.last = taken.catch(() => undefined);
    return taken;
  }

  /** Opens a page on a phone, for a picture of the whole page. */
  async openPage(url: string): Promise<Page> {
    const page = await this.browser.newPage({ ...SCREEN, viewport: PHONE, hasTouch: true, isMobile: true });
    await page.goto(url);
    await page.addStyleTag({ content: FONT });
    return page;
  }

  /** Takes a picture of two pages, one beside the other. */
  async takePair(name: string, ...pages: readonly [Page, Page]): Promise<void> {
    const shots: string[] = [];
    for (const page of pages) {
      await page.evaluate(SAME_IN_ALL_PICTURES);
      shots.push((await page.screenshot()).toString('base64'));
    }
    const page = pages[0];
    const pair = await call<string>(page, ENCODE, shots);
    await writeFile(join(this.folder, '..', `${name}.webp`), Buffer.from(pair, 'base64'));
    for (const each of pages) await each.close();
  }

  private async takeNow(name: string, chatPage: string, shown: Shown): Promise<void> {
    const page = await this.context.newPage();
    try {
      await page.goto(`${chatPage}?person=${shown.person.id}`);
      await page.addStyleTag({ content: STYLE });
      await prepare(page, shown);
      const png = await page.screenshot({ clip: await clipOf(page, shown) });
      await writeFile(join(this.folder, `${name}.webp`), await toWebp(page, png));
    } finally {
      await page.close();
    }
  }
}

async function prepare(page: Page, { messages, toast, part }: Shown): Promise<void> {
  await page.locator('#whoami').getByText('Вы —').waitFor();
  for (const message of messages) await page.locator(selectorOf(message)).waitFor();
  if (part === 'menu') await page.locator('#open-menu').click();
  if (part !== undefined) await page.locator(BEGIN[part]).waitFor();
  await page.evaluate(SAME_IN_ALL_PICTURES);
  await page.evaluate('document.activeElement.blur()');
  if (toast !== undefined) await call(page, SHOW_TOAST, { toast, last: selectorOf(messages.at(-1)!) });
  await page.evaluate('document.fonts.ready');
}

/** Without it every picture would change whenever one is taken. */
const SAME_IN_ALL_PICTURES = `
  const CHANGES = [
    ['.meta', /\\d\\d:\\d\\d/, '10:15'],
    ['.text', /\\d{1,2} [а-я]+ \\d{4} г\\.(,| в) \\d\\d:\\d\\d/, '27 ноября 2026 г., 10:15'],
    ['.text code, .quote', /^\\d{6}/, '482913'],
    ['.of-person .text', /^\\d\\d$/, '42'],
    ['#approval-number', /\\d\\d/, '42'],
    ['#code-left', /\\d\\d:\\d\\d/, '10:20'],
  ];
  const roots = [document, document.querySelector('otp-login')?.shadowRoot].filter(Boolean);
  for (const [selector, value, replacement] of CHANGES)
    for (const element of roots.flatMap((root) => [...root.querySelectorAll(selector)])) {
      const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replace(value, replacement);
    }
  const numbers = [...document.querySelectorAll('.inline')].filter(({ textContent }) => /^\\d\\d$/.test(textContent));
  numbers.forEach((button, index) => (button.textContent = ['17', '42', '86'][index % 3]));`;

/** The press has been made by the scene, so the toast is shown again, over the last message. */
const SHOW_TOAST = `({ toast, last }) => {
  const composer = document.getElementById('composer');
  composer.style.visibility = 'hidden';
  composer.style.minHeight = '110px';
  const element = document.getElementById('toast');
  element.textContent = toast;
  element.classList.add('seen');
  const bottom = document.querySelector(last).getBoundingClientRect().bottom;
  element.style.bottom = 'auto';
  element.style.top = bottom + 12 + 'px';
}`;

async function clipOf(page: Page, { messages, toast, part }: Shown) {
  const first = messages.length > 0 ? selectorOf(messages[0]!) : BEGIN[part!];
  const last = toast === undefined ? messages.at(-1) && selectorOf(messages.at(-1)!) : '#toast';
  const top = (await page.locator(first).boundingBox())!.y - MARGIN;
  const isToEnd = part !== undefined && part !== 'description';
  const end = last ?? BEGIN[part!];
  const box = (await page.locator(end).boundingBox())!;
  const bottom = isToEnd ? HEIGHT : box.y + box.height + MARGIN;
  return { x: 0, y: Math.max(top, 0), width: WIDTH, height: bottom - Math.max(top, 0) };
}

/** Calls a function of the page, which is written as text because Node has no types of the DOM. */
const call = <Result>(page: Page, source: string, argument: unknown): Promise<Result> =>
  page.evaluate<Result>(`(${source})(${JSON.stringify(argument)})`);

const selectorOf = ({ messageId }: { readonly messageId: number }) => `[data-message="${messageId}"]`;

async function toWebp(page: Page, png: Buffer): Promise<Buffer> {
  const encoded = await call<string>(page, ENCODE, [png.toString('base64')]);
  return Buffer.from(encoded, 'base64');
}

/** Puts images side by side. Chromium encodes WebP, so no other program is needed. */
const ENCODE = `async (pngs) => {
  const images = pngs.map((png) => Object.assign(new Image(), { src: 'data:image/png;base64,' + png }));
  await Promise.all(images.map((image) => image.decode()));
  const gap = 24;
  const canvas = document.createElement('canvas');
  canvas.width = images.reduce((width, image) => width + image.width + gap, -gap);
  canvas.height = Math.max(...images.map((image) => image.height));
  let left = 0;
  for (const image of images) {
    canvas.getContext('2d').drawImage(image, left, 0);
    left += image.width + gap;
  }
  return canvas.toDataURL('image/webp', 0.75).split(',')[1];
}`;
