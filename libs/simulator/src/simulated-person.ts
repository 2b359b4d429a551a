import { SimulatedBot } from './bot-api/simulated-bot';
import { type Press, pressedButton } from './pressed-button';
import { WaitOptions } from './world/changes';
import { ChatMessage, ForceReply, ReplyKeyboard } from './world/chat-message';
import { foundEntities } from './world/found-entities';
import { ImpossibleAction } from './world/impossible';
import { digitsOf } from './world/phone-digits';
import { personMessage, PersonDraft } from './world/person-message';
import { apiBotMessage, apiMembership, apiMessage, ApiObject, apiUser } from './world/telegram-shapes';
import { findMessage, forcedReplyOf, PersonRecord, replyKeyboardOf, unixNow } from './world/world';

/** A contact that differs from the contact that the share button sends. */
export interface CraftedContact {
  readonly phone_number?: string;
  /** `null`: the contact has no Telegram account. */
  readonly user_id?: number | null;
  readonly first_name?: string;
  readonly forwarded?: boolean;
  readonly viaBot?: boolean;
}

export interface WaitForMessage extends WaitOptions {
  /** Only messages after this one. */
  readonly after?: ChatMessage | number;
}

/** A person with a Telegram account, who can do what the app allows in the chat with the bot. */
export class SimulatedPerson {
  constructor(
    private readonly record: PersonRecord,
    private readonly bot: SimulatedBot,
  ) {}

  get id(): number {
    return this.record.id;
  }

  get profile(): Readonly<PersonRecord> {
    return this.record;
  }

  get phone(): string {
    return this.record.phone;
  }

  get hasBlocked(): boolean {
    return this.record.hasBlocked;
  }

  /** Marks that the person has written to the bot before. Until then the bot must not write to the person. */
  markAsStarted(): this {
    this.bot.world.privateChat(this.id);
    this.bot.world.change(this.record, { hasOpened: true });
    return this;
  }

  /** The reply keyboard that the chat shows. */
  get keyboard(): ReplyKeyboard | undefined {
    const keyboard = replyKeyboardOf(this.bot.world.privateChat(this.id));
    return keyboard?.isHidden ? undefined : keyboard?.markup;
  }

  /** The reply keyboard that has hidden after its use, and that a button of the app opens again. */
  get hiddenKeyboard(): ReplyKeyboard | undefined {
    const keyboard = replyKeyboardOf(this.bot.world.privateChat(this.id));
    return keyboard?.isHidden ? keyboard.markup : undefined;
  }

  /** The message of the bot that the app opens a reply to by itself (`force_reply`). */
  get forcedReply(): { readonly messageId: number; readonly markup: ForceReply } | undefined {
    return forcedReplyOf(this.bot.world.privateChat(this.id));
  }

  /** The messages of both sides in the private chat as they look now, without deleted ones. */
  get messages(): readonly ChatMessage[] {
    return this.bot.world.privateChat(this.id).messages.filter(({ deleted }) => !deleted);
  }

  say(text: string): ChatMessage {
    return this.write({ text, entities: foundEntities(text) });
  }

  /** Writes a text as the answer to a message of the chat: the update has `reply_to_message`. */
  reply(to: ChatMessage | number, text: string): ChatMessage {
    const replyToMessageId = typeof to === 'number' ? to : to.messageId;
    if (!findMessage(this.bot.world.privateChat(this.id), replyToMessageId))
      throw new ImpossibleAction(`the chat has no message ${replyToMessageId}`);
    return this.write({ text, entities: foundEntities(text), replyToMessageId });
  }

  /** Unblocks the bot and sends /start, as the app's restart button does. */
  start(payload?: string): ChatMessage {
    this.unblock();
    if (payload === undefined || payload === '') return this.say('/start');
    const text = `/start ${payload}`;
    return this.write({ text, shownText: '/start', entities: foundEntities(text) });
  }

  /** Follows `https://t.me/<bot>?start=<token>` and presses START. */
  openLink(link: string): ChatMessage {
    return this.start(new URL(link).searchParams.get('start') ?? undefined);
  }

  changePhone(phone: string): void {
    this.bot.world.change(this.record, { phone });
  }

  changeLanguage(languageCode: string): void {
    this.bot.world.change(this.record, { languageCode });
  }

  /** Sends what the `request_contact` button sends: the person's own number and id. */
  shareContact(): ChatMessage {
    const keyboard = replyKeyboardOf(this.bot.world.privateChat(this.id));
    return this.write({ contact: {}, ...(keyboard && { replyToMessageId: keyboard.messageId }) });
  }

  sendContact(crafted: CraftedContact): ChatMessage {
    return this.write({ contact: crafted });
  }

  /** Forwards the contact that another person has shared. With `forwarded: false` it comes from the address book. */
  sendContactOf(other: SimulatedPerson, options: { readonly forwarded: boolean }): ChatMessage {
    const { id: user_id, firstName: first_name } = other.record;
    const contact = {
      phone_number: digitsOf(other.phone),
      user_id,
      first_name,
      forwarded: options.forwarded,
    };
    return this.write({ contact, forwardedFrom: other.record });
  }

  /** Sends a message with these fields of the Bot API, for instance a sticker or a service message. */
  send(fields: ApiObject, shownText?: string): ChatMessage {
    return this.write({ other: fields, ...(shownText !== undefined && { shownText }) });
  }

  /** Changes the text of an own message: the bot receives `edited_message`. */
  edit(message: ChatMessage | number, text: string): ChatMessage {
    const { world, updates } = this.bot;
    const chat = world.privateChat(this.id);
    const now = findMessage(chat, typeof message === 'number' ? message : message.messageId);
    if (now?.from !== 'person' || now.text === '')
      throw new ImpossibleAction('only an own message with a text can be edited');
    const editedAt = unixNow();
    const { shownText: _, ...kept } = now;
    const edited = { ...kept, text, entities: foundEntities(text), editedAt, textEditedAt: editedAt };
    world.replace(chat, edited);
    updates.push('edited_message', apiMessage(world, chat, edited, apiUser(this.record)));
    return edited;
  }

  /**
   * Presses the inline button with this text or `callback_data` on the newest message that has it. With `messageId` the
   * data is sent even if the button was removed: an app may show an old state.
   */
  press(button: string, on: { readonly messageId?: number } = {}): Press {
    const { world, updates, callbacks } = this.bot;
    const chat = world.privateChat(this.id);
    const { message, data } = pressedButton(chat, button, on.messageId);
    const callbackQueryId = callbacks.register(this.id);
    updates.push('callback_query', {
      id: callbackQueryId,
      from: apiUser(this.record),
      message: apiBotMessage(world, chat, message),
      chat_instance: String(-this.id),
      data,
    });
    const answer = () => callbacks.answerTo(callbackQueryId);
    return {
      callbackQueryId,
      get answer() {
        return answer();
      },
      answered: (options) => world.changes.waitFor(answer, `an answer to the press of "${button}"`, options),
    };
  }

  /** Presses a button of the reply keyboard: shares the contact if the button requests it, else sends its text. */
  tap(text: string): ChatMessage {
    const rows = replyKeyboardOf(this.bot.world.privateChat(this.id))?.markup.keyboard ?? [];
    const button = rows.flat().find((candidate) => candidate.text === text);
    if (!button) throw new ImpossibleAction(`the reply keyboard has no button "${text}"`);
    return button.request_contact ? this.shareContact() : this.say(text);
  }

  block(): void {
    this.changeMembership({ hasBlocked: true });
  }

  unblock(): void {
    this.changeMembership({ hasBlocked: false });
  }

  /** Resolves with the newest message of the bot that matches, which may have arrived already. */
  waitForMessage(
    expected: RegExp | ((message: ChatMessage) => boolean),
    options: WaitForMessage = {},
  ): Promise<ChatMessage> {
    const { after = 0, ...rest } = options;
    const afterId = typeof after === 'number' ? after : after.messageId;
    const matches = expected instanceof RegExp ? ({ text }: ChatMessage) => expected.test(text) : expected;
    const look = () =>
      this.messages.findLast(
        (message) => message.from === 'bot' && message.messageId > afterId && matches(message),
      );
    return this.bot.world.changes.waitFor(
      look,
      `a message of the bot that matches ${String(expected)}`,
      rest,
    );
  }

  private write(draft: PersonDraft): ChatMessage {
    if (this.record.hasBlocked)
      throw new ImpossibleAction('this person has blocked the bot: unblock() first');
    const { world, updates } = this.bot;
    const chat = world.privateChat(this.id);
    this.record.hasOpened = true;
    const { message, update } = personMessage(world, chat, this.record, draft);
    updates.push('message', update);
    return message;
  }

  private changeMembership(change: { readonly hasBlocked: boolean }): void {
    if (this.record.hasBlocked === change.hasBlocked) return;
    const { world, updates } = this.bot;
    world.change(this.record, change);
    const [from, to] = change.hasBlocked ? ['member', 'kicked'] : ['kicked', 'member'];
    const by = apiUser(this.record);
    updates.push('my_chat_member', apiMembership(world, world.privateChat(this.id), { by, from, to }));
  }
}
