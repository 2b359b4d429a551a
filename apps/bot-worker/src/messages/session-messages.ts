import { clientOf, type Language } from '@app/contract';
import { agoText, text } from '@app/i18n';
import type { SessionsOfAccount } from '@app/session';
import type { OutgoingMessage } from '../telegram/bot-api';
import { htmlText } from './html-text';
import { callbackData, deviceText, originText, textMessage } from './messages';

type ListedSession = SessionsOfAccount['sessions'][number];

/** A message has at most 4,096 characters, and an operator may allow more sessions (SESSIONS_PER_SHOP). */
const MOST_SHOWN = 10;

/** The browser and system of a session, as names of a closed list. It is not HTML. */
const deviceOf = (language: Language, { userAgent }: ListedSession): string =>
  deviceText(language, clientOf(userAgent));

/** The message above the list after one of its sessions has ended. */
export const sessionEndedText = (language: Language, session: ListedSession): string =>
  htmlText(language, 'bot.sessions.ended', { device: deviceOf(language, session) });

/**
 * The sessions of a shop, the last used first, each with a button that ends it.
 * @param outcome HTML: what the last press has done
 */
export function sessionList(
  language: Language,
  { timezone, sessions }: SessionsOfAccount,
  outcome?: string,
): OutgoingMessage {
  const above = outcome === undefined ? [] : [outcome];
  if (sessions.length === 0) {
    return { text: [...above, htmlText(language, 'bot.sessions.none')].join('\n\n') };
  }
  const shown = sessions.slice(0, MOST_SHOWN);
  const items = shown.map((session, index) =>
    htmlText(language, 'bot.sessions.item', {
      number: index + 1,
      origin: originText(language, { ...clientOf(session.userAgent), ip: session.ip }),
      ago: agoText(language, session.lastSeenAt, { timeZone: timezone }),
    }),
  );
  const hidden =
    shown.length === sessions.length
      ? []
      : [htmlText(language, 'bot.sessions.shown', { shown: shown.length, total: sessions.length })];
  const paragraphs = [...above, htmlText(language, 'bot.sessions.title'), ...items, ...hidden];
  return {
    text: [...paragraphs, htmlText(language, 'bot.sessions.hint')].join('\n\n'),
    markup: {
      inline_keyboard: [
        ...shown.map((session, index) => [
          {
            text: `✖ ${index + 1}. ${deviceOf(language, session)}`,
            callback_data: callbackData.endSession(session.id),
          },
        ]),
        [{ text: text(language, 'bot.button.logoutAll'), callback_data: callbackData.logoutAll }],
      ],
    },
  };
}

/** Replaces a list whose reader has no phone linked any more. */
export const closedSessionList = (language: Language): OutgoingMessage =>
  textMessage(language, 'bot.sessions.closed');
