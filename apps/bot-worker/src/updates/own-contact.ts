import type { Message } from 'telegraf/types';
import { type E164, parseContactPhone } from '@app/contract';

export type ContactProblem = 'notYours' | 'forwarded' | 'notOnTelegram' | 'unreadable';

type ContactMessage = Message.ContactMessage & { forward_origin?: unknown; forward_date?: unknown };

/**
 * A contact proves a phone only if Telegram guarantees that the person shared their own contact. A forwarded contact and one
 * that was sent by way of another bot prove nothing. `GroupUpdate` stops updates from chats that are not private. The number
 * itself is text from the client, so it is parsed strictly.
 */
export function ownContact(message: ContactMessage): { phone: E164 } | { problem: ContactProblem } {
  const { from, contact, forward_origin, forward_date, via_bot } = message;
  if (forward_origin !== undefined || forward_date !== undefined || via_bot !== undefined)
    return { problem: 'forwarded' };
  if (contact.user_id === undefined) return { problem: 'notOnTelegram' };
  if (contact.user_id !== from?.id) return { problem: 'notYours' };
  const phone = parseContactPhone(contact.phone_number);
  return phone === undefined ? { problem: 'unreadable' } : { phone: phone.e164 };
}
