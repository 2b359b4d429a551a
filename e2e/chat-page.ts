import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type SimulatorOptions, TelegramSimulator } from '@app/simulator';
import { BOT_TOKEN, BOT_USERNAME } from '@app/testing';
import { openBrowser } from './browser';

export const PHONE_SIZE = { width: 360, height: 740 };

/** A simulated Telegram with two people, its chat page in a browser, and a bot that the test itself plays. */
export class ChatPages {
  private constructor(
    public telegram: TelegramSimulator,
    private readonly browser: Browser,
  ) {}

  static async start(options: Partial<SimulatorOptions> = {}): Promise<ChatPages> {
    const [telegram, browser] = await Promise.all([startTelegram(options), openBrowser()]);
    return new ChatPages(telegram, browser);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.telegram.stop();
  }

  get aigul() {
    return this.telegram.person({ firstName: 'Айгуль', phone: '+77012345678' });
  }

  get timur() {
    return this.telegram.person({ firstName: 'Timur', phone: '+998901234567' });
  }

  /** Stops Telegram. @returns a function that starts it again at the same address */
  async breakDown(): Promise<() => Promise<void>> {
    const port = Number(new URL(this.telegram.url).port);
    await this.telegram.stop();
    return async () => {
      this.telegram = await startTelegram({ port });
    };
  }

  /** Opens the page in a browser of its own, 360 px wide unless the options say otherwise. */
  async open(query = '', options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({ viewport: PHONE_SIZE, ...options });
    const page = await context.newPage();
    await page.goto(`${this.telegram.chatPageUrl}${query}`);
    return page;
  }

  /** Calls a method of the Bot API as the bot. */
  async call<Result = { message_id: number }>(method: string, payload: object = {}): Promise<Result> {
    const response = await fetch(`${this.telegram.url}/bot${BOT_TOKEN}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(payload),
    });
    const answer = (await response.json()) as { ok: boolean; description: string; result: Result };
    if (!answer.ok) throw new Error(answer.description);
    return answer.result;
  }
}

async function startTelegram(options: Partial<SimulatorOptions>): Promise<TelegramSimulator> {
  const telegram = await TelegramSimulator.start({ token: BOT_TOKEN, botUsername: BOT_USERNAME, ...options });
  telegram.person({ firstName: 'Айгуль', phone: '+77012345678', languageCode: 'ru' });
  telegram.person({ firstName: 'Timur', phone: '+998 90 123-45-67', languageCode: 'uz' });
  return telegram;
}
