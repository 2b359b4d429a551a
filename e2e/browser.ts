import { spawnSync } from 'node:child_process';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { type Browser as TabbedBrowser, launch } from 'puppeteer-core';

function findProgram(names: readonly string[]): string {
  const program = names.map((name) => spawnSync('which', [name]).stdout.toString().trim()).find(Boolean);
  if (program === undefined) throw new Error(`This test needs one of ${names.join(', ')} on the PATH`);
  return program;
}

const ARGUMENTS = ['--no-sandbox', '--disable-dev-shm-usage'];
const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome'];

/** The headless shell of Chromium needs half the processor time of the whole browser. */
export const chromiumOptions = () => ({
  executablePath: findProgram(['chromium-headless-shell', ...CHROMIUM]),
  args: ARGUMENTS,
});

/** Opens the installed Chromium, headless. Under Playwright every page counts as visible. */
export const openBrowser = (): Promise<Browser> => chromium.launch(chromiumOptions());

/** Opens the same browser with a profile in a folder, as a person does who closes the browser and opens it again. */
export const openProfileIn = (folder: string): Promise<BrowserContext> =>
  chromium.launchPersistentContext(folder, { ...chromiumOptions(), locale: 'ru-RU' });

/** Opens the whole browser, headless, with real tabs. Only the front tab is visible, which the headless shell cannot do. */
export const openTabbedBrowser = (): Promise<TabbedBrowser> =>
  launch({ executablePath: findProgram(CHROMIUM), args: ARGUMENTS, headless: true });

/** Opens the installed Firefox, headless, by WebDriver BiDi. Playwright supports only its own build of Firefox. */
export function openFirefox(): Promise<TabbedBrowser> {
  const executablePath = findProgram(['firefox-esr', 'firefox']);
  return launch({ browser: 'firefox', executablePath, headless: true, timeout: 60_000 });
}
