import type { Message } from 'telegraf/types';

/**
 * The fields of what people write and send (Bot API: Message). Every other message is a service message about an event, such as
 * a pin, a timer or a kind that Telegram adds later. Nobody expects an answer to those.
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
