import { type E164, FALLBACK_LANGUAGE, type Language, languageOf } from '@app/contract';
import type { OwnerConnection } from '@app/database';
import { type Linked, linkParameters, type TelegramPerson } from '@app/telegram';
import { NotFound } from '../cli/command';

/** The Telegram account that is linked to a phone. */
export interface PhoneHolder {
  readonly phone: E164;
  readonly telegramId: number;
  readonly chatId: number;
  readonly language: Language;
}

export type MovedLink = Extract<Linked, { outcome: 'moved' }>;

/** @throws NotFound if no account is linked to the phone */
export async function findHolder(database: OwnerConnection, phone: E164): Promise<PhoneHolder> {
  const [row] = await database.query<{ telegramId: string; chatId: string; language: string | null }>(
    `select a.telegram_id as "telegramId", a.chat_id as "chatId", 
        coalesce(s.language, a.chosen_language, a.language_code) as language
      from public.telegram_accounts a left join public.shops s on s.phone = a.phone where a.phone = $1`,
    [phone],
  );
  if (row === undefined) throw new NotFound(`No Telegram account holds the phone ${phone}`);
  return {
    phone,
    telegramId: Number(row.telegramId),
    chatId: Number(row.chatId),
    language: languageOf(row.language ?? undefined) ?? FALLBACK_LANGUAGE,
  };
}

/** @throws NotFound if another account now holds the phone or the new account is linked to another phone */
export async function moveLink(
  database: OwnerConnection,
  { phone, telegramId }: PhoneHolder,
  to: TelegramPerson,
): Promise<MovedLink> {
  const [row] = await database.query<{ linked: Linked }>(
    'select public.link_telegram_account_held_by($1, $2, $3, $4, $5, $6, $7, $8) as linked',
    [telegramId, ...linkParameters(to, phone)],
  );
  const linked = row!.linked;
  if (linked.outcome === 'moved') return linked;
  throw new NotFound(
    linked.outcome === 'other_phone'
      ? 'That account is linked to another phone: its person first sends /stop to the bot'
      : `The phone ${phone} has another holder by now; run the command again without --to`,
  );
}
