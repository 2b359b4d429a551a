import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';

const FOLDER = join(__dirname, '..', 'docs', 'screens');
const QUALITY = 80;

type Screen = BrowserContextOptions & {
  readonly viewport: { readonly width: number; readonly height: number };
};

/** A phone and a wide screen, in both themes. */
export const SCREENS: readonly (readonly [name: string, screen: Screen])[] = (
  ['light', 'dark'] as const
).flatMap((colorScheme) => [
  [`360-${colorScheme}`, { colorScheme, viewport: { width: 360, height: 740 } }] as const,
  [`wide-${colorScheme}`, { colorScheme, viewport: { width: 1120, height: 800 } }] as const,
]);

/** Takes a picture of the whole page, as WebP, into `docs/screens`. */
export async function takeScreen(page: Page, name: string): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  // What was scrolled to or pressed should not look so in the picture.
  await page.mouse.move(0, 0);
  const devTools = await page.context().newCDPSession(page);
  const { data } = await devTools.send('Page.captureScreenshot', {
    format: 'webp',
    quality: QUALITY,
    captureBeyondViewport: true,
    clip: {
      x: 0,
      y: 0,
      width: await page.evaluate<number>('document.documentElement.scrollWidth'),
      height: await page.evaluate<number>('document.documentElement.scrollHeight'),
      scale: 1,
    },
  });
  await writeFile(join(FOLDER, `${name}.webp`), Buffer.from(data, 'base64'));
  await devTools.detach();
}
