import { z } from 'zod';
import { type E164, LANGUAGES } from '@app/contract';

export const e164 = z.custom<E164>((value) => typeof value === 'string');

/** The replies of the functions in `sql/`, parsed here and nowhere else. */
export const telegramAccount = z.object({
  telegramId: z.int(),
  phone: e164,
  chatId: z.int(),
  username: z.string().nullable(),
  firstName: z.string().nullable(),
  /** The IETF language tag of the person's app. */
  languageCode: z.string().nullable(),
  /** The language that the person chose in the bot; null before a choice. */
  chosenLanguage: z.enum(LANGUAGES).nullable(),
  /** Whether the bot is blocked, so that it cannot write to this chat. */
  isBlocked: z.boolean(),
  /** When this account and no other was linked. A change of its phone keeps it. */
  linkedAt: z.string().transform((text) => new Date(text)),
  /** null while the phone has no shop. */
  shopLanguage: z.enum(LANGUAGES).nullable(),
  /** Whether the bot has asked for the name of the shop within the last hour. The next text may be the answer. */
  isAskedForName: z.boolean(),
});

export const linked = z.discriminatedUnion('outcome', [
  /** `other_phone`: the account has another phone. `held`: another account has the phone. Nothing has changed. */
  z.object({ outcome: z.enum(['linked', 'unchanged', 'other_phone', 'held']) }),
  /** The phone belonged to another account. The sessions of its shop have ended. */
  z.object({
    outcome: z.literal('moved'),
    formerChatId: z.int(),
    /** null if the phone has no shop. */
    shopId: z.uuid().nullable(),
    ended: z.array(z.uuid()).readonly(),
  }),
]);

/** The sessions of the shop have ended. */
export const unlinked = z.object({
  phone: e164,
  /** null if the phone has no shop. */
  shopId: z.uuid().nullable(),
  ended: z.array(z.uuid()).readonly(),
});

/** null: the text is no answer to a question for the name. */
export const nameAnswer = z.enum(['renamed', 'late', 'open']).nullable();

export const phoneHolding = z.object({ hasShop: z.boolean(), holder: telegramAccount.nullable() });

export const changedPhone = z.discriminatedUnion('outcome', [
  /**
   * `unchanged`: the account has the new phone already. `gone`: it no longer has the former one. `held`: the new phone has
   * another account than the expected one. `has_shop`: both phones have a shop.
   */
  z.object({ outcome: z.enum(['unchanged', 'gone', 'held', 'has_shop']) }),
  z.object({
    outcome: z.literal('changed'),
    /** null if neither phone has a shop. */
    shopId: z.uuid().nullable(),
    ended: z.array(z.uuid()).readonly(),
  }),
]);

/** The account that lost the phone, as far as it is to be notified. */
const formerOwner = z.object({
  ...{ telegramId: z.int(), chatId: z.int(), language: z.enum(LANGUAGES).nullable() },
});

export const movedShop = z.discriminatedUnion('outcome', [
  /** `no_shop`: the former phone has no shop. `has_shop`: the new phone has one. Nothing has changed. */
  z.object({ outcome: z.enum(['no_shop', 'has_shop']) }),
  z.object({
    outcome: z.literal('moved'),
    shopId: z.uuid(),
    ended: z.array(z.uuid()).readonly(),
    former: formerOwner.nullable(),
    /** The Telegram id of the account that had proved the new phone. */
    holder: z.int().nullable(),
  }),
]);

/** Whose language has changed; null if no phone is linked to the account. */
export const changedLanguage = z.enum(['shop', 'account']).nullable();

/** Whether notifications of sign-ins are on; null if no phone is linked to the account. */
export const isNotified = z.boolean().nullable();

export const telegramIds = z.array(z.int());

export type TelegramAccount = Readonly<z.infer<typeof telegramAccount>>;
export type PhoneHolding = Readonly<z.infer<typeof phoneHolding>>;
export type ChangedPhone = Readonly<z.infer<typeof changedPhone>>;
export type MovedShop = Readonly<z.infer<typeof movedShop>>;
export type Linked = Readonly<z.infer<typeof linked>>;
export type Unlinked = Readonly<z.infer<typeof unlinked>>;
export type NameAnswer = NonNullable<z.infer<typeof nameAnswer>>;
