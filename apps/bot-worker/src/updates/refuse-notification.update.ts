import { Action, Ctx, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { text, type TextKey } from '@app/i18n';
import { contactRequest, textMessage } from '../messages/messages';
import { BotApi } from '../telegram/bot-api';
import { Conversation } from './conversation';
import { NotificationRefusal } from './notification-refusal';
import type { Sender } from './sender';

const RELINK_TEXTS = {
  ended: { toast: 'bot.sessions.endedToast', reply: 'bot.refusedRelink' },
  over: { toast: 'bot.oldButtonToast', reply: 'bot.refusedRelinkOver' },
  back: { toast: undefined, reply: 'bot.refusedRelinkBack' },
} as const satisfies Record<string, { toast: TextKey | undefined; reply: TextKey }>;

/** The button "It was not me" under the notifications that a token was used twice, and that a phone has another account. */
@Update()
export class RefuseNotificationUpdate {
  constructor(
    private readonly conversation: Conversation,
    private readonly refusal: NotificationRefusal,
    private readonly api: BotApi,
  ) {}

  @Action(/^not-my-token:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/)
  async refuseReuse(@Ctx() context: Context & { match: RegExpExecArray }): Promise<void> {
    const sender = await this.conversation.identifySender(context);
    const { account, language } = sender;
    if (!account) {
      await this.answerPress(context, sender, 'bot.oldButtonToast');
      return this.conversation.reply(sender, contactRequest(language, 'bot.shareFirst'));
    }
    const hasEnded = await this.refusal.refuseReuse(account, context.match[1]!);
    await this.answerPress(context, sender, hasEnded ? 'bot.sessions.endedToast' : 'bot.sessions.goneToast');
    const reply = hasEnded ? 'bot.refusedKey' : 'bot.refusedKeyOver';
    await this.conversation.reply(sender, textMessage(language, reply));
  }

  @Action(/^not-my-relink:([\w:]{1,50})$/)
  async refuseRelink(@Ctx() context: Context & { match: RegExpExecArray }): Promise<void> {
    const id = context.match[1]!;
    const sender = await this.conversation.identifySender(context);
    const { account, language, telegramId } = sender;
    const { outcome, reply } = await this.api.withSlotAhead('press', sender.chatId, async () => {
      const refused = await this.refusal.refuseRelink(telegramId, account, id);
      const { toast, reply: text } = RELINK_TEXTS[refused];
      await this.answerPress(context, sender, toast);
      return { outcome: refused, reply: text };
    });
    await this.conversation.reply(
      sender,
      outcome === 'back' ? textMessage(language, reply) : contactRequest(language, reply),
    );
    await this.refusal.forgetRelink(telegramId, id);
  }

  /** The text of a notification stays true, so it only loses its button. */
  private async answerPress(
    { callbackQuery: query }: Context,
    { chatId, language }: Sender,
    toast: TextKey | undefined,
  ): Promise<void> {
    await this.api.answerCallback(query!, toast && text(language, toast));
    if (query!.message) await this.api.tryRemoveButtons(chatId, query!.message.message_id);
  }
}
