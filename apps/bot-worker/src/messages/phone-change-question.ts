import { type E164, formatPhone, type Language } from '@app/contract';
import { text, type TextKey } from '@app/i18n';
import type { OutgoingMessage } from '../telegram/bot-api';
import { htmlText } from './html-text';
import { callbackData } from './messages';

/** Asks whether the phone of the account changes. @param notes what follows from it */
export function phoneChangeQuestion(
  language: Language,
  { from, to, token }: { readonly from: E164; readonly to: E164; readonly token: string },
  notes: readonly TextKey[],
): OutgoingMessage {
  const params = { from: formatPhone(from), to: formatPhone(to) };
  const parts = [
    htmlText(language, 'bot.phoneChange.ask', params),
    ...notes.map((key) => htmlText(language, key)),
  ];
  const yes = { text: text(language, 'bot.button.phoneYes'), callback_data: callbackData.phoneYes(token) };
  const no = { text: text(language, 'bot.button.phoneNo'), callback_data: callbackData.phoneNo(token) };
  return { text: parts.join('\n\n'), markup: { inline_keyboard: [[yes], [no]] } };
}
