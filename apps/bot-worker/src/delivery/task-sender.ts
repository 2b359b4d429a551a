import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { FALLBACK_LANGUAGE, type Language } from '@app/contract';
import type { CodeTask, EditTask, NotificationTask, Task } from '@app/otp';
import { TRACER, type Tracer } from '@app/runtime';
import { TelegramAccounts } from '@app/telegram';
import { knownLanguage, messageLanguage } from '../messages/message-language';
import { codeMessage, editedMessage } from '../messages/messages';
import { notificationMessage } from '../messages/notification-messages';
import { BotApi } from '../telegram/bot-api';
import { BotApiError } from '../telegram/bot-api-error';
import { SendBudget } from '../telegram/budget/send-budget';
import type { SendKind } from '../telegram/budget/send-rates';
import { lifetimeLeftMs, MeteredOutbox } from './metered-outbox';

/** A send takes up to 10 s. It is not started if it could outlive the lease. */
const LEASE_NEEDED_MS = 11_000;
const NO_SLOT_RETRY_MS = 500;
const BLOCKED_RETRY_MS = 600_000;

const SEND_KIND: Readonly<Record<Task['kind'], SendKind>> = {
  code: 'code',
  edit: 'edit',
  notification: 'notification',
};

type Recipient = { readonly chatId: number; readonly language: Language };

const isUnreachable = (error: unknown): boolean =>
  error instanceof BotApiError && error.problem === 'unreachable';

const leaseToSpareMs = ({ leaseEndsAt }: Task): number =>
  leaseEndsAt.getTime() - Date.now() - LEASE_NEEDED_MS;

/** Sends a claimed task to Telegram and records the outcome. The caller handles failures of Telegram. */
@Injectable()
export class TaskSender {
  private readonly log = new Logger(TaskSender.name);

  constructor(
    private readonly outbox: MeteredOutbox,
    private readonly accounts: TelegramAccounts,
    private readonly api: BotApi,
    private readonly budget: SendBudget,
    @Optional() @Inject(TRACER) private readonly tracer: Tracer | undefined,
  ) {}

  /** @throws BotApiError, UnrecordedSend, and the error of an unavailable store */
  send(task: Task): Promise<void> {
    switch (task.kind) {
      case 'code':
        return this.sendCode(task);
      case 'edit':
        return this.sendEdit(task);
      case 'notification':
        return this.sendNotification(task);
    }
  }

  /**
   * Reads the chat after the claim, so that a code goes to the present holder of the phone and never to the chat that asked.
   */
  private async sendCode(task: CodeTask): Promise<void> {
    const account = await this.accounts.byPhone(task.phone);
    if (!account || account.isBlocked) return this.outbox.park(task);
    const { chatId, telegramId } = account;
    const language = knownLanguage(account, task.language);
    try {
      await this.sendWithinBudget(task, chatId, async () => {
        const message = codeMessage(language ?? FALLBACK_LANGUAGE, task);
        const messageId = await this.call(task, () => this.api.sendMessage(chatId, message));
        await this.outbox.recordSent(task, { chatId, messageId, language });
      });
    } catch (error) {
      if (isUnreachable(error)) await this.accounts.mark(telegramId, { isBlocked: true });
      throw error;
    }
  }

  private sendEdit(task: EditTask): Promise<void> {
    const { chatId, messageId, language } = task;
    return this.sendWithinBudget(task, chatId, async () => {
      const message = editedMessage(language ?? FALLBACK_LANGUAGE, task);
      await this.call(task, () => this.api.editMessage(chatId, messageId, message));
      await this.outbox.recordEdited(task);
    });
  }

  private async sendNotification(task: NotificationTask): Promise<void> {
    const recipient = await this.recipientOf(task);
    // Without an account there is nobody to notify: the sessions of a phone have ended with its link. A blocked bot may be unblocked, so the notification is kept.
    if (recipient === undefined) return this.outbox.fail(task);
    if (recipient === 'blocked') return this.outbox.hold(task, BLOCKED_RETRY_MS, 'unreachable');
    const { chatId, language } = recipient;
    try {
      await this.sendWithinBudget(task, chatId, async () => {
        await this.call(task, () => this.api.sendMessage(chatId, notificationMessage(language, task)));
        await this.outbox.recordSent(task);
      });
    } catch (error) {
      if (!isUnreachable(error) || 'chatId' in task.to) throw error;
      await this.outbox.hold(task, BLOCKED_RETRY_MS, 'unreachable');
    }
  }

  /** Logs a call of the Bot API that Telegram accepted. `OutboxDelivery` logs the others. */
  private async call<Result>(task: Task, send: () => Promise<Result>): Promise<Result> {
    const startedAtMs = Date.now();
    try {
      const result = await send();
      const { requestId, kind } = task;
      this.log.log({ requestId, kind, ms: Date.now() - startedAtMs }, 'Telegram accepted a message');
      this.traceCall(task, startedAtMs);
      return result;
    } catch (error) {
      this.traceCall(task, startedAtMs, error);
      throw error;
    }
  }

  private traceCall({ requestId, kind, lease }: Task, startedAtMs: number, error?: unknown): void {
    if (requestId === undefined) return;
    this.tracer?.record({
      name: kind === 'edit' ? 'editMessageText' : 'sendMessage',
      kind: 'client',
      requestId,
      parentKey: lease,
      startedAtMs,
      endedAtMs: Date.now(),
      attributes: {
        'otpravka.task': kind,
        'error.type': error instanceof BotApiError ? error.problem : undefined,
      },
      hasFailed: error !== undefined,
    });
  }

  private async recipientOf({ to, language }: NotificationTask): Promise<Recipient | 'blocked' | undefined> {
    if ('chatId' in to) return { chatId: to.chatId, language: language ?? FALLBACK_LANGUAGE };
    const account = await ('ownerId' in to
      ? this.accounts.byTelegramId(to.ownerId)
      : this.accounts.byPhone(to.phone));
    if (account?.isBlocked) return 'blocked';
    return account && { chatId: account.chatId, language: messageLanguage(account, language) };
  }

  /** Waits for a slot of the send budget while the lease allows it. Otherwise the task is due again later. */
  private async sendWithinBudget(task: Task, chatId: number, send: () => Promise<void>): Promise<void> {
    const noSlot = await this.budget.runInSlot(
      SEND_KIND[task.kind],
      chatId,
      leaseToSpareMs(task),
      async () => {
        if (leaseToSpareMs(task) < 0) return this.outbox.postpone(task, NO_SLOT_RETRY_MS);
        // The code expired while it waited for the slot. The next claim removes it.
        if (lifetimeLeftMs(task) <= 0) return this.outbox.postpone(task, 0);
        await send();
      },
    );
    if (noSlot?.reason === 'chat_paused') await this.outbox.hold(task, noSlot.waitMs, 'flood');
    else if (noSlot) await this.outbox.postpone(task, Math.max(noSlot.waitMs, NO_SLOT_RETRY_MS));
  }
}
