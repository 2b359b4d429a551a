import type { Language } from '@app/contract';
import { text, type TextKey } from '@app/i18n';
import type { CodeTask, EditTask, NotificationTask, Origin } from '@app/otp';
import type { OutgoingMessage } from '../telegram/bot-api';

/** What is pressed; the part after the colon, where there is one, is an id. At most 64 bytes (Bot API: callback_data). */
export const press = {
  getCode: 'code',
  stopYes: 'stop:yes',
  stopNo: 'stop:no',
  /** @param question the Telegram id of the account that asks, a colon, and what proves the question */
  moveYes: (question: string) => `move:yes:${question}`,
  moveNo: (question: string) => `move:no:${question}`,
  notMe: (challengeId: string) => `not-me:${challengeId}`,
} as const;

const A_MOMENT_MS = 5_000;

const escaped = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export const plain = (
  language: Language,
  key: TextKey,
  params: Readonly<Record<string, string | number>> = {},
): OutgoingMessage => ({ text: text(language, key, params) });

/** A text that ends a conversation about sharing: the keyboard that asked for it goes. */
export const withoutKeyboard = (
  language: Language,
  key: TextKey,
  params: Readonly<Record<string, string | number>> = {},
): OutgoingMessage => ({
  text: text(language, key, params),
  markup: { remove_keyboard: true },
});

/** The button under the input line that sends the person's own contact. */
export const askingForContact = (
  language: Language,
  key: TextKey,
  params: Readonly<Record<string, string | number>> = {},
): OutgoingMessage => ({
  text: text(language, key, params),
  markup: {
    keyboard: [[{ text: text(language, 'bot.button.share'), request_contact: true }]],
    resize_keyboard: true,
    one_time_keyboard: true,
  },
});

export const offeringCode = (language: Language, key: TextKey): OutgoingMessage => ({
  text: text(language, key),
  markup: {
    inline_keyboard: [[{ text: text(language, 'bot.button.getCode'), callback_data: press.getCode }]],
  },
});

export const askingToStop = (language: Language): OutgoingMessage => ({
  text: text(language, 'bot.stop.ask'),
  markup: {
    inline_keyboard: [
      [
        { text: text(language, 'bot.button.stopYes'), callback_data: press.stopYes },
        { text: text(language, 'bot.button.stopNo'), callback_data: press.stopNo },
      ],
    ],
  },
});

/** Where a request came from, in names of a closed list. */
export const originText = (language: Language, { browser, system, ip }: Origin): string =>
  text(language, 'bot.origin.device', {
    browser: escaped(browser || text(language, 'bot.origin.unknownBrowser')),
    system: escaped(system || text(language, 'bot.origin.unknownSystem')),
    ip: escaped(ip),
  });

/** Rather less than is true than more; but what took a moment to be sent still has its whole minutes. */
function lifetimeText(language: Language, expiresAt: Date): string {
  const minutes = Math.floor((expiresAt.getTime() - Date.now() + A_MOMENT_MS) / 60_000);
  return minutes < 1
    ? text(language, 'bot.code.lifetimeShort')
    : text(language, 'bot.code.lifetime', { count: minutes });
}

const notMeButton = (language: Language, challengeId: string) => [
  { text: text(language, 'bot.button.notMe'), callback_data: press.notMe(challengeId) },
];

/** The code, first in the notification too; who asked for it; and the button for who did not. */
export function codeMessage(language: Language, task: CodeTask): OutgoingMessage {
  const { code, challengeId, channel, purpose, origin, expiresAt } = task;
  const isErase = purpose === 'erase_shop';
  const asked =
    channel === 'bot'
      ? text(language, 'bot.code.asked')
      : text(language, 'bot.code.origin', { origin: originText(language, origin) });
  return {
    text: [
      text(language, isErase ? 'bot.code.eraseTitle' : 'bot.code.title', { code }),
      `${lifetimeText(language, expiresAt)}\n${asked}`,
      text(language, isErase ? 'bot.code.eraseWarning' : 'bot.code.warning'),
    ].join('\n\n'),
    markup: {
      inline_keyboard: [
        // Bot API 7.11; the types of telegraf end at 7.1.
        [{ text: text(language, 'bot.button.copyCode'), copy_text: { text: code } } as never],
        notMeButton(language, challengeId),
      ],
    },
  };
}

/** What the holder of a phone is asked when another account shares it; that one has been told the same id. */
const askingToMove = (language: Language, question: string): OutgoingMessage => ({
  text: text(language, 'bot.notification.move_asked', { account: question.split(':')[0]! }),
  markup: {
    inline_keyboard: [
      [
        { text: text(language, 'bot.button.moveYes'), callback_data: press.moveYes(question) },
        { text: text(language, 'bot.button.moveNo'), callback_data: press.moveNo(question) },
      ],
    ],
  },
});

export function notificationMessage(
  language: Language,
  { type, id }: Pick<NotificationTask, 'type' | 'id'>,
): OutgoingMessage {
  switch (type) {
    case 'move_asked':
      return askingToMove(language, id);
    case 'moved':
      return withoutKeyboard(language, 'bot.moved');
    default:
      return plain(language, `bot.notification.${type}`);
  }
}

/** What stands in the place of a code that is good no more: after a sign-in, who signed in, and the way to undo it. */
export function editedMessage(
  language: Language,
  { why, usedBy, challengeId }: Pick<EditTask, 'why' | 'usedBy' | 'challengeId'>,
): OutgoingMessage {
  if (why !== 'used') return plain(language, `bot.edited.${why}`);
  const origin = originText(language, usedBy);
  return {
    ...plain(language, 'bot.edited.used', { origin }),
    markup: { inline_keyboard: [notMeButton(language, challengeId)] },
  };
}
