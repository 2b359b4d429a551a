import { Ctx, Start, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { BotChallenges } from '@app/otp';
import { askingForContact, offeringCode, originText } from '../messages/compose';
import { Conversation, type Reception } from './conversation';
import { Links } from './links';

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
    const reception = await this.conversation.receive(context);
    await (context.payload === '' ? this.greet(reception) : this.open(reception, context.payload));
  }

  private greet({ visitor, account }: Reception): Promise<void> {
    const { language } = visitor;
    return this.conversation.say(
      visitor,
      account ? offeringCode(language, 'bot.greetingAgain') : askingForContact(language, 'bot.greeting'),
    );
  }

  private async open({ visitor, account }: Reception, token: string): Promise<void> {
    const { language, telegramId } = visitor;
    const challenge = await this.challenges.findByLink(token);
    if (!challenge) return this.links.tellGone(visitor);
    if (account) {
      const opened = await this.links.open(visitor, account.phone, challenge.challengeId);
      return opened === 'gone' ? this.links.tellGone(visitor) : undefined;
    }

    await this.challenges.awaitContact(telegramId, challenge.challengeId);
    const origin = originText(language, challenge.origin);
    return this.conversation.say(visitor, askingForContact(language, 'bot.shareToGet', { origin }));
  }
}
