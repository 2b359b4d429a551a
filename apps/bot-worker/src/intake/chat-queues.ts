import { Injectable } from '@nestjs/common';
import type { Update } from 'telegraf/types';
import { IntakeMetrics } from './intake-metrics';

/** An answer a second is what a chat gets, so these wait for about as many seconds. */
const MOST_IN_A_CHAT = 10;

export function chatOf(update: Update): number {
  if ('message' in update) return update.message.chat.id;
  if ('my_chat_member' in update) return update.my_chat_member.chat.id;
  return 'callback_query' in update ? update.callback_query.from.id : 0;
}

/**
 * How many updates of each chat are taken and not done. Who sends more than can be answered loses the surplus: it would
 * hold up what Telegram brings of everybody else.
 */
@Injectable()
export class ChatQueues {
  private readonly taken = new Map<number, number>();

  constructor(private readonly metrics: IntakeMetrics) {}

  /** @returns false where it is one too many */
  enter(update: Update): boolean {
    const chat = chatOf(update);
    const before = this.taken.get(chat) ?? 0;
    if (before >= MOST_IN_A_CHAT) {
      this.metrics.count('surplus');
      return false;
    }
    this.taken.set(chat, before + 1);
    return true;
  }

  leave(update: Update): void {
    const chat = chatOf(update);
    const left = (this.taken.get(chat) ?? 1) - 1;
    if (left > 0) this.taken.set(chat, left);
    else this.taken.delete(chat);
  }
}
