import type { Database } from '../connection/database';

export interface OpenedShop {
  readonly shopId: string;
  readonly sessionId: string;
}

/** Opens a session, and creates its shop, by the function that the services use. */
export async function openShop(database: Database, phone: string): Promise<OpenedShop> {
  const [row] = await database.query<{ opened: { shop: { id: string }; session: { id: string } } }>(
    `select open_session($1, $2, 'ru', 'KZT', 'Asia/Almaty', 'a browser', '203.0.113.7', 30, 10, null) as opened`,
    [phone, `challenge of ${phone}`],
  );
  return { shopId: row!.opened.shop.id, sessionId: row!.opened.session.id };
}
