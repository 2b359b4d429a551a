import { Injectable, Logger } from '@nestjs/common';
import { reasonOf } from '@app/runtime';
import { BotTroubles } from '@app/telegram';

/** Conflicts within this time belong together. As long does a recorded trouble last unless it is repeated. */
const RELATED_MS = 30_000;

const TEXT =
  'somebody else polls this bot with the same token, so some of its updates do not arrive here: stop the other installation, or get a new token from @BotFather';

/**
 * Records for operators that somebody else polls this bot. Telegram answers each poll with what waits and ends the other one with
 * 409, so each poller gets a part of the updates.
 */
@Injectable()
export class PollConflicts {
  private readonly log = new Logger(PollConflicts.name);
  private since: Date | undefined;
  private lastAt = -Infinity;

  constructor(private readonly troubles: BotTroubles) {}

  /** One conflict alone may come from the former worker of a deployment, so the second one counts. */
  async record(now = new Date()): Promise<void> {
    const isFirst = now.getTime() - this.lastAt > RELATED_MS;
    this.lastAt = now.getTime();
    if (isFirst) {
      this.since = undefined;
      return;
    }
    if (this.since === undefined) this.log.error(TEXT);
    this.since ??= now;
    try {
      await this.troubles.record('polling', { reason: 'conflict', since: this.since });
    } catch (error) {
      this.log.debug({ reason: reasonOf(error) }, 'the conflict could not be recorded');
    }
  }
}
