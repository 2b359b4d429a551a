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

/** The browser of this machine, headless. To Playwright every page of it is visible. */
export const openBrowser = (): Promise<Browser> => chromium.launch(chromiumHere());

/** The same with real tabs: only the one in front is visible. */
export const openTabbedBrowser = (): Promise<TabbedBrowser> => launch({ ...chromiumHere(), headless: true });

/** The Firefox of this machine, headless. Playwright drives only one of its own; this is WebDriver BiDi. */
export function openFirefox(): Promise<TabbedBrowser> {
  return launch({
    browser: 'firefox',
    executablePath: programOf(['firefox-esr', 'firefox']),
    headless: true,
  });
}
