import type { SignInClient } from '../client/sign-in-client.ts';
import type { Bot, PendingSignIn } from './pending-sign-in.ts';

/** The bot's own chat, without a request. */
function withoutRequest(link: string): string {
  const url = new URL(link);
  url.searchParams.delete('start');
  return url.href;
}

/** The name of the bot and the link to its chat: of the challenge, or as the API returns it. */
export class BotAddress {
  private fetched: Bot | undefined;
  private isFetching = false;

  constructor(
    private readonly client: () => SignInClient,
    private readonly onFetched: () => void,
  ) {}

  /** @returns undefined until the API has answered, or while it is unavailable */
  of({ challenge }: PendingSignIn): Bot | undefined {
    if (challenge?.bot !== undefined) return { name: challenge.bot, link: withoutRequest(challenge.link) };
    if (this.fetched === undefined && !this.isFetching) void this.fetch();
    return this.fetched;
  }

  private async fetch(): Promise<void> {
    this.isFetching = true;
    try {
      const { bot: name, link } = await this.client().bot();
      this.fetched = { name, link };
      this.onFetched();
    } catch {
      // The hint names no bot then.
    }
  }
}
