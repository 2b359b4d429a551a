import { setMaxListeners } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { Bell } from '../world/bell';
import { unixNow } from '../world/world';
import { Update, UpdateQueue } from './update-queue';
import { postUpdate, WebhookSettings } from './post-update';

export interface WebhookTrouble {
  readonly message: string;
  readonly date: number;
}

/** A method that the bot wrote into its answer to a webhook request. */
export type WebhookReply = (method: string, payload: Record<string, unknown>) => Promise<unknown>;

const longestDelayFactor = 32;

/**
 * Pushes pending updates to the bot. One chat's updates go one after another; an update that was not
 * answered with 2xx goes again after a growing delay and holds back its chat alone.
 */
export class Webhook {
  private settings: WebhookSettings | undefined;
  private trouble: WebhookTrouble | undefined;
  private generation = new AbortController();
  private readonly heldChats = new Set<string>();
  private readonly failures = new Map<Update, number>();
  private openConnections = 0;
  private execute: WebhookReply | undefined;

  constructor(
    private readonly queue: UpdateQueue,
    bell: Bell,
    private readonly firstRetryMs: number,
  ) {
    bell.subscribe(({ type }) => {
      if (type === 'update') this.pump();
    });
  }

  get current(): WebhookSettings | undefined {
    return this.settings;
  }

  get lastTrouble(): WebhookTrouble | undefined {
    return this.trouble;
  }

  onReply(execute: WebhookReply): void {
    this.execute = execute;
  }

  /** The same again changes nothing, and the last trouble stays, as at Telegram. */
  set(settings: WebhookSettings | undefined): void {
    if (settings !== undefined && isDeepStrictEqual(settings, this.settings)) return;
    this.halt();
    this.generation = new AbortController();
    // One listener for each delivery and each retry that waits.
    setMaxListeners(0, this.generation.signal);
    this.trouble = undefined;
    this.settings = settings;
    this.pump();
  }

  /** Aborts what is on its way; the update stays pending. */
  halt(): void {
    this.generation.abort();
    this.heldChats.clear();
    this.failures.clear();
    this.openConnections = 0;
  }

  private pump(): void {
    if (!this.settings || this.generation.signal.aborted) return;
    for (const update of this.queue.pending) {
      if (this.openConnections >= this.settings.maxConnections) return;
      const chat = chatKeyOf(update);
      if (this.heldChats.has(chat)) continue;
      this.heldChats.add(chat);
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
      this.pump();
      return;
    }
    this.failures.delete(update);
    if (answer.reply) await this.execute?.(answer.reply.method, answer.reply.payload);
    if (generation.aborted) return;
    this.heldChats.delete(chat);
    this.queue.confirm(update);
    this.pump();
  }

  private retryLater(reason: string, update: Update, chat: string, generation: AbortSignal): void {
    this.trouble = { message: reason, date: unixNow() };
    const failures = (this.failures.get(update) ?? 0) + 1;
    this.failures.set(update, failures);
    const factor = Math.min(2 ** (failures - 1), longestDelayFactor);
    const timer = setTimeout(() => {
      this.heldChats.delete(chat);
      this.pump();
    }, this.firstRetryMs * factor);
    generation.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }
}

function chatKeyOf(update: Update): string {
  for (const body of Object.values(update)) {
    const chatId = chatIdIn(body) ?? chatIdIn(fieldOf(body, 'message'));
    if (typeof chatId === 'number') return String(chatId);
  }
  return 'no chat';
}

function chatIdIn(body: unknown): unknown {
  return fieldOf(fieldOf(body, 'chat'), 'id');
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
