import { Action, Ctx, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { BotChallenges, Outbox } from '@app/otp';
import { text } from '@app/i18n';
import { Courier } from '../delivery/courier';
import { plain } from '../messages/compose';
import { BotApi } from '../telegram/bot-api';
import { FrontDesk } from './front-desk';

/** "It was not me" under a code. */
@Update()
export class RefuseUpdate {
  constructor(
    private readonly desk: FrontDesk,
    private readonly challenges: BotChallenges,
    private readonly outbox: Outbox,
    private readonly courier: Courier,
    private readonly api: BotApi,
  ) {}

  @Action(/^not-me:([0-9a-f]{1,60})$/)
  async refuse(@Ctx() context: Context & { match: RegExpExecArray }): Promise<void> {
    const challengeId = context.match[1]!;
    const { visitor, account } = await this.desk.receive(context);
    const { language } = visitor;
    const outcome = account
      ? await this.challenges.refuse(challengeId, account.phone, String(context.update.update_id))
      : 'gone';
    const toast = outcome === 'refused' ? 'bot.refusedToast' : 'bot.goneToast';
    await this.api.answerPress(context.callbackQuery!.id, text(language, toast));
    if (outcome === 'gone') return;
    await this.courier.deliver(this.outbox.editOf(challengeId));
    await this.desk.say(visitor, plain(language, outcome === 'used' ? 'bot.refusedUsed' : 'bot.refused'));
  }
}
