import { setMaxListeners } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { Changes } from '../world/changes';
import { unixNow } from '../world/world';
import { chatIdOf, Update, UpdateQueue } from './update-queue';
import { postUpdate, WebhookSettings } from './post-update';

export interface WebhookTrouble {
  readonly message: string;
  readonly date: number;
}

/** Runs a method that the bot wrote into its answer to a webhook request. */
export type WebhookReply = (method: string, payload: Record<string, unknown>) => Promise<unknown>;

const longestDelayFactor = 32;

/**
 * Posts pending updates to the bot. Updates of one chat are posted one after another. An update that was not answered
 * with 2xx is posted again after a growing delay, and delays only its own chat.
 */
export class Webhook {
  private settings: WebhookSettings | undefined;
  private trouble: WebhookTrouble | undefined;
  private generation = new AbortController();
  private readonly busyChats = new Set<string>();
  private readonly failures = new Map<Update, number>();
  private openConnections = 0;
  private execute: WebhookReply | undefined;
  private hasFailed = false;
  private reportOutcome: () => void = () => undefined;

  constructor(
    private readonly queue: UpdateQueue,
    changes: Changes,
    private readonly firstRetryMs: number,
  ) {
    changes.subscribe(({ type }) => {
      if (type === 'update') this.postPending();
    });
  }

  get current(): WebhookSettings | undefined {
    return this.settings;
  }

  get lastTrouble(): WebhookTrouble | undefined {
    return this.trouble;
  }

  /** Whether the last update was not accepted. */
  get isFailing(): boolean {
    return this.hasFailed;
  }

  /** Reports when the webhook begins or ceases to fail, and when it is set or deleted. */
  onOutcome(report: () => void): void {
    this.reportOutcome = report;
  }

  onReply(execute: WebhookReply): void {
    this.execute = execute;
  }

  /** Setting the same webhook again changes nothing and keeps the last error, as at Telegram. */
  set(settings: WebhookSettings | undefined): void {
    if (settings !== undefined && isDeepStrictEqual(settings, this.settings)) return;
    this.halt();
    this.generation = new AbortController();
    // Each delivery and each waiting retry adds a listener.
    setMaxListeners(0, this.generation.signal);
    this.trouble = undefined;
    this.hasFailed = false;
    this.settings = settings;
    this.reportOutcome();
    this.postPending();
  }

  /** Aborts requests that are in flight. Their updates stay pending. */
  halt(): void {
    this.generation.abort();
    this.busyChats.clear();
    this.failures.clear();
    this.openConnections = 0;
  }

  private postPending(): void {
    if (!this.settings || this.generation.signal.aborted) return;
    for (const update of this.queue.pending) {
      if (this.openConnections >= this.settings.maxConnections) return;
      const chat = String(chatIdOf(update));
      if (this.busyChats.has(chat)) continue;
      this.busyChats.add(chat);
      this.openConnections += 1;
      void this.deliver(this.settings, update, chat, this.generation.signal);
    }
  }

  private async deliver(
    settings: WebhookSettings,
    update: Update,
    chat: string,
    generation: AbortSignal,
  ): Promise<void> {
    const answer = await postUpdate(settings, update, generation);
    if (generation.aborted) return;
    this.openConnections -= 1;
    if (answer.kind === 'failed') {
      this.retryLater(answer.reason, update, chat, generation);
      this.recordOutcome(true);
      this.postPending();
      return;
    }
    this.recordOutcome(false);
    this.failures.delete(update);
    if (answer.reply) await this.execute?.(answer.reply.method, answer.reply.payload);
    if (generation.aborted) return;
    this.busyChats.delete(chat);
    this.queue.confirm(update);
    this.postPending();
  }

  private recordOutcome(hasFailed: boolean): void {
    if (this.hasFailed === hasFailed) return;
    this.hasFailed = hasFailed;
    this.reportOutcome();
  }

  private retryLater(reason: string, update: Update, chat: string, generation: AbortSignal): void {
    this.trouble = { message: reason, date: unixNow() };
    const failures = (this.failures.get(update) ?? 0) + 1;
    this.failures.set(update, failures);
    const factor = Math.min(2 ** (failures - 1), longestDelayFactor);
    const timer = setTimeout(() => {
      this.busyChats.delete(chat);
      this.postPending();
    }, this.firstRetryMs * factor);
    generation.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }
}
