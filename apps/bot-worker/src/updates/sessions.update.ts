import { Action, Command, Ctx, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { text } from '@app/i18n';
import { PhoneSessions } from '@app/session';
import { codeOffer, contactRequest } from '../messages/messages';
import { closedSessionList, sessionEndedText, sessionList } from '../messages/session-messages';
import { BotApi, type OutgoingMessage } from '../telegram/bot-api';
import { Conversation } from './conversation';
import type { Sender } from './sender';
import { SigningOut } from './signing-out';

/** What a press has done: the toast, and the list in its place. */
interface Pressed {
  readonly toast: 'bot.sessions.endedToast' | 'bot.sessions.goneToast' | undefined;
  readonly list: OutgoingMessage;
}

/** `/sessions` lists the sessions of the shop, with a button to end each. */
@Update()
export class SessionsUpdate {
  constructor(
    private readonly conversation: Conversation,
    private readonly sessions: PhoneSessions,
    private readonly signingOut: SigningOut,
    private readonly api: BotApi,
  ) {}

  @Command('sessions')
  async list(@Ctx() context: Context): Promise<void> {
    const sender = await this.conversation.identifySender(context);
    const { account, language, telegramId } = sender;
    if (!account) return this.conversation.reply(sender, contactRequest(language, 'bot.shareFirst'));
    const listed = await this.sessions.list(telegramId);
    await this.conversation.reply(
      sender,
      listed ? sessionList(language, listed) : codeOffer(language, 'bot.noShop'),
    );
  }

  @Action(/^end:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/)
  async end(@Ctx() context: Context & { match: RegExpExecArray }): Promise<void> {
    const query = context.callbackQuery!;
    const sender = await this.conversation.identifySender(context);
    const { account, chatId, language } = sender;
    const { toast, list } = await this.endListed(sender, context.match[1]!);
    await this.api.answerCallback(query, toast && text(language, toast));
    if (query.message) await this.api.editPressedMessage(chatId, query.message.message_id, list);
    if (!account) await this.conversation.reply(sender, contactRequest(language, 'bot.shareFirst'));
  }

  /** Ends the session if it is in the list of this account now. The list that was pressed may be old or of another phone. */
  private async endListed({ account, telegramId, language }: Sender, sessionId: string): Promise<Pressed> {
    if (!account) return { toast: undefined, list: closedSessionList(language) };
    const listed = await this.sessions.list(telegramId);
    if (!listed) return { toast: 'bot.sessions.goneToast', list: codeOffer(language, 'bot.noShop') };
    const session = listed.sessions.find(({ id }) => id === sessionId);
    if (!session) return { toast: 'bot.sessions.goneToast', list: sessionList(language, listed) };
    const hasEnded = (await this.signingOut.from(account.phone, sessionId)) > 0;
    const left = { ...listed, sessions: listed.sessions.filter((each) => each !== session) };
    return {
      toast: hasEnded ? 'bot.sessions.endedToast' : 'bot.sessions.goneToast',
      list: sessionList(language, left, hasEnded ? sessionEndedText(language, session) : undefined),
    };
  }
}
