import type { OutboxDepth } from '@app/otp';
import type { BotPresence } from '@app/telegram';

/** What the obstacles of the bot are concluded from. */
export interface BotView {
  readonly now: Date;
  readonly bot: BotPresence;
  readonly outbox: OutboxDepth;
  /** Redis is full and refuses writes, so the records of the workers have expired, whether or not workers run. */
  readonly isRedisFull: boolean;
  /** The name that is configured for the API, else the name that a worker recorded. */
  readonly botUsername: string | undefined;
  /** TELEGRAM_BOT_USERNAME, if it is set. */
  readonly configuredBot: string | undefined;
  /** Whether the person in question is linked already, so that codes arrive even if messages to the bot do not. */
  readonly isLinked: boolean;
}
