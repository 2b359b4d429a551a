import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { SendBudget } from '../telegram/send-budget';
import { Admissions } from './admission';
import { MOST_WAITING } from './chat-update-queue';
import { ConcurrencyLimit } from './concurrency-limit';
import { isOfOutage } from './failure';
import { Inbox, type Taken } from './inbox';
import type { IncomingUpdate } from './incoming-update';
import { IntakeMetrics } from './intake-metrics';
import { Outages } from './outages';

/** About two strangers a second are answered, by all workers together: more at once would only compete for the same places. */
const STRANGERS_AT_ONCE = 2;
const LINKS_AT_ONCE = 3;
/** Their answers are sent as to linked people, so they wait for no place of strangers. */
const CONTACTS_AT_ONCE = 6;

/**
 * Handles an update whose turn in its chat has come. Linked people wait for nobody. Strangers, of whom there may be any number,
 * take neither the connections to Postgres nor those of Telegram's webhook from them, and no contact waits for their answers.
 */
@Injectable()
export class UpdateHandler implements OnModuleDestroy {
  private readonly contacts = new ConcurrencyLimit(CONTACTS_AT_ONCE);
  private readonly links = new ConcurrencyLimit(LINKS_AT_ONCE);
  private readonly strangers = new ConcurrencyLimit(STRANGERS_AT_ONCE);
  /** The chats of strangers whose update waits for an answer or is handled; the lasting part of a link token is done by then. */
  private readonly strangerChats = new Set<number>();
  private readonly outages = new Outages();

  constructor(
    private readonly admissions: Admissions,
    private readonly inbox: Inbox,
    private readonly metrics: IntakeMetrics,
    private readonly budget: SendBudget,
  ) {}

  /**
   * @param mostStrangers so many may wait or be handled at once, and as many link tokens; others get no answer
   * @returns `busy` where the update is to be brought again soon
   * @throws what the work threw; the update is to be brought again
   */
  async handle(update: IncomingUpdate, mostStrangers: number): Promise<'done' | 'busy'> {
    try {
      return (await this.admit(update, mostStrangers)) === 'busy' ? 'busy' : 'done';
    } catch (error) {
      this.metrics.count('again');
      if (isOfOutage(error)) this.outages.failed(update.chatId);
      throw error;
    }
  }

  /** How many updates of a chat may wait. While as many strangers wait as may, none of them has a second update waiting. */
  mostWaiting(chatId: number, mostStrangers: number): number {
    const isFull = this.strangers.jobs >= mostStrangers;
    return isFull && this.strangerChats.has(chatId) ? 0 : MOST_WAITING;
  }

  /** Whether the chat waits for one of the few answers to strangers, and would lose nothing else than that answer. */
  isWaitingStranger(chatId: number): boolean {
    return this.strangerChats.has(chatId);
  }

  /** Whether updates may wait for another reason than their chat: an outage, or a pause of the whole bot. */
  get isHeldUp(): boolean {
    return this.budget.pauseMs > 0 || this.outages.isOne;
  }

  /** What still waits is brought again, to another worker. */
  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.contacts, this.links, this.strangers].map((limit) => limit.stop()));
  }

  private async admit(update: IncomingUpdate, mostStrangers: number): Promise<Taken> {
    switch (await this.admissions.admit(update)) {
      case 'linked':
        return this.takeOfLinked(update);
      case 'own_contact':
        return this.takeWithin(this.contacts, update);
      case 'link':
        if (this.links.jobs < mostStrangers) return this.takeOfStranger(this.links, update);
        return this.leaveUnanswered('surplus');
      case 'stranger':
        if (this.strangers.jobs < mostStrangers) return this.takeOfStranger(this.strangers, update);
        return this.leaveUnanswered('surplus');
      case 'group':
        return this.inbox.takeWithoutClaim(update.raw);
      case 'without_effect':
        this.metrics.count('done');
        return 'done';
      case 'silenced':
        return this.leaveUnanswered('silenced');
    }
  }

  private async takeOfLinked(update: IncomingUpdate): Promise<Taken> {
    const taken = await this.take(update);
    if (taken !== 'busy') this.admissions.spend(update);
    return taken;
  }

  private async take({ raw }: IncomingUpdate): Promise<Taken> {
    const taken = await this.inbox.take(raw);
    if (taken === 'done') this.outages.succeeded();
    return taken;
  }

  private async takeWithin(limit: ConcurrencyLimit, update: IncomingUpdate): Promise<Taken> {
    return (await limit.run(() => this.take(update))) ?? 'busy';
  }

  private async takeOfStranger(limit: ConcurrencyLimit, update: IncomingUpdate): Promise<Taken> {
    this.strangerChats.add(update.chatId);
    try {
      return await this.takeWithin(limit, update);
    } finally {
      this.strangerChats.delete(update.chatId);
    }
  }

  private leaveUnanswered(outcome: 'surplus' | 'silenced'): Taken {
    this.metrics.count(outcome);
    return 'done';
  }
}
