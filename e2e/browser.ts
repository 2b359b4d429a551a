import { spawnSync } from 'node:child_process';
import { type Browser, chromium } from 'playwright-core';
import { type Browser as TabbedBrowser, launch } from 'puppeteer-core';

function programOf(names: readonly string[]): string {
  const program = names.map((name) => spawnSync('which', [name]).stdout.toString().trim()).find(Boolean);
  if (program === undefined) throw new Error(`This test needs one of ${names.join(', ')} on the PATH`);
  return program;
}

const chromiumHere = () => ({
  executablePath: programOf(['chromium', 'chromium-browser', 'google-chrome']),
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
});

/** The Chromium of this machine, headless. Under Playwright every page counts as visible. */
export const openBrowser = (): Promise<Browser> => chromium.launch(chromiumHere());

/** The same browser with real tabs, of which only the front one is visible. */
export const openTabbedBrowser = (): Promise<TabbedBrowser> => launch({ ...chromiumHere(), headless: true });

/** The Firefox of this machine, headless, by WebDriver BiDi. Playwright supports only its own build of Firefox. */
export function openFirefox(): Promise<TabbedBrowser> {
  const executablePath = programOf(['firefox-esr', 'firefox']);
  return launch({ browser: 'firefox', executablePath, headless: true, timeout: 60_000 });
}
