import type { Context } from 'telegraf';
import { FALLBACK_LANGUAGE, type Language } from '@app/contract';
import type { SpokenLanguages, TelegramAccount, TelegramPerson } from '@app/telegram';
import { knownLanguage } from '../messages/message-language';
import type { Audience } from '../telegram/bot-api';

/** The person who sent an update in a private chat. The id of the chat is the id of the person. */
export interface Sender extends TelegramPerson {
  /** Undefined if no phone is linked to the person. */
  readonly account: TelegramAccount | undefined;
  /** Undefined if nothing tells the language of the person. */
  readonly knownLanguage: Language | undefined;
  /** The language of the answers. */
  readonly language: Language;
  readonly audience: Audience;
}

export function personIn({ from }: Pick<Context, 'from'>): TelegramPerson {
  if (!from) throw new Error('An update without a sender reached a handler');
  return {
    telegramId: from.id,
    chatId: from.id,
    username: from.username,
    firstName: from.first_name,
    languageCode: from.language_code,
  };
}

/** @param remembered what the bot remembers of a person who has no shop */
export function senderOf(
  person: TelegramPerson,
  account: TelegramAccount | undefined,
  remembered?: SpokenLanguages,
): Sender {
  const chosenLanguage = account?.chosenLanguage ?? remembered?.chosen;
  const known = knownLanguage(
    {
      shopLanguage: account?.shopLanguage ?? null,
      chosenLanguage: chosenLanguage ?? null,
      languageCode: person.languageCode ?? null,
    },
    remembered?.recent,
  );
  return {
    ...{ ...person, chosenLanguage, account },
    ...{ knownLanguage: known, language: known ?? FALLBACK_LANGUAGE },
    audience: account ? 'linked' : 'stranger',
  };
}

/** The sender of an update who comes from a page in this language, unless a language that counts more is known. */
export function senderFromPage(sender: Sender, page: Language | undefined): Sender {
  const { account, chosenLanguage } = sender;
  if (page === undefined || (account?.shopLanguage ?? chosenLanguage ?? null) !== null) return sender;
  return senderOf(sender, account, { chosen: undefined, recent: page });
}
