import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { until } from '@app/testing';
import { ChatPages } from './chat-page';

/** A chat page in a browser for the tests of a file, and a bot that the tests themselves play. */
export function useConversation() {
  let pages: ChatPages;
  let page: Page;
  beforeAll(async () => {
    pages = await ChatPages.start({ receiverGraceMs: 600_000 });
  });
  afterAll(async () => {
    await pages?.stop();
  });
  afterEach(async () => {
    await page.context().close();
  });
  return {
    get pages(): ChatPages {
      return pages;
    },
    /** The page that the test has opened. */
    get page(): Page {
      return page;
    },
    async open(query: string, options?: BrowserContextOptions): Promise<void> {
      page = await pages.open(query, options);
    },
    async openAigul(): Promise<void> {
      page = await pages.open('?phone=%2B77012345678');
      await page.locator('#whoami').getByText('Айгуль').waitFor();
    },
    /** Sends a message to Aigul as the bot. */
    send: (text: string, more: object = {}) =>
      pages.call('sendMessage', { chat_id: pages.aigul.id, text, ...more }),
    /** The newest message with this text. */
    message: (text: string): Locator => page.locator('.message', { hasText: text }).last(),
    isHidden: (selector: string) =>
      until(() => page.locator(selector).isHidden(), { what: `no ${selector}` }),
  };
}
