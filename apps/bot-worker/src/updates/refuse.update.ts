import { Action, Ctx, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import type { E164 } from '@app/contract';
import { text, type TextKey } from '@app/i18n';
import { BotChallenges, Outbox } from '@app/otp';
import { PhoneSessions, RevokedSessions } from '@app/session';
import { Courier } from '../delivery/courier';
import { plain } from '../messages/compose';
import { BotApi } from '../telegram/bot-api';
import { Conversation } from './conversation';

type Outcome = 'refused' | 'erase_refused' | 'session_ended' | 'session_over' | 'gone';

const TEXTS = {
  refused: { toast: 'bot.refusedToast', says: 'bot.refused' },
  erase_refused: { toast: 'bot.refusedToast', says: 'bot.refusedErase' },
  session_ended: { toast: 'bot.endedToast', says: 'bot.refusedUsed' },
  session_over: { toast: 'bot.goneToast', says: 'bot.refusedEnded' },
  gone: { toast: 'bot.goneToast', says: undefined },
} as const satisfies Record<Outcome, { toast: TextKey; says: TextKey | undefined }>;

/** "It was not me" under a code, or under the message that somebody has signed in with it. */
@Update()
export class RefuseUpdate {
  constructor(
    private readonly conversation: Conversation,
    private readonly challenges: BotChallenges,
    private readonly sessions: PhoneSessions,
    private readonly outbox: Outbox,
    private readonly courier: Courier,
    private readonly api: BotApi,
    private readonly revoked: RevokedSessions,
  ) {}

  @Action(/^not-me:([0-9a-f]{1,60})$/)
  async refuse(@Ctx() context: Context & { match: RegExpExecArray }): Promise<void> {
    const challengeId = context.match[1]!;
    const { visitor, account } = await this.conversation.receive(context);
    const { language } = visitor;
    const outcome = account
      ? await this.undo(challengeId, account.phone, String(context.update.update_id))
      : 'gone';
    const { toast, says } = TEXTS[outcome];
    const query = context.callbackQuery!;
    await this.api.answerPress(query, text(language, toast));
    if (outcome === 'session_ended' && query.message) {
      await this.api.amend(visitor.chatId, query.message.message_id, plain(language, 'bot.edited.ended'));
    }
    if (outcome === 'refused' || outcome === 'erase_refused')
      await this.courier.deliver(this.outbox.editEntry(challengeId));
    if (says !== undefined) await this.conversation.say(visitor, plain(language, says));
  }

  /** The code, or else the session that it has opened, also when the challenge is long forgotten. */
  private async undo(challengeId: string, phone: E164, updateId: string): Promise<Outcome> {
    const { outcome, erasedBy } = await this.challenges.refuseChallenge(challengeId, phone, updateId);
    if (erasedBy !== undefined) {
      // Who asks for a code that erases is signed in, and its owner knows nothing of it.
      this.revoked.publish(await this.sessions.endOne(phone, erasedBy));
      await this.sessions.recordActivity(phone, 'code_refused');
      return 'erase_refused';
    }
    if (outcome === 'refused') {
      await this.sessions.recordActivity(phone, 'code_refused');
      return 'refused';
    }
    const isUsed = outcome === 'used';
    const revoked = await this.sessions.endOpenedBy(phone, challengeId, { isUsed });
    this.revoked.publish(revoked);
    if (revoked.ended.length === 0) return isUsed ? 'session_over' : 'gone';
    await this.challenges.stopPushedCodes(phone);
    await this.sessions.recordActivity(phone, 'code_refused');
    return 'session_ended';
  }
}
