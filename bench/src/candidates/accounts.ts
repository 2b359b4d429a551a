import type { PostgresServer } from '../stores/postgres';

/** The database with the links between phones and chats. */
export interface Accounts {
  readonly postgres: PostgresServer;
  readonly database: string;
}

/** Links each phone to a Telegram account. @param first the chat of the first phone; the others have the next numbers */
export async function linkAccounts(
  { postgres, database }: Accounts,
  first: number,
  phones: readonly string[],
): Promise<void> {
  await postgres.query(
    database,
    `insert into public.telegram_accounts (telegram_id, phone, chat_id, first_name)
       select $1::bigint + n - 1, phone, $1::bigint + n - 1, 'Anna'
       from unnest($2::text[]) with ordinality as given (phone, n)`,
    [first, phones],
  );
  await postgres.query(database, 'analyze public.telegram_accounts');
}
