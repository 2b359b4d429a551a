import type { PostgresServer } from '../stores/postgres';

/** Where the product keeps which chat belongs to which phone. */
export interface Accounts {
  readonly postgres: PostgresServer;
  readonly database: string;
}

/** Gives each phone a Telegram account, as its owner has done before a code arrives in a chat. @param first the chat of the first */
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
