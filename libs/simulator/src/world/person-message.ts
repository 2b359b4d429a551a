import { ChatMessage, Contact, MessageEntity } from './chat-message';
import { digitsOf } from './phone-digits';
import { apiMessage, ApiObject, apiUser } from './telegram-shapes';
import { ChatRecord, PersonRecord, unixNow, World } from './world';

export interface PersonDraft {
  readonly text?: string;
  readonly shownText?: string;
  readonly entities?: readonly MessageEntity[];
  readonly contact?: {
    readonly phone_number?: string;
    readonly user_id?: number | null;
    readonly first_name?: string;
    readonly forwarded?: boolean;
    readonly viaBot?: boolean;
  };
  readonly forwardedFrom?: PersonRecord;
  readonly replyToMessageId?: number;
  /** Fields of the Bot API that the simulator does not show, such as a sticker or a service message. */
  readonly other?: ApiObject;
}

/** Adds a person's message to the chat. @returns the message, and its JSON for the bot */
export function personMessage(
  world: World,
  chat: ChatRecord,
  person: PersonRecord,
  draft: PersonDraft,
): { message: ChatMessage; update: ApiObject } {
  const crafted = draft.contact;
  const contact = crafted && contactOf(person, crafted);
  const origin = draft.forwardedFrom ?? person;
  const message = world.append(chat, {
    from: 'person',
    text: draft.text ?? '',
    entities: draft.entities ?? [],
    ...(draft.shownText !== undefined && { shownText: draft.shownText }),
    ...(contact && { contact }),
    ...(crafted?.forwarded && { forwardedFrom: origin.firstName }),
    ...(draft.replyToMessageId !== undefined && { replyToMessageId: draft.replyToMessageId }),
  });
  const update = {
    ...apiMessage(world, chat, message, apiUser(person)),
    ...draft.other,
    ...(crafted?.forwarded && forwardOf(origin)),
    ...(crafted?.viaBot && { via_bot: inlineBot }),
  };
  return { message, update };
}

/** Telegram sends the number as digits, usually without a plus. */
function contactOf(person: PersonRecord, crafted: NonNullable<PersonDraft['contact']>): Contact {
  const userId = crafted.user_id === undefined ? person.id : crafted.user_id;
  return {
    phone_number: crafted.phone_number ?? digitsOf(person.phone),
    first_name: crafted.first_name ?? person.firstName,
    ...(crafted.first_name === undefined && person.lastName !== undefined && { last_name: person.lastName }),
    ...(userId !== null && { user_id: userId }),
  };
}

/** Since Bot API 7.0 `forward_origin` replaces the other two fields. */
function forwardOf(origin: PersonRecord): ApiObject {
  const date = unixNow() - 60;
  return {
    forward_origin: { type: 'user', sender_user: apiUser(origin), date },
    forward_from: apiUser(origin),
    forward_date: date,
  };
}

const inlineBot = { id: 4_242_424_242, is_bot: true, first_name: 'Inline', username: 'some_inline_bot' };
