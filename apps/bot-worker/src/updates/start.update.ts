import { Ctx, Start, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { BotChallenges, type LinkedChallenge } from '@app/otp';
import { RememberedLanguages } from '@app/telegram';
import { codeOffer, contactRequest, originText } from '../messages/messages';
import { allEnded } from './all-ended';
import { Conversation } from './conversation';
import { Links } from './links';
import { ReadAhead } from './read-ahead';
import { type Sender, senderFromPage } from './sender';

/** `/start`, and `/start <token>` of a link of the sign-in page. */
@Update()
export class StartUpdate {
  constructor(
    private readonly conversation: Conversation,
    private readonly challenges: BotChallenges,
    private readonly links: Links,
    private readonly readAhead: ReadAhead,
    private readonly languages: RememberedLanguages,
  ) {}

  @Start()
  async start(@Ctx() context: Context & { payload: string }): Promise<void> {
    const sender = await this.conversation.identifySender(context);
    await (context.payload === '' ? this.greet(sender) : this.openLink(context, sender));
  }

  private greet(sender: Sender): Promise<void> {
    const { account, language } = sender;
    return this.conversation.reply(
      sender,
      account ? codeOffer(language, 'bot.greetingAgain') : contactRequest(language, 'bot.greeting'),
    );
  }

  private async openLink({ update, payload }: Context & { payload: string }, opener: Sender): Promise<void> {
    const challenge = await this.readAhead.challengeOf(update, payload);
    if (!challenge) return this.links.replyGone(opener);
    const sender = senderFromPage(opener, challenge.language);
    const page = sender === opener ? undefined : challenge.language;
    await allEnded([
      page && this.languages.remember(sender.telegramId, 'recent', page),
      this.answerLink(sender, challenge),
    ]);
  }

  private async answerLink(sender: Sender, challenge: LinkedChallenge): Promise<void> {
    const { account, language, telegramId } = sender;
    if (account) {
      const opened = await this.links.open(sender, account.phone, challenge.challengeId);
      return opened === 'gone' ? this.links.replyGone(sender) : undefined;
    }
    const origin = originText(language, challenge.origin);
    await allEnded([
      this.challenges.awaitContact(telegramId, challenge.challengeId),
      this.conversation.reply(sender, contactRequest(language, 'bot.shareToGet', { origin })),
    ]);
  }
}
