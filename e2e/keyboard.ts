import type { Page } from 'playwright-core';
import { until } from '@app/testing';
import { focusedId } from './login-page';

export const untilFocused = (page: Page, id: string): Promise<unknown> =>
  until(async () => (await focusedId(page)) === id, { what: `the focus on #${id}` });

/** Presses Tab, or Shift+Tab, until the element has the focus. */
export async function tabTo(page: Page, id: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if ((await focusedId(page)) === id) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not reach #${id}`);
}
