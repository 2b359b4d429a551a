import { z } from 'zod';
import type { Message, Update } from 'telegraf/types';
import type { E164 } from '@app/contract';
import { ownContact } from '../updates/own-contact';
import { hasWords, isWrittenByAPerson } from '../updates/written-by-a-person';

const id = z.int();
const chat = z.object({ id, type: z.string() });
const person = z.object({ id });

const message = z
  .object({
    chat,
    from: person.optional(),
    text: z.string().optional(),
    contact: z.object({ phone_number: z.string(), user_id: id.optional() }).optional(),
  })
  .refine(({ chat: { type }, from }) => type !== 'private' || from !== undefined);

const press = z.object({
  id: z.string(),
  from: person,
  message: z.object({ message_id: id, chat }).optional(),
  data: z.string().optional(),
});

const membership = z.object({ chat, from: person, new_chat_member: z.object({ status: z.string() }) });

/** The fields that the intake reads. The handlers read the original update. */
const updates = z.union([
  z.object({ update_id: id, message }),
  z.object({ update_id: id, edited_message: message }),
  z.object({ update_id: id, callback_query: press }),
  z.object({ update_id: id, my_chat_member: membership }),
]);

/** `service`: a service message about an event in the chat, or an edit without words, which gets no answer. */
export type UpdateKind = 'contact' | 'link' | 'press' | 'membership' | 'command' | 'text' | 'service';

/** An update that could be parsed. */
export interface IncomingUpdate {
  readonly id: number;
  readonly kind: UpdateKind;
  readonly chatId: number;
  /** The bot answers in private chats only. There the id of the chat is the id of its person. */
  readonly isPrivate: boolean;
  /** Updates of a chat with the same content are repetitions of each other. Undefined: the update has no repetition. */
  readonly content: string | undefined;
  /** The part of the update that may link the sender to a phone. Only private chats have one. */
  readonly proof: Proof | undefined;
  readonly raw: Update;
}

export type Proof =
  { readonly kind: 'own_contact'; readonly phone: E164 } | { readonly kind: 'link'; readonly token: string };

/** `/start <token>` with a token in the format of the sign-in page's links. */
const LINK = /^\/start(?:@\w+)? ([\w-]{24})$/;

type ParsedContent = Pick<IncomingUpdate, 'kind' | 'content' | 'proof'>;

function parseMessage(read: z.infer<typeof message>, raw: Message): ParsedContent {
  const { text, contact } = read;
  if (contact) {
    const own = ownContact(raw as Message.ContactMessage);
    return {
      kind: 'contact',
      content: `${contact.phone_number} ${contact.user_id}`,
      proof: 'phone' in own ? { kind: 'own_contact', phone: own.phone } : undefined,
    };
  }
  if (!isWrittenByAPerson(raw)) return { kind: 'service', content: undefined, proof: undefined };
  const token = LINK.exec(text ?? '')?.[1];
  if (token !== undefined) return { kind: 'link', content: text, proof: { kind: 'link', token } };
  return { kind: text?.startsWith('/') ? 'command' : 'text', content: text, proof: undefined };
}

/** @returns undefined if the update cannot be parsed, so that handling it could never succeed */
export function parseUpdate(body: unknown): IncomingUpdate | undefined {
  const { data: read } = updates.safeParse(body);
  if (read === undefined) return undefined;
  const raw = body as Update;
  const inChat = ({ id: chatId, type }: z.infer<typeof chat>) => ({
    ...{ id: read.update_id, chatId, raw },
    isPrivate: type === 'private',
  });
  if ('message' in read)
    return {
      ...inChat(read.message.chat),
      ...parseMessage(read.message, (raw as Update.MessageUpdate<Message>).message),
    };
  if ('edited_message' in read) {
    const { chat: where, text } = read.edited_message;
    const isEditOfWords = hasWords((raw as Update.EditedMessageUpdate).edited_message);
    return {
      ...inChat(where),
      ...{ kind: isEditOfWords ? 'text' : 'service', content: text && `edited ${text}`, proof: undefined },
    };
  }
  if ('my_chat_member' in read) {
    const { chat: where, new_chat_member } = read.my_chat_member;
    return { ...inChat(where), kind: 'membership', content: new_chat_member.status, proof: undefined };
  }
  const { from, message: pressed, data } = read.callback_query;
  return {
    ...inChat(pressed?.chat ?? { id: from.id, type: 'private' }),
    kind: 'press',
    content: pressed && `${pressed.message_id} ${data}`,
    proof: undefined,
  };
}

/** Reads the id alone, because the rest of the update may be unreadable. */
export function updateIdOf(body: unknown): number | undefined {
  return z.object({ update_id: id }).safeParse(body).data?.update_id;
}
