/** Offsets and lengths are in UTF-16 code units: JavaScript's own string indices. */
export interface MessageEntity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
  readonly language?: string;
}

export interface InlineButton {
  readonly text: string;
  readonly callback_data?: string;
  readonly url?: string;
  readonly copy_text?: { readonly text: string };
}

export interface KeyboardButton {
  readonly text: string;
  readonly request_contact?: boolean;
}

export interface InlineKeyboard {
  readonly inline_keyboard: readonly (readonly InlineButton[])[];
}

export interface ReplyKeyboard {
  readonly keyboard: readonly (readonly KeyboardButton[])[];
  readonly one_time_keyboard?: boolean;
  readonly resize_keyboard?: boolean;
  readonly is_persistent?: boolean;
  readonly input_field_placeholder?: string;
}

export interface ForceReply {
  readonly force_reply: true;
  readonly input_field_placeholder?: string;
}

export type ReplyMarkup = InlineKeyboard | ReplyKeyboard | { readonly remove_keyboard: true } | ForceReply;

export interface Contact {
  readonly phone_number: string;
  readonly first_name: string;
  readonly last_name?: string;
  readonly user_id?: number;
}

/** A message in its present state. An edit replaces the object: a test can keep the former state. */
export interface ChatMessage {
  readonly messageId: number;
  readonly chatId: number;
  readonly from: 'bot' | 'person';
  readonly text: string;
  /** What the app shows instead of the text: it hides the token of a link that the person has opened. */
  readonly shownText?: string;
  readonly entities: readonly MessageEntity[];
  readonly replyMarkup?: ReplyMarkup | undefined;
  /** Unix time in seconds, as in the Bot API. */
  readonly date: number;
  readonly editedAt?: number;
  /** Telegram marks a message as edited only if its text has changed, and not if only its buttons have. */
  readonly textEditedAt?: number;
  readonly deleted?: true;
  readonly contact?: Contact;
  readonly forwardedFrom?: string;
  readonly replyToMessageId?: number;
}

export function inlineButtonsOf(message: ChatMessage): readonly InlineButton[] {
  const markup = message.replyMarkup;
  return markup && 'inline_keyboard' in markup ? markup.inline_keyboard.flat() : [];
}

/** The one-time code of a code message: its first `code` entity of digits. An address is a `code` entity too. */
export function codeOf({ text, entities }: ChatMessage): string | undefined {
  const codes = entities.filter(({ type }) => type === 'code');
  return codes
    .map(({ offset, length }) => text.slice(offset, offset + length))
    .find((code) => /^\d+$/.test(code));
}

/** The text that the copy button of the message copies. */
export function copyTextOf(message: ChatMessage): string | undefined {
  return inlineButtonsOf(message).find((button) => button.copy_text)?.copy_text?.text;
}
