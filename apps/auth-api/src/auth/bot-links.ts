import { Inject, Injectable } from '@nestjs/common';
import type { BotAnswer } from '@app/contract';
import { CHAT_PAGE_URL } from '../config/api-config.module';
import { BotUsername } from './bot-username';

/** What the chat page of the simulator reads from its address, as t.me does; `phone` chooses the person. */
interface Opening {
  readonly start: string;
  readonly phone: string;
}

/**
 * The bot and the links that open it. In development they lead to the chat page of the simulator, because in the real Telegram
 * the name of a simulated bot may belong to a stranger.
 */
@Injectable()
export class BotLinks {
  constructor(
    private readonly username: BotUsername,
    @Inject(CHAT_PAGE_URL) private readonly chatPage: string | undefined,
  ) {}

  /** @throws DomainError `unavailable` until a worker has recorded the name of the bot */
  async get(): Promise<BotAnswer> {
    const bot = await this.username.get();
    return { bot, link: this.chatPage ?? `https://t.me/${bot}` };
  }

  /** A link that opens the bot for one request. @param bot as `get` has returned it */
  forRequest(bot: BotAnswer, { start, phone }: Opening): string {
    const link = new URL(bot.link);
    link.searchParams.set('start', start);
    if (this.chatPage !== undefined) link.searchParams.set('phone', phone);
    return link.href;
  }
}
