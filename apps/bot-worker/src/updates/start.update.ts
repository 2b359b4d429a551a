import { Ctx, Start, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { BotChallenges } from '@app/otp';
import { codeOffer, contactRequest, originText } from '../messages/messages';
import { Conversation } from './conversation';
import { Links } from './links';
import type { Sender } from './sender';

/** `/start`, and `/start <token>` of a link of the sign-in page. */
@Update()
export class StartUpdate {
  constructor(
    private readonly conversation: Conversation,
    private readonly challenges: BotChallenges,
    private readonly links: Links,
  ) {}

  @Start()
  async start(@Ctx() context: Context & { payload: string }): Promise<void> {
    const sender = await this.conversation.identifySender(context);
    await (context.payload === '' ? this.greet(sender) : this.openLink(sender, context.payload));
  }

  private greet(sender: Sender): Promise<void> {
    const { account, language } = sender;
    return this.conversation.reply(
      sender,
      account ? codeOffer(language, 'bot.greetingAgain') : contactRequest(language, 'bot.greeting'),
    );
  }

  private async openLink(opener: Sender, token: string): Promise<void> {
    const challenge = await this.challenges.findByLink(token);
    if (!challenge) return this.links.replyGone(opener);
    const sender = await this.conversation.followPage(opener, challenge.language);
    const { account, language, telegramId } = sender;
    if (account) {
      const opened = await this.links.open(sender, account.phone, challenge.challengeId);
      return opened === 'gone' ? this.links.replyGone(sender) : undefined;
    }

    await this.challenges.awaitContact(telegramId, challenge.challengeId);
    const origin = originText(language, challenge.origin);
    return this.conversation.reply(sender, contactRequest(language, 'bot.shareToGet', { origin }));
  }
}
