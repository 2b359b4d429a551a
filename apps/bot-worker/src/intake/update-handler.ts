import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Crew } from '../delivery/crew';
import { Admissions } from './admission';
import { MOST_WAITING } from './chat-update-queue';
import { Inbox, type Taken } from './inbox';
import type { IncomingUpdate } from './incoming-update';
import { IntakeMetrics } from './intake-metrics';

/** About two strangers a second are answered, by all workers together: more at once would only compete for the same places. */
const STRANGERS_AT_ONCE = 2;
const SOON_AT_ONCE = 6;

/**
 * Handles an update whose turn in its chat has come. Linked people wait for nobody. Strangers, of whom there may be any number,
 * take neither the connections to Postgres nor those of Telegram's webhook from them.
 */
@Injectable()
export class UpdateHandler implements OnModuleDestroy {
  private readonly line = new Crew(STRANGERS_AT_ONCE);
  /** The chats of strangers who wait in the line or are handled. */
  private readonly strangers = new Set<number>();
  private handledSoon = 0;

  constructor(
    private readonly admissions: Admissions,
    private readonly inbox: Inbox,
    private readonly metrics: IntakeMetrics,
  ) {}

  /**
   * @param mostStrangers so many may wait or be handled at once; others get no answer
   * @returns `busy` where the update is to be brought again soon
   * @throws what the work threw; the update is to be brought again
   */
  async handle(update: IncomingUpdate, mostStrangers: number): Promise<Taken> {
    try {
      return await this.admit(update, mostStrangers);
    } catch (error) {
      this.metrics.count('again');
      throw error;
    }
  }

  /** How many updates of a chat may wait. While the line is full, nobody stands in it twice. */
  mostWaiting(chatId: number, mostStrangers: number): number {
    const isFull = this.strangers.size >= mostStrangers;
    return isFull && this.strangers.has(chatId) ? 0 : MOST_WAITING;
  }

  /** Who still stands in the line is brought again, to another worker. */
  async onModuleDestroy(): Promise<void> {
    await this.line.dismiss();
  }

  private async admit(update: IncomingUpdate, mostStrangers: number): Promise<Taken> {
    switch (await this.admissions.admit(update)) {
      case 'at_once':
        return this.inbox.take(update.raw);
      case 'soon':
        return this.handledSoon < SOON_AT_ONCE ? this.handleSoon(update) : 'busy';
      case 'in_line':
        if (this.strangers.size < mostStrangers) return this.handleInLine(update);
        this.metrics.count('surplus');
        return 'done';
      case 'silenced':
        this.metrics.count('silenced');
        return 'done';
    }
  }

  private async handleSoon(update: IncomingUpdate): Promise<Taken> {
    this.handledSoon += 1;
    try {
      return await this.inbox.take(update.raw);
    } finally {
      this.handledSoon -= 1;
    }
  }

  private async handleInLine(update: IncomingUpdate): Promise<Taken> {
    let taken: Taken = 'busy';
    this.strangers.add(update.chatId);
    try {
      await this.line.run(async () => {
        taken = await this.inbox.take(update.raw);
      });
      return taken;
    } finally {
      this.strangers.delete(update.chatId);
    }
  }
}
