import { spawnSync } from 'node:child_process';
import { type Browser, chromium } from 'playwright-core';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome'];

/** The browser of this machine, headless. */
export function openBrowser(): Promise<Browser> {
  const program = PROGRAMS.map((name) => spawnSync('which', [name]).stdout.toString().trim()).find(Boolean);
  if (program === undefined) throw new Error(`This test needs one of ${PROGRAMS.join(', ')} on the PATH`);
  return chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}
