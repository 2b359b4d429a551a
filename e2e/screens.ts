import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';

const FOLDER = join(__dirname, '..', 'docs', 'screens');
const QUALITY = 80;

type Screen = BrowserContextOptions & {
  readonly viewport: { readonly width: number; readonly height: number };
};

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const WIDE = { viewport: { width: 1120, height: 800 } };

/** A phone and a wide screen, in both themes. Without motion no picture shows a button between two states. */
export const SCREENS: readonly (readonly [name: string, screen: Screen])[] = (
  ['light', 'dark'] as const
).flatMap((colorScheme) => [
  [`360-${colorScheme}`, { ...PHONE, colorScheme, reducedMotion: 'reduce' }] as const,
  [`wide-${colorScheme}`, { ...WIDE, colorScheme, reducedMotion: 'reduce' }] as const,
]);

/** Takes a picture of the whole page, as WebP, into `docs/screens`. */
export async function takeScreen(page: Page, name: string): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  // What was scrolled to or pressed should not look so in the picture.
  await page.mouse.move(0, 0);
  const { width, height } = page.viewportSize()!;
  const contentHeight = await page.evaluate<number>('document.documentElement.scrollHeight');
  // A capture beyond the viewport would end the emulation of a touch screen.
  await page.setViewportSize({ width, height: Math.max(height, contentHeight) });
  const devTools = await page.context().newCDPSession(page);
  const { data } = await devTools.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  await writeFile(join(FOLDER, `${name}.webp`), Buffer.from(data, 'base64'));
  await devTools.detach();
  await page.setViewportSize({ width, height });
}
