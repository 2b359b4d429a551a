import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { RedisStore, Script } from '@app/redis';
import { botKeys } from '@app/telegram';

/**
 * Who is answered in the chat now goes first; pushed codes leave room for them; edits and notices go where nothing else
 * waits.
 */
export type SendKind = 'answer' | 'code' | 'edit' | 'notice';

/** Of what the bot may send, pushed codes get this much. */
const SHARE_OF_CODES = 0.8;
/** Places are this much slower than the limit: what a busy machine holds up and sends together stays below it, too. */
const PACE = 0.8;
/** Bot API FAQ: no more than one message a second in a chat. */
const CHAT_GAP_MS = 1_000;

/** A place this far ahead is taken, and waited for; nearer for what is less urgent. */
const AHEAD_MS: Readonly<Record<SendKind, number>> = { answer: 500, code: 200, edit: 0, notice: 0 };
const LONGEST_NAP_MS = 250;
/** A worker that was too busy to use its place in time asks for another one: else what was held up goes out all at once. */
const STALE_MS = 100;

const chatPart = (kind: SendKind, chatId: number): string =>
  `${kind === 'edit' ? 'edits' : 'chat'}:${chatId}`;

/** What Telegram takes of a bot, shared by all workers; and the pauses that it asks for, which all of them keep. */
export class SendBudget {
  private readonly reserve: Script;
  private readonly pauseSends: Script;
  private pausedUntil = 0;

  constructor(
    private readonly store: RedisStore,
    private readonly perSecond: number,
  ) {
    this.reserve = store.script(join(__dirname, 'scripts', 'reserve-send.lua'));
    this.pauseSends = store.script(join(__dirname, 'scripts', 'pause-sends.lua'));
  }

  /** Milliseconds for which Telegram wants nothing from this bot, as far as this worker has heard. */
  get pauseMs(): number {
    return Math.max(0, this.pausedUntil - Date.now());
  }

  /** Telegram wants nothing from this bot for so long (Bot API: `retry_after`). */
  async pause(ms: number): Promise<void> {
    this.heardOfPause(ms);
    // Redis being away only means that others learn it from Telegram themselves.
    await this.pauseSends([this.key('pause')], [ms]).catch(() => undefined);
  }

  /** Waits for a place, though not longer than `patienceMs`. @returns 0 where it is taken, else the ms to wait before asking again */
  async take(kind: SendKind, chatId: number, patienceMs: number): Promise<number> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const askedAt = Date.now();
      const { isOurs, waitMs } = await this.ask(kind, chatId);
      const hasCome = isOurs && (waitMs === 0 || (await this.isStillOurs(waitMs)));
      if (hasCome && Date.now() - askedAt - waitMs <= STALE_MS) return 0;
      // Nothing was sent: the chat need not wait for the next place.
      if (hasCome) await this.store.client.del(this.key(chatPart(kind, chatId)));
      // Never 0 here: a place that has gone stale is not taken.
      if (Date.now() + waitMs >= deadline) return Math.max(waitMs, 1);
      // Not all at once: who asks again first is left to chance.
      await wait(Math.min(waitMs, LONGEST_NAP_MS) * (0.75 + Math.random() / 2));
    }
  }

  /** Waits for a place ahead, which a pause that began meanwhile takes away. */
  private async isStillOurs(waitMs: number): Promise<boolean> {
    await wait(waitMs);
    const pauseMs = await this.store.client.pttl(this.key('pause'));
    if (pauseMs > 0) this.heardOfPause(pauseMs);
    return pauseMs <= 0;
  }

  private async ask(kind: SendKind, chatId: number): Promise<{ isOurs: boolean; waitMs: number }> {
    // An edit is no message of the chat.
    const chatGap = kind === 'edit' ? 0 : CHAT_GAP_MS;
    const gap = 1000 / (this.perSecond * PACE);
    const [outcome, ms] = (await this.reserve(
      ['bot', 'codes', chatPart(kind, chatId), 'pause'].map((part) => this.key(part)),
      [gap, kind === 'code' ? gap / SHARE_OF_CODES : 0, chatGap, AHEAD_MS[kind]],
    )) as [string, string];
    const waitMs = Number(ms);
    if (outcome === 'paused') this.heardOfPause(waitMs);
    return { isOurs: outcome === 'yours', waitMs };
  }

  private heardOfPause(ms: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, Date.now() + ms);
  }

  private key(part: string): string {
    return botKeys.budget(this.store, part);
  }
}
