import type { Message } from 'telegraf/types';
import { type E164, parseContactPhone } from '@app/contract';

export type Refusal = 'notYours' | 'forwarded' | 'notOnTelegram' | 'unreadable';

type ContactMessage = Message.ContactMessage & { forward_origin?: unknown; forward_date?: unknown };

/**
 * A contact proves a phone only where Telegram itself vouches for it: sent by the person whose contact it is, in a private chat
 * (`GroupUpdate` lets no other pass), neither forwarded nor made by another bot. Its number is client text.
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
