import type { Message } from 'telegraf/types';

/**
 * What people write and send (Bot API: Message). Everything else is a service message, which tells of something that
 * happened: a pin, a timer, a new background, and whatever kinds Telegram adds. Nobody expects an answer to those.
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
