import { Injectable } from '@nestjs/common';
import { type E164, formatPhone, numbersWithSameDigits } from '@app/contract';
import {
  type PhoneChange as Change,
  PhoneChanges,
  type PhoneHolding,
  type TelegramAccount,
  TelegramAccounts,
} from '@app/telegram';
import { messageLanguage } from '../messages/message-language';
import { contactRequest, textRemovingKeyboard } from '../messages/messages';
import { phoneChangeQuestion } from '../messages/phone-change-question';
import { Conversation } from './conversation';
import { Relinking } from './relinking';
import type { Sender } from './sender';

type Obstacle = 'hasShop' | 'held';

/** Gives a linked account another phone and moves its shop there, after a confirmation. */
@Injectable()
export class PhoneChange {
  constructor(
    private readonly conversation: Conversation,
    private readonly accounts: TelegramAccounts,
    private readonly changes: PhoneChanges,
    private readonly relinking: Relinking,
  ) {}

  /** Asks the person, who has proved to hold the phone, or says what stands in the way. */
  async offer(sender: Sender, account: TelegramAccount, phone: E164): Promise<void> {
    const holding = await this.accounts.holdingOf(phone);
    const obstacle = obstacleOf(account, phone, holding);
    if (obstacle) return this.refuse(sender, obstacle, phone);
    return this.conversation.withSlotAhead(sender, () =>
      this.ask(sender, { account, phone, holder: holding.holder }),
    );
  }

  private async ask(
    sender: Sender,
    asked: { account: TelegramAccount; phone: E164; holder: PhoneHolding['holder'] },
  ): Promise<void> {
    const { account, phone, holder } = asked;
    const token = await this.changes.ask(account.telegramId, {
      ...{ from: account.phone, to: phone },
      ...(holder && { holder: { ...holder, language: messageLanguage(holder) } }),
    });
    const question = { from: account.phone, to: phone, token };
    const hasShop = account.shopLanguage !== null;
    const notes = [hasShop ? 'bot.phoneChange.shopMoves' : 'bot.phoneChange.codesMove'] as const;
    await this.conversation.reply(
      sender,
      phoneChangeQuestion(
        sender.language,
        question,
        holder ? [...notes, 'bot.phoneChange.leavesOther'] : notes,
      ),
    );
  }

  /**
   * Closes the codes of both phones before the change, and again after it, because a request may have come between. The question
   * stays until everything is done, so a press that failed can be repeated. A refusal ends it: later the person may no longer hold
   * the phone, so it has to be proved again.
   */
  async confirm(sender: Sender, token: string): Promise<void> {
    const { account, telegramId } = sender;
    const change = account && (await this.changes.find(telegramId, token));
    if (!change || ![change.from, change.to].includes(account.phone)) return this.replyGone(sender);
    const { from, to, holder } = change;
    const obstacle = await this.obstacleSince(account, change);
    if (obstacle) {
      await this.refuse(sender, obstacle, to);
      return this.changes.forget(telegramId);
    }
    await this.changes.keep(telegramId, change);
    await this.closeChallenges(from, to);
    const changed = await this.accounts.changePhone(telegramId, { from, to, holder: holder?.telegramId });
    switch (changed.outcome) {
      case 'held':
      case 'has_shop':
        await this.refuse(sender, changed.outcome === 'held' ? 'held' : 'hasShop', to);
        break;
      case 'gone':
        await this.replyGone(sender);
        break;
      case 'changed':
      case 'unchanged':
        await this.closeChallenges(from, to);
        if (changed.outcome === 'changed') this.relinking.publishEnded(changed);
        if (holder) await this.relinking.notifyFormerHolder(to, holder);
        await this.replyDone(sender, account, to);
    }
    await this.changes.forget(telegramId);
  }

  async decline(sender: Sender, token: string): Promise<void> {
    const { account, language, telegramId } = sender;
    if (!account || !(await this.changes.find(telegramId, token))) return this.replyGone(sender);
    const params = { phone: formatPhone(account.phone) };
    await this.conversation.reply(sender, textRemovingKeyboard(language, 'bot.phoneChange.kept', params));
    await this.changes.forget(telegramId);
  }

  /** This is checked before any challenge is closed: a phone that cannot be had must not be affected. */
  private async obstacleSince(
    account: TelegramAccount,
    { to, holder }: Change,
  ): Promise<Obstacle | undefined> {
    if (account.phone === to) return undefined;
    const holding = await this.accounts.holdingOf(to);
    const isHeldByAnother = holding.holder !== null && holding.holder.telegramId !== holder?.telegramId;
    return isHeldByAnother ? 'held' : obstacleOf(account, to, holding);
  }

  private async closeChallenges(...phones: readonly E164[]): Promise<void> {
    await Promise.all(phones.map((phone) => this.relinking.closeChallenges(phone)));
  }

  private refuse(sender: Sender, obstacle: Obstacle, phone: E164): Promise<void> {
    const params = { phone: formatPhone(phone) };
    return this.conversation.reply(
      sender,
      textRemovingKeyboard(sender.language, `bot.phoneChange.${obstacle}`, params),
    );
  }

  private replyDone(sender: Sender, before: TelegramAccount, phone: E164): Promise<void> {
    const key = before.shopLanguage === null ? 'bot.phoneChange.doneWithoutShop' : 'bot.phoneChange.done';
    const params = { phone: formatPhone(phone) };
    return this.conversation.reply(sender, textRemovingKeyboard(sender.language, key, params));
  }

  /** Names the phone that is linked now, which is the new one after a second press. */
  private replyGone(sender: Sender): Promise<void> {
    const { account, language } = sender;
    return this.conversation.reply(
      sender,
      account
        ? contactRequest(language, 'bot.phoneChange.gone', { phone: formatPhone(account.phone) })
        : contactRequest(language, 'bot.shareFirst'),
    );
  }
}

/**
 * A phone has one shop, so two shops cannot meet. A contact whose digits are also a number of another country takes no phone
 * from another account (docs/decisions/0019-a-number-that-two-countries-share.md).
 */
function obstacleOf(
  account: TelegramAccount,
  phone: E164,
  { hasShop, holder }: PhoneHolding,
): Obstacle | undefined {
  if (hasShop && account.shopLanguage !== null) return 'hasShop';
  return holder !== null && numbersWithSameDigits(phone).length > 0 ? 'held' : undefined;
}
