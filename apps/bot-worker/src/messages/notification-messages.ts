import type { Language } from '@app/contract';
import { momentText, text, type TextKey } from '@app/i18n';
import type { NotificationContent, SignInFacts } from '@app/otp';
import type { OutgoingMessage } from '../telegram/bot-api';
import {
  callbackData,
  codeOffer,
  contactRequest,
  notMeButton,
  originText,
  refusalButton,
  textMessage,
  textRemovingKeyboard,
} from './messages';

/** Asks the holder whether the phone moves to another account. The text names the id that the other account was shown. */
const moveQuestion = (language: Language, question: string): OutgoingMessage => ({
  ...textMessage(language, 'bot.notification.move_asked', { account: question.split(':')[0]! }),
  markup: {
    inline_keyboard: [
      [
        { text: text(language, 'bot.button.moveYes'), callback_data: callbackData.moveYes(question) },
        { text: text(language, 'bot.button.moveNo'), callback_data: callbackData.moveNo(question) },
      ],
    ],
  },
});

/** Reports a sign-in of a new client. The button ends its session, which the challenge has opened. */
const signInReport = (
  language: Language,
  challengeId: string,
  { origin, at, timeZone }: SignInFacts,
): OutgoingMessage => ({
  ...textMessage(language, 'bot.notification.signed_in', {
    origin: originText(language, origin),
    time: momentText(language, at, timeZone),
  }),
  markup: { inline_keyboard: [notMeButton(language, challengeId)] },
});

const refusableMessage = (language: Language, key: TextKey, data: string): OutgoingMessage => ({
  ...textMessage(language, key),
  markup: { inline_keyboard: [refusalButton(language, data)] },
});

/** Each notification has the button that helps. While a phone is locked nobody can sign in by guessing, so nothing is to be ended. */
export function notificationMessage(language: Language, content: NotificationContent): OutgoingMessage {
  const { type, id } = content;
  switch (type) {
    case 'signed_in':
      return signInReport(language, id, content.signIn);
    case 'move_asked':
      return moveQuestion(language, id);
    case 'moved':
      return textRemovingKeyboard(language, 'bot.moved');
    case 'relinked':
      return refusableMessage(language, 'bot.notification.relinked', callbackData.notMyRelink(id));
    case 'token_reused':
      return refusableMessage(language, 'bot.notification.token_reused', callbackData.notMyToken(id));
    case 'phone_locked':
      return codeOffer(language, 'bot.notification.phone_locked');
    case 'shop_moved':
      return contactRequest(language, 'bot.notification.shop_moved');
    case 'shop_erased':
      return textRemovingKeyboard(language, 'bot.notification.shop_erased');
  }
}
