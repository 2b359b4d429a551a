import { Injectable } from '@nestjs/common';
import { type E164, numbersWithSameDigits } from '@app/contract';
import { type Linked, TelegramAccounts } from '@app/telegram';
import { messageLanguage } from '../messages/message-language';
import { Relinking } from './relinking';
import type { Sender } from './sender';

/** How many accounts may take a phone from one another while one account is linked to it. */
const MOST_HOLDERS = 10;

/** Links a phone to an account that has proved to hold it and has no other phone. */
@Injectable()
export class Linking {
  constructor(
    private readonly accounts: TelegramAccounts,
    private readonly relinking: Relinking,
  ) {}

  async link(sender: Sender, phone: E164, updateId: string): Promise<Linked> {
    if (numbersWithSameDigits(phone).length > 0) return this.linkIfFree(sender, phone, updateId);
    const linked = await this.linkOrMove(sender, phone);
    if (linked.outcome === 'moved') await this.relinking.finish(phone, linked);
    return linked;
  }

  /**
   * Takes the phone from its holder, who is notified before: if this worker dies after the move, a retry no longer finds the
   * holder. Where another account takes the phone meanwhile, that one is the holder.
   */
  private async linkOrMove(sender: Sender, phone: E164): Promise<Linked> {
    for (let tries = 0; tries < MOST_HOLDERS; tries++) {
      const holder = await this.accounts.byPhone(phone);
      if (holder !== undefined && holder.telegramId !== sender.telegramId) {
        await this.relinking.closeChallenges(phone);
        await this.relinking.notifyFormerHolder(phone, { ...holder, language: messageLanguage(holder) });
      }
      const linked = await this.accounts.linkHeldBy(holder?.telegramId, sender, phone);
      if (linked.outcome !== 'held') return linked;
    }
    throw new Error('The holder of a phone has changed too often to take it over');
  }

  /** The contact may mean a number of another country, so an account that holds the phone keeps it until the holder agrees. */
  private async linkIfFree(sender: Sender, phone: E164, updateId: string): Promise<Linked> {
    const linked = await this.accounts.linkHeldBy(undefined, sender, phone);
    const holder = linked.outcome === 'held' ? await this.accounts.byPhone(phone) : undefined;
    if (holder) await this.relinking.askHolder(holder, sender, updateId);
    return linked;
  }
}
