import { type Client, type Language, LANGUAGES } from '@app/contract';
import { text, type TextKey } from '@app/i18n';
import type { CodeTask, EditTask, Origin } from '@app/otp';
import type { OutgoingMessage } from '../telegram/bot-api';
import { Html, htmlText, type TextParams } from './html-text';
import { isPrivateAddress } from './private-address';

/** The data of the buttons, at most 64 bytes (Bot API: callback_data). */
export const callbackData = {
  getCode: 'code',
  stopYes: 'stop:yes',
  stopNo: 'stop:no',
  logoutAll: 'logout',
  logoutAllYes: 'logout:yes',
  logoutAllNo: 'logout:no',
  endSession: (sessionId: string) => `end:${sessionId}`,
  changeName: 'shop:name',
  keepName: 'shop:name:keep',
  changeLanguage: 'language',
  /** @param question the Telegram id of the account that asks for the phone, a colon, and the token of the question */
  moveYes: (question: string) => `move:yes:${question}`,
  unmute: 'unmute',
  moveNo: (question: string) => `move:no:${question}`,
  /** @param token names the question, whose phones are stored in Redis */
  phoneYes: (token: string) => `phone:yes:${token}`,
  phoneNo: (token: string) => `phone:no:${token}`,
  notMe: (challengeId: string) => `not-me:${challengeId}`,
  /** "It was not me" under the notification that the token of this session was used twice. */
  notMyToken: (sessionId: string) => `not-my-token:${sessionId}`,
  /** "It was not me" under this notification that the phone has another account now. */
  notMyRelink: (id: string) => `not-my-relink:${id}`,
  language: (language: Language) => `language:${language}`,
  /** A number under the code itself. */
  approve: (challengeId: string, number: string) => `approve:${challengeId}:${number}`,
  /** A number under a message of its own, which has no code. */
  approveApart: (challengeId: string, number: string) => `approve-apart:${challengeId}:${number}`,
} as const;

const SEND_TOLERANCE_MS = 5_000;

export const textMessage = (language: Language, key: TextKey, params?: TextParams): OutgoingMessage => ({
  text: htmlText(language, key, params),
});

/** A text that also removes the keyboard which asked for the contact. */
export const textRemovingKeyboard = (
  language: Language,
  key: TextKey,
  params?: TextParams,
): OutgoingMessage => ({
  ...textMessage(language, key, params),
  markup: { remove_keyboard: true },
});

/** Several texts in one message, which also removes the keyboard that asked for the contact. */
export const textsRemovingKeyboard = (language: Language, keys: readonly TextKey[]): OutgoingMessage => ({
  text: keys.map((key) => htmlText(language, key)).join('\n\n'),
  markup: { remove_keyboard: true },
});

/** A text with the button, under the input field, that sends the person's own contact. */
export const contactRequest = (language: Language, key: TextKey, params?: TextParams): OutgoingMessage => ({
  ...textMessage(language, key, params),
  markup: {
    keyboard: [[{ text: text(language, 'bot.button.share'), request_contact: true }]],
    resize_keyboard: true,
    one_time_keyboard: true,
  },
});

export const codeOffer = (language: Language, key: TextKey): OutgoingMessage => ({
  ...textMessage(language, key),
  markup: {
    inline_keyboard: [[{ text: text(language, 'bot.button.getCode'), callback_data: callbackData.getCode }]],
  },
});

export const stopConfirmation = (language: Language): OutgoingMessage => ({
  ...textMessage(language, 'bot.stop.ask'),
  markup: {
    inline_keyboard: [
      [
        { text: text(language, 'bot.button.stopYes'), callback_data: callbackData.stopYes },
        { text: text(language, 'bot.button.stopNo'), callback_data: callbackData.stopNo },
      ],
    ],
  },
});

export const logoutAllConfirmation = (language: Language): OutgoingMessage => ({
  ...textMessage(language, 'bot.logoutAll.ask'),
  markup: {
    inline_keyboard: [
      [{ text: text(language, 'bot.button.logoutYes'), callback_data: callbackData.logoutAllYes }],
      [{ text: text(language, 'bot.button.logoutNo'), callback_data: callbackData.logoutAllNo }],
    ],
  },
});

/** The names of all languages, each in its own language, as buttons. */
export const languageQuestion = (language: Language): OutgoingMessage => ({
  ...textMessage(language, 'bot.language.ask'),
  markup: {
    inline_keyboard: LANGUAGES.map((offered) => [
      { text: text(offered, 'bot.language.name'), callback_data: callbackData.language(offered) },
    ]),
  },
});

/** A browser and its system, as names of a closed list. It is not HTML. */
export const deviceText = (language: Language, { browser, system }: Client): string =>
  `${browser || text(language, 'bot.origin.unknownBrowser')}, ${system || text(language, 'bot.origin.unknownSystem')}`;

/** The device that a request came from, and its public address, which must not become a link. */
export function originText(language: Language, { ip, ...client }: Origin): Html {
  const device = deviceText(language, client);
  return isPrivateAddress(ip)
    ? Html.escape(device)
    : Html.text(language, 'bot.origin.device', { device, ip: Html.code(ip) });
}

/** Rounds down, so that the message never promises more time than is left. Tolerates the few seconds that the send took. */
function lifetimeText(language: Language, expiresAt: Date): string {
  const minutes = Math.floor((expiresAt.getTime() - Date.now() + SEND_TOLERANCE_MS) / 60_000);
  return minutes < 1
    ? htmlText(language, 'bot.code.lifetimeShort')
    : htmlText(language, 'bot.code.lifetime', { count: minutes });
}

export const notMeButton = (language: Language, challengeId: string) =>
  refusalButton(language, callbackData.notMe(challengeId));

export const refusalButton = (language: Language, data: string) => [
  { text: text(language, 'bot.button.notMe'), callback_data: data },
];

/**
 * The code stands first, so that the notification of the phone shows it; only the line that the phone is linked comes before it.
 * Then follow where the request came from and the button "it was not me".
 */
export function codeMessage(language: Language, task: CodeTask): OutgoingMessage {
  const { code, challengeId, channel, purpose, origin, expiresAt, followsLinking, approvalOffers } = task;
  const isErase = purpose === 'erase_shop';
  const requestText =
    channel === 'bot'
      ? htmlText(language, 'bot.code.asked')
      : htmlText(language, 'bot.code.origin', { origin: originText(language, origin) });
  return {
    text: [
      ...(followsLinking ? [htmlText(language, 'bot.code.linked')] : []),
      htmlText(language, isErase ? 'bot.code.eraseTitle' : 'bot.code.title', { code }),
      `${lifetimeText(language, expiresAt)}\n${requestText}`,
      ...approvalHint(language, task),
      htmlText(language, isErase ? 'bot.code.eraseWarning' : 'bot.code.warning'),
    ].join('\n\n'),
    markup: {
      inline_keyboard: [
        ...numberButtons(approvalOffers, (number) => callbackData.approve(challengeId, number)),
        // `copy_text` is Bot API 7.11, and the types of Telegraf end at 7.1.
        [{ text: text(language, 'bot.button.copyCode'), copy_text: { text: code } } as never],
        notMeButton(language, challengeId),
      ],
    },
  };
}

/**
 * How to sign in without typing the code. A person who has opened the link of the page chooses a number. Under a pushed code the
 * number is typed: a stranger could push until somebody presses by mistake, and one of three numbers is right.
 */
function approvalHint(language: Language, { channel, purpose, approvalOffers }: CodeTask): string[] {
  if (channel === 'bot' || purpose !== 'sign_in') return [];
  return [htmlText(language, approvalOffers.length > 0 ? 'bot.code.chooseNumber' : 'bot.code.typeNumber')];
}

/** One row of buttons, or none. */
export const numberButtons = (numbers: readonly string[], dataOf: (number: string) => string) =>
  numbers.length === 0 ? [] : [numbers.map((number) => ({ text: number, callback_data: dataOf(number) }))];

/** Says that notifications of sign-ins are off, with the button that turns them on again. */
export const mutedMessage = (language: Language): OutgoingMessage => ({
  ...textMessage(language, 'bot.mute.off'),
  markup: {
    inline_keyboard: [[{ text: text(language, 'bot.button.unmute'), callback_data: callbackData.unmute }]],
  },
});

/** Replaces a code that is no longer valid. After a sign-in it shows who signed in, with the button to end that session. */
export function editedMessage(
  language: Language,
  { why, usedBy, challengeId }: Pick<EditTask, 'why' | 'usedBy' | 'challengeId'>,
): OutgoingMessage {
  if (why !== 'used') return textMessage(language, `bot.edited.${why}`);
  const origin = originText(language, usedBy);
  return {
    ...textMessage(language, 'bot.edited.used', { origin }),
    markup: { inline_keyboard: [notMeButton(language, challengeId)] },
  };
}
