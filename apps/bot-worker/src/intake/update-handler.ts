import { Injectable } from '@nestjs/common';
import { Crew } from '../delivery/crew';
import { Admissions } from './admission';
import { MOST_WAITING } from './chat-update-queue';
import { Inbox, type Taken } from './inbox';
import type { IncomingUpdate } from './incoming-update';
import { IntakeMetrics } from './intake-metrics';

/** Strangers take at most so many of the four connections to Postgres. */
const STRANGERS_AT_ONCE = 3;

/** Handles an update whose turn in its chat has come. */
@Injectable()
export class UpdateHandler {
  private readonly strangers = new Crew(STRANGERS_AT_ONCE);
  /** The chats of those who wait or are handled. */
  private readonly strangersTaken = new Set<number>();

  constructor(
    private readonly admissions: Admissions,
    private readonly inbox: Inbox,
    private readonly metrics: IntakeMetrics,
  ) {}

  /**
   * @param mostStrangers of people without a link, so many may wait or be handled at once; others get no answer
   * @throws what the work threw; the update is to be brought again
   */
  async handle(update: IncomingUpdate, mostStrangers: number): Promise<Taken> {
    switch (await this.admissions.admit(update)) {
      case 'first':
        return this.inbox.take(update.raw);
      case 'later':
        if (this.strangersTaken.size < mostStrangers) return this.handleLater(update);
        this.metrics.count('surplus');
        return 'done';
      case 'silenced':
        this.metrics.count('silenced');
        return 'done';
    }
  }

  /** While strangers wait for a place, those who have one get no second. */
  mostWaiting(chatId: number, mostStrangers: number): number {
    const isFull = this.strangersTaken.size >= mostStrangers;
    return isFull && this.strangersTaken.has(chatId) ? 0 : MOST_WAITING;
  }

  private async handleLater(update: IncomingUpdate): Promise<Taken> {
    let taken: Taken = 'busy';
    this.strangersTaken.add(update.chatId);
    try {
      await this.strangers.run(async () => {
        taken = await this.inbox.take(update.raw);
      });
      return taken;
    } finally {
      this.strangersTaken.delete(update.chatId);
    }
  }
}
