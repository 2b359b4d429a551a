import { setTimeout as wait } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { FALLBACK_LANGUAGE, type Language, languageOf } from '@app/contract';
import { type CodeTask, type EditTask, type Entry, type NotificationTask, Outbox, type Task } from '@app/otp';
import { reasonOf } from '@app/runtime';
import { type TelegramAccount, TelegramAccounts } from '@app/telegram';
import { codeMessage, editedMessage, notificationMessage } from '../messages/compose';
import { BotApi } from '../telegram/bot-api';
import { BotApiError } from '../telegram/bot-api-error';
import { SendBudget } from '../telegram/send-budget';
import type { SendKind } from '../telegram/send-rates';
import { Crew } from './crew';
import { type CodeOutcome, DeliveryMetrics } from './delivery-metrics';
import { UnsettledSend } from './unsettled-send';

/** A send takes up to 10 s; one that cannot end within its lease is not begun. */
const LEAST_LEASE_MS = 11_000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;
/** What found no place in the budget asks again after this, at the soonest. */
const NO_PLACE_MS = 500;
const STORE_AWAY_MS = 1_000;
const BLOCKED_MS = 600_000;
const SETTLE_AGAIN_MS = 200;

const CODES_AT_ONCE = 20;
/** Edits and notifications wait for one another, so that no code waits for them. */
const JOBS_AT_ONCE = 4;

const KINDS: Readonly<Record<Task['kind'], SendKind>> = {
  code: 'code',
  edit: 'edit',
  notification: 'notification',
};

/** The person's language: the shop's wins over the app's. */
export const languageFor = (
  account: TelegramAccount | undefined,
  otherwise: Language = FALLBACK_LANGUAGE,
): Language => account?.shopLanguage ?? languageOf(account?.languageCode ?? undefined) ?? otherwise;

const growingDelayMs = (tries: number): number => Math.min(FIRST_RETRY_MS * 2 ** tries, LONGEST_RETRY_MS);

const spareMs = ({ leaseEndsAt }: Task): number => leaseEndsAt.getTime() - Date.now() - LEAST_LEASE_MS;

const msLeft = (task: Task): number =>
  task.kind === 'code' ? task.expiresAt.getTime() - Date.now() : Infinity;

/** A pause of a chat may last for hours. A code is due again at its end at the latest, where the next claim removes it. */
const untilItsEnd = (task: Task, inMs: number): number => Math.min(inMs, Math.max(0, msLeft(task)));

/** Takes things out of the outbox to Telegram: claim, send, settle. What it cannot settle comes back by itself. */
@Injectable()
export class Courier {
  private readonly log = new Logger(Courier.name);
  private readonly codes = new Crew(CODES_AT_ONCE);
  private readonly jobs = new Crew(JOBS_AT_ONCE);
  /** In line or on their way, so that each sweep does not put them in line again. */
  private readonly inHand = new Set<string>();

  constructor(
    private readonly outbox: Outbox,
    private readonly accounts: TelegramAccounts,
    private readonly api: BotApi,
    private readonly budget: SendBudget,
    private readonly metrics: DeliveryMetrics,
  ) {}

  /** Never rejects: a failure leaves the entry where the sweep finds it. */
  async deliver(entry: Entry | undefined): Promise<void> {
    if (entry === undefined || this.budget.pauseMs > 0 || this.inHand.has(entry.member)) return;
    // A worker of a newer deployment may have the token that is right: nothing is taken from it.
    if (!this.api.isTokenAccepted) return;
    this.inHand.add(entry.member);
    try {
      await (entry.isCode ? this.codes : this.jobs).run(() => this.attempt(entry));
    } finally {
      this.inHand.delete(entry.member);
    }
  }

  /** Begins nothing more and waits for what is on its way. */
  async stop(): Promise<void> {
    await Promise.all([this.codes.dismiss(), this.jobs.dismiss()]);
  }

  private async attempt(entry: Entry): Promise<void> {
    try {
      const task = await this.outbox.claim(entry);
      if (!task) return;
      if (task.kind === 'code') this.metrics.claimed();
      await this.settle(task);
    } catch (error) {
      this.log.warn(
        { reason: reasonOf(error) },
        'a delivery was broken off; it comes back when its lease ends',
      );
    }
  }

  private async settle(task: Task): Promise<void> {
    try {
      if (task.kind === 'code') await this.sendCode(task);
      else if (task.kind === 'edit') await this.sendEdit(task);
      else await this.sendNotice(task);
    } catch (error) {
      if (error instanceof BotApiError) return this.settleFailure(task, error);
      if (error instanceof UnsettledSend) throw error;
      this.log.warn({ reason: reasonOf(error) }, 'a store is away; the delivery is tried again');
      await this.postpone(task, STORE_AWAY_MS);
    }
  }

  /** The chat is looked up after the claim: a code goes to who holds the phone now, never to the chat that asked. */
  private async sendCode(task: CodeTask): Promise<void> {
    const account = await this.accounts.byPhone(task.phone);
    if (!account || account.isBlocked) {
      await this.outbox.park(task);
      return this.metrics.settled('parked');
    }
    const { chatId, telegramId } = account;
    const language = languageFor(account, task.language);
    try {
      await this.whenThereIsPlace(task, chatId, async () => {
        const messageId = await this.api.push(chatId, codeMessage(language, task));
        this.metrics.sent(task);
        await this.settleSent(task, { chatId, messageId, language });
      });
    } catch (error) {
      if (error instanceof BotApiError && error.problem === 'unreachable') {
        await this.accounts.mark(telegramId, { isBlocked: true });
      }
      throw error;
    }
  }

  private sendEdit(task: EditTask): Promise<void> {
    return this.whenThereIsPlace(task, task.chatId, async () => {
      await this.api.edit(
        task.chatId,
        task.messageId,
        editedMessage(task.language ?? FALLBACK_LANGUAGE, task),
      );
      await this.outbox.delivered(task);
    });
  }

  private async sendNotice(task: NotificationTask): Promise<void> {
    const reader = await this.readerOf(task);
    // Nobody in Telegram holds the phone: nobody is there to be told. Who has blocked the bot may let it in again.
    if (reader === undefined) return this.outbox.fail(task);
    if (reader === 'blocked') return this.outbox.hold(task, BLOCKED_MS, 'unreachable');
    const { chatId, language } = reader;
    try {
      await this.whenThereIsPlace(task, chatId, async () => {
        await this.api.push(chatId, notificationMessage(language, task));
        await this.settleSent(task);
      });
    } catch (error) {
      const isBlocked = error instanceof BotApiError && error.problem === 'unreachable';
      if (!isBlocked || !('phone' in task.to)) throw error;
      await this.outbox.hold(task, BLOCKED_MS, 'unreachable');
    }
  }

  private async readerOf({
    to,
    language,
  }: NotificationTask): Promise<{ chatId: number; language: Language } | 'blocked' | undefined> {
    if ('chatId' in to) return { chatId: to.chatId, language: language ?? FALLBACK_LANGUAGE };
    const account = await this.accounts.byPhone(to.phone);
    if (account?.isBlocked) return 'blocked';
    return account && { chatId: account.chatId, language: languageFor(account, language) };
  }

  /** Waits for a place in the budget for as long as the lease can spare, and gives the task back where that is not enough. */
  private async whenThereIsPlace(task: Task, chatId: number, send: () => Promise<void>): Promise<void> {
    const noPlace = await this.budget.run(KINDS[task.kind], chatId, spareMs(task), async () => {
      if (spareMs(task) < 0) return this.postpone(task, NO_PLACE_MS);
      // It died while it waited; the next claim finds it dead.
      if (msLeft(task) <= 0) return this.postpone(task, 0);
      await send();
    });
    if (noPlace?.reason === 'chat_paused') await this.hold(task, noPlace.waitMs);
    else if (noPlace) await this.postpone(task, Math.max(noPlace.waitMs, NO_PLACE_MS));
  }

  /** It is in the chat. A Redis that is away for a moment must not bring it there again: only the note of it is repeated. */
  private async settleSent(task: Task, message?: Parameters<Outbox['delivered']>[1]): Promise<void> {
    for (;;) {
      try {
        return await this.outbox.delivered(task, message);
      } catch (error) {
        if (Date.now() + SETTLE_AGAIN_MS > task.leaseEndsAt.getTime())
          throw new UnsettledSend({ cause: error });
        await wait(SETTLE_AGAIN_MS);
      }
    }
  }

  private async settleFailure(task: Task, error: BotApiError): Promise<void> {
    switch (error.problem) {
      case 'flood':
        return this.hold(task, error.retryAfterMs);
      case 'passing':
      case 'bad_token':
      case 'conflict':
        this.log.warn(
          { reason: error.message, tries: task.tries },
          'Telegram did not take a message; again later',
        );
        await this.outbox.retry(
          task,
          growingDelayMs(task.tries),
          error.problem === 'bad_token' ? 'bad_token' : 'passing',
        );
        return this.count(task, 'retried');
      case 'refused':
        this.log.error({ reason: error.message, kind: task.kind }, 'Telegram refused a message');
        return this.fail(task);
      case 'unreachable':
      case 'unchanged':
        return this.fail(task);
    }
  }

  private async postpone(task: Task, inMs: number): Promise<void> {
    await this.outbox.postpone(task, untilItsEnd(task, inMs));
    this.count(task, 'postponed');
  }

  /** Until Telegram takes something for this chat again. */
  private async hold(task: Task, inMs: number): Promise<void> {
    await this.outbox.hold(task, untilItsEnd(task, inMs), 'flood');
    this.count(task, 'postponed');
  }

  private async fail(task: Task): Promise<void> {
    await this.outbox.fail(task);
    this.count(task, 'failed');
  }

  private count(task: Task, outcome: CodeOutcome): void {
    if (task.kind === 'code') this.metrics.settled(outcome);
  }
}
