import { Action, Ctx, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { text, type TextKey } from '@app/i18n';
import { Outbox } from '@app/otp';
import { OutboxDelivery } from '../delivery/outbox-delivery';
import { textMessage } from '../messages/messages';
import { BotApi } from '../telegram/bot-api';
import { Conversation } from './conversation';
import { holdsCode } from './holds-code';
import { Refusal, type RefusalOutcome } from './refusal';

const TEXTS = {
  refused: { toast: 'bot.refusedToast', reply: 'bot.refused' },
  erase_refused: { toast: 'bot.refusedToast', reply: 'bot.refusedErase' },
  session_ended: { toast: 'bot.endedToast', reply: 'bot.refusedUsed' },
  session_over: { toast: 'bot.goneToast', reply: 'bot.refusedEnded' },
  gone: { toast: 'bot.goneToast', reply: undefined },
} as const satisfies Record<RefusalOutcome, { toast: TextKey; reply: TextKey | undefined }>;

/** What the message of the pressed button becomes. The outbox edits the message that holds the code. */
const EDITS: Readonly<Partial<Record<RefusalOutcome, TextKey>>> = {
  refused: 'bot.edited.refused',
  session_ended: 'bot.edited.ended',
};

/** The button "It was not me" under a code, and under the message that says who has signed in with the code. */
@Update()
export class RefuseUpdate {
  constructor(
    private readonly conversation: Conversation,
    private readonly refusal: Refusal,
    private readonly outbox: Outbox,
    private readonly delivery: OutboxDelivery,
    private readonly api: BotApi,
  ) {}

  @Action(/^not-me:([0-9a-f]{1,60})$/)
  async refuse(@Ctx() context: Context & { match: RegExpExecArray }): Promise<void> {
    const challengeId = context.match[1]!;
    const sender = await this.conversation.identifySender(context);
    const { account, chatId, language } = sender;
    const query = context.callbackQuery!;
    const outcome = await this.api.withSlotAhead('press', chatId, async () => {
      const found = account
        ? await this.refusal.refuse(challengeId, account.phone, String(context.update.update_id))
        : 'gone';
      await this.api.answerCallback(query, text(language, TEXTS[found].toast));
      return found;
    });
    const { reply } = TEXTS[outcome];
    const pressed = EDITS[outcome];
    if (pressed !== undefined && query.message && !holdsCode(query.message))
      await this.api.editPressedMessage(chatId, query.message.message_id, textMessage(language, pressed));
    if (outcome === 'refused' || outcome === 'erase_refused')
      await this.delivery.deliver(this.outbox.editEntry(challengeId));
    if (reply !== undefined) await this.conversation.reply(sender, textMessage(language, reply));
  }
}
