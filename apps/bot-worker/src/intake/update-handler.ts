import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ConcurrencyLimit } from '../scheduling/concurrency-limit';
import { SendBudget } from '../telegram/budget/send-budget';
import { Admissions } from './admission/admissions';
import { MAX_WAITING } from './chat-update-queue';
import { Inbox, type ProcessingResult } from './claims/inbox';
import { isEvidenceOfOutage } from './failure';
import type { IncomingUpdate } from './incoming-update';
import { IntakeMetrics } from './intake-metrics';
import { OutageDetector } from './outage-detector';

/** All workers together answer about two strangers a second. More at once would only compete for the same slots. */
const CONCURRENT_STRANGERS = 2;
const CONCURRENT_LINKS = 3;
/** Answers to contacts are sent as to linked people, so they use no slot of strangers. */
const CONCURRENT_CONTACTS = 6;

/**
 * Handles an update when it is the next one of its chat. Linked people are never limited here. The limits keep
 * strangers from using up the connections to Postgres and those of the webhook. Contacts have a limit of their own, so that
 * they do not wait for answers to strangers.
 */
@Injectable()
export class UpdateHandler implements OnModuleDestroy {
  private readonly contacts = new ConcurrencyLimit(CONCURRENT_CONTACTS);
  private readonly links = new ConcurrencyLimit(CONCURRENT_LINKS);
  private readonly strangers = new ConcurrencyLimit(CONCURRENT_STRANGERS);
  /** The chats of strangers whose update waits or is handled. A link token is recorded before it waits. */
  private readonly strangerChats = new Set<number>();
  private readonly outages = new OutageDetector();

  constructor(
    private readonly admissions: Admissions,
    private readonly inbox: Inbox,
    private readonly metrics: IntakeMetrics,
    private readonly budget: SendBudget,
  ) {}

  /**
   * @param maxStrangers how many strangers may wait or be handled at once, and how many link tokens; others get no answer
   * @returns `busy` if the update must be delivered again soon
   * @throws what the handler threw; the update must be delivered again
   */
  async handle(update: IncomingUpdate, maxStrangers: number): Promise<'done' | 'busy'> {
    try {
      return (await this.handleAdmitted(update, maxStrangers)) === 'busy' ? 'busy' : 'done';
    } catch (error) {
      this.metrics.count('again');
      if (isEvidenceOfOutage(error)) this.outages.recordFailure(update.chatId);
      throw error;
    } finally {
      this.inbox.releaseUnused(update.raw);
    }
  }

  /** @returns how many updates of the chat may wait: none for a stranger while the limit of strangers is reached */
  maxWaiting(chatId: number, maxStrangers: number): number {
    const isFull = this.strangers.jobs >= maxStrangers;
    return isFull && this.strangerChats.has(chatId) ? 0 : MAX_WAITING;
  }

  /** Whether the chat waits for one of the few answers to strangers. If its update is lost, only that answer is lost. */
  isWaitingStranger(chatId: number): boolean {
    return this.strangerChats.has(chatId);
  }

  /** Whether updates may be waiting because of an outage or a pause of the bot, and not because of their chat. */
  get isDelayed(): boolean {
    return this.budget.pauseMs > 0 || this.outages.isOutage;
  }

  /** Updates that still wait are delivered again, to another worker. */
  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.contacts, this.links, this.strangers].map((limit) => limit.stop()));
  }

  private async handleAdmitted(update: IncomingUpdate, maxStrangers: number): Promise<ProcessingResult> {
    switch (await this.admissions.admit(update)) {
      case 'linked':
        return this.processLinked(update);
      case 'own_contact':
        return this.processWithin(this.contacts, update);
      case 'link':
        return this.processLink(update, maxStrangers);
      case 'stranger':
        if (this.strangers.jobs < maxStrangers) return this.processStranger(this.strangers, update);
        return this.confirmUnanswered('surplus');
      case 'group':
        return this.inbox.processWithoutClaim(update.raw);
      case 'without_effect':
        this.metrics.count('done');
        return 'done';
      case 'silenced':
        return this.confirmUnanswered('silenced');
    }
  }

  private async processLinked(update: IncomingUpdate): Promise<ProcessingResult> {
    const result = await this.process(update);
    if (result !== 'busy') this.admissions.consumeLinkedAllowance(update);
    return result;
  }

  /** A link that has to wait is recorded first, because it may be confirmed before it is handled. */
  private async processLink(update: IncomingUpdate, maxStrangers: number): Promise<ProcessingResult> {
    if (this.links.isFull) await this.admissions.recordAwaitedContact(update);
    if (this.links.jobs >= maxStrangers) return this.confirmUnanswered('surplus');
    return this.processStranger(this.links, update);
  }

  private async process({ raw }: IncomingUpdate): Promise<ProcessingResult> {
    const result = await this.inbox.process(raw);
    if (result === 'done') this.outages.recordSuccess();
    return result;
  }

  private async processWithin(limit: ConcurrencyLimit, update: IncomingUpdate): Promise<ProcessingResult> {
    return (await limit.run(() => this.process(update))) ?? 'busy';
  }

  private async processStranger(limit: ConcurrencyLimit, update: IncomingUpdate): Promise<ProcessingResult> {
    this.strangerChats.add(update.chatId);
    try {
      return await this.processWithin(limit, update);
    } finally {
      this.strangerChats.delete(update.chatId);
    }
  }

  private confirmUnanswered(outcome: 'surplus' | 'silenced'): ProcessingResult {
    this.metrics.count(outcome);
    return 'done';
  }
}
