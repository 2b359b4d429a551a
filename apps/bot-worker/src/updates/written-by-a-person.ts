import type { Message } from 'telegraf/types';

/**
 * The fields of what people write and send (Bot API: Message). Every other message is a service message about an event, such as
 * a pin or a timer. Nobody expects an answer to a service message, including the kinds that Telegram adds later.
 */
const CONTENT = [
  'text',
  'animation',
  'audio',
  'checklist',
  'contact',
  'dice',
  'document',
  'game',
  'location',
  'paid_media',
  'photo',
  'poll',
  'sticker',
  'story',
  'venue',
  'video',
  'video_note',
  'voice',
] as const;

export const isWrittenByAPerson = (message: Message): boolean => CONTENT.some((field) => field in message);

/** A live location is edited many times without any words. */
export const hasWords = (message: object): boolean => 'text' in message || 'caption' in message;
