import type { Message } from 'telegraf/types';
import { type E164, parseContactPhone } from '@app/contract';

export type Refusal = 'notYours' | 'forwarded' | 'notOnTelegram' | 'unreadable';

type ContactMessage = Message.ContactMessage & { forward_origin?: unknown; forward_date?: unknown };

/**
 * A contact proves a phone only where Telegram guarantees it: the person sent their own contact in a private chat, neither
 * forwarded nor by way of another bot. `GroupUpdate` stops other chats. The number itself is text from the client, so it is
 * parsed strictly.
 */
export function ownContact(message: ContactMessage): { phone: E164 } | { refusal: Refusal } {
  const { from, contact, forward_origin, forward_date, via_bot } = message;
  if (forward_origin !== undefined || forward_date !== undefined || via_bot !== undefined)
    return { refusal: 'forwarded' };
  if (contact.user_id === undefined) return { refusal: 'notOnTelegram' };
  if (contact.user_id !== from?.id) return { refusal: 'notYours' };
  const phone = parseContactPhone(contact.phone_number);
  return phone === undefined ? { refusal: 'unreadable' } : { phone: phone.e164 };
}
