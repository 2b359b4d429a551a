import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { RedisStore, Script } from '@app/redis';

/**
 * Who is answered in the chat now goes first; pushed codes leave room for them; edits and notices go where nothing else
 * waits.
 */
export type SendKind = 'answer' | 'code' | 'edit' | 'notice';

/** Of what the bot may send, pushed codes get this much. */
const SHARE_OF_CODES = 0.8;
/** Bot API FAQ: no more than one message a second in a chat. */
const CHAT_GAP_MS = 1_000;

/** A place this far ahead is taken, and waited for; nearer for what is less urgent. */
const AHEAD_MS: Readonly<Record<SendKind, number>> = { answer: 500, code: 200, edit: 0, notice: 0 };
const LONGEST_NAP_MS = 250;

/** What Telegram takes of a bot, shared by all workers. */
export class SendBudget {
  private readonly reserve: Script;

  constructor(
    private readonly store: RedisStore,
    private readonly perSecond: number,
  ) {
    this.reserve = store.script(join(__dirname, 'scripts', 'reserve-send.lua'));
  }

  /** Waits for a place. @returns false where there is none within `patienceMs` */
  async take(kind: SendKind, chatId: number, patienceMs: number): Promise<boolean> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const { isOurs, waitMs } = await this.ask(kind, chatId);
      if (isOurs) {
        if (waitMs > 0) await wait(waitMs);
        return true;
      }
      if (Date.now() + Math.min(waitMs, LONGEST_NAP_MS) >= deadline) return false;
      // Not all at once: who asks again first is left to chance.
      await wait(Math.min(waitMs, LONGEST_NAP_MS) * (0.75 + Math.random() / 2));
    }
  }

  private async ask(kind: SendKind, chatId: number): Promise<{ isOurs: boolean; waitMs: number }> {
    // An edit is no message of the chat.
    const chatGap = kind === 'edit' ? 0 : CHAT_GAP_MS;
    const chat = kind === 'edit' ? `edits:${chatId}` : `chat:${chatId}`;
    const gap = 1000 / this.perSecond;
    const reply = (await this.reserve(
      ['bot', 'codes', chat].map((part) => this.store.key('{budget}', part)),
      [gap, kind === 'code' ? gap / SHARE_OF_CODES : 0, chatGap, AHEAD_MS[kind]],
    )) as [string, string];
    return { isOurs: reply[0] === 'yours', waitMs: Number(reply[1]) };
  }
}
